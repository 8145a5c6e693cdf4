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
  const failed = new Set<string>();
  const addresses = new WeakMap<HTMLElement, string>();
  const look = (icon: HTMLElement) => {
    icon.style.removeProperty("background-image");
    const address = addressIn(view.getComputedStyle(icon).backgroundImage);
    if (addresses.get(icon) !== address) {
      icon.removeAttribute("data-initial");
    }
    addresses.set(icon, address);
    const settle = (initial: string | undefined) => {
      if (addresses.get(icon) !== address) {
        return;
      }
      if (initial !== undefined) {
        icon.dataset["initial"] = initial;
        return;
      }
      failed.delete(address);
      icon.removeAttribute("data-initial");
      icon.style.backgroundImage = `url("${address}")`; // a stylesheet's own, once it has failed, is not fetched again
    };
    if (address === "" || failed.has(address)) {
      settle(initialOf(icon));
    }
    if (address === "") {
      return;
    }
    const trial = new view.Image();
    trial.addEventListener("load", () => {
      settle(undefined);
    });
    trial.addEventListener("error", () => {
      failed.add(address);
      settle(initialOf(icon));
    });
    trial.src = address;
  };
  const lookIn = (roots: readonly Node[]) => {
    const elements = roots.filter((root) => root instanceof view.Element);
    new Set(elements.flatMap((root) => [root, ...root.querySelectorAll(icons)])).forEach((element) => {
      if (element instanceof view.HTMLElement && element.isConnected && element.matches(icons)) {
        look(element);
      }
    });
  };
  new view.MutationObserver((records) => {
    lookIn(records.flatMap(({ addedNodes }) => [...addedNodes]));
  }).observe(document, { childList: true, subtree: true });
  // Another provider's, or another appearance, in which every icon is another.
  new view.MutationObserver((records) => {
    lookIn(records.map(({ target }) => target).filter((target) => target instanceof view.Element && target.matches(`${icons}, .radix-themes`)));
  }).observe(document, { subtree: true, attributeFilter: ["data-provider", "class"] });
  view.addEventListener("online", () => {
    lookIn([...document.querySelectorAll("[data-initial]")]);
  });
}

function addressIn(background: string): string {
  return /^url\("?(.+?)"?\)/.exec(background)?.[1] ?? "";
}

/** The first letter of the provider, or of the name beside the box. */
function initialOf(icon: HTMLElement): string {
  const provider = icon.dataset["provider"] ?? "";
  const name = provider === "" || provider.startsWith("generic") ? icon.parentElement?.nextElementSibling?.textContent ?? "" : provider;
  return (Array.from(name.trim())[0] ?? "").toLocaleUpperCase();
}
