import { isWebKitGTK } from "./webkitgtk";

/**
 * Empties forms that have left the page. WebKitGTK keeps every form that ever was in it until the page is left, to tell
 * browsers of fields that they could fill in, and all that is in the form is kept with it: a quarter to half a MiB for a
 * dialog with two fields. A form that is gone does not come back: React makes a new one. Whoever takes one out to put
 * it in again later would find it empty.
 */
export function emptyRemovedForms(document: Document): void {
  const view = document.defaultView;
  if (view === null || !isWebKitGTK(view.navigator.userAgent)) {
    return;
  }
  new view.MutationObserver((records) => {
    for (const node of records.flatMap((record) => [...record.removedNodes])) {
      if (node instanceof view.Element && !node.isConnected) { // one that was only moved is in the page again
        const forms = node.matches("form") ? [node] : node.querySelectorAll("form");
        forms.forEach((form) => {
          form.replaceChildren();
        });
      }
    }
  }).observe(document, { childList: true, subtree: true });
}
