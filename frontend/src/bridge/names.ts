import { words } from "../words";

/** What the widgets (1.18.0) leave without a name: where it is, and how it gets one. */
const nameless: readonly { readonly selector: string; readonly give: (element: Element) => void }[] = [
  // A list of choices has no name but the one it is given: its text is its value.
  { selector: '[data-woswidgets-widget-id="users-management"] [role="combobox"]:not([aria-label], [aria-labelledby], [id])', give: label(() => words.nameless.roleFilter) },
  // The list of expiry dates in the dialog for a new API key, under a label that belongs to nothing.
  { selector: 'label:not([for]) + [role="combobox"]:not([aria-label], [aria-labelledby], [id])', give: label((element) => element.previousElementSibling?.textContent ?? "") },
  // A new API key, which is all that its dialog is about.
  { selector: '[role="dialog"] input[readonly]:not([aria-label], [aria-labelledby], [id])', give: label((element) => element.closest('[role="dialog"]')?.querySelector("h1")?.textContent ?? "") },
  // The switcher, as long as it does not know the organizations.
  { selector: 'button[data-woswidgets-widget-id="organization-switcher"][data-woswidgets-widget-state="loading"]:not([aria-label])', give: label(() => words.nameless.switcher) },
  // The column of the menus. A header is read with every cell, so it has to be text.
  { selector: "th.rt-TableCell:empty", give: insert(words.nameless.actions) },
];

/** Names the controls and columns that the widgets leave nameless, as soon as they are there. */
export function nameControls(document: Document): void {
  const view = document.defaultView;
  if (view === null) {
    return;
  }
  new view.MutationObserver((records) => {
    for (const node of records.flatMap((record) => [...record.addedNodes])) {
      if (node instanceof view.Element && node.isConnected) {
        nameless.forEach(({ selector, give }) => {
          [node, ...node.querySelectorAll(selector)].filter((element) => element.matches(selector)).forEach(give);
        });
      }
    }
  }).observe(document, { childList: true, subtree: true });
}

function label(nameOf: (element: Element) => string): (element: Element) => void {
  return (element) => {
    element.setAttribute("aria-label", nameOf(element));
  };
}

/** Text that nobody sees; React leaves alone what it did not put there. */
function insert(text: string): (element: Element) => void {
  return (element) => {
    const hidden = element.ownerDocument.createElement("span");
    hidden.style.cssText = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap";
    hidden.textContent = text;
    element.append(hidden);
  };
}
