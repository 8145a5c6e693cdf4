/** The boxes of providers' icons (lib/provider-icon.css), but for those that have a picture of their own. */
const icons = ".woswidgets-provider-icon:not([data-fallback-icon])";

/**
 * Gives the icons of providers that can't be fetched an initial to show instead, as data-initial, which
 * widgets/mends.css draws. They are backgrounds, from servers of WorkOS's: without a network, and for a
 * provider that the widgets don't know, there is an empty box and no event that says so.
 */
export function standInForIcons(document: Document): void {
  const view = document.defaultView;
  if (view === null) {
    return;
  }
  const addressOf = (icon: Element) => /^url\("?(.+?)"?\)/.exec(view.getComputedStyle(icon).backgroundImage)?.[1] ?? "";
  const look = (icon: Element) => {
    const address = addressOf(icon);
    icon.removeAttribute("data-initial");
    const fail = () => {
      if (icon.isConnected && addressOf(icon) === address) {
        icon.setAttribute("data-initial", initialOf(icon));
      }
    };
    if (address === "") {
      fail();
      return;
    }
    const trial = new view.Image();
    trial.addEventListener("error", fail);
    trial.src = address;
  };
  new view.MutationObserver((records) => {
    const changed = records.flatMap(({ type, target, addedNodes }) => (type === "attributes" ? [target] : [...addedNodes])).filter((node) => node instanceof view.Element && node.isConnected) as Element[];
    new Set(changed.flatMap((element) => [element, ...element.querySelectorAll(icons)])).forEach((element) => {
      if (element.matches(icons)) {
        look(element);
      }
    });
  }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-provider"] });
}

/** The first letter of the provider, or of the name beside the box. */
function initialOf(icon: Element): string {
  const provider = icon.getAttribute("data-provider") ?? "";
  const name = provider === "" || provider.startsWith("generic") ? icon.parentElement?.nextElementSibling?.textContent ?? "" : provider;
  return (Array.from(name.trim())[0] ?? "").toLocaleUpperCase();
}
