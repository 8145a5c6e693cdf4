import { isWebKitGTK } from "./webkitgtk";

/** How long a form may be away, in ms: what leaves the page on a click is looked at when the next page has been painted. */
const patience = 1000;

/**
 * Empties forms that have left the page. WebKitGTK keeps every form that ever was in it until the page is left, to tell
 * browsers of fields that they could fill in, and all that is in the form is kept with it: a quarter to half a MiB for a
 * dialog with two fields. A form that is gone does not come back: React makes a new one. Whoever takes one out to put
 * it in again much later would find it empty.
 */
export function emptyRemovedForms(document: Document): void {
  const view = document.defaultView;
  if (view === null || !isWebKitGTK(view.navigator.userAgent)) {
    return;
  }
  const empty = (removed: readonly Element[]) => {
    for (const element of removed) {
      if (!element.isConnected) { // one that was only moved is in the page again
        const forms = element.matches("form") ? [element] : element.querySelectorAll("form");
        forms.forEach((form) => {
          form.replaceChildren();
        });
      }
    }
  };
  new view.MutationObserver((records) => {
    const removed: Element[] = [];
    for (const { removedNodes } of records) {
      removedNodes.forEach((node) => {
        if (node instanceof view.Element) {
          removed.push(node);
        }
      });
    }
    if (removed.length > 0) {
      setTimeout(empty, patience, removed);
    }
  }).observe(document, { childList: true, subtree: true });
}
