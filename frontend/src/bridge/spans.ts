import { isWebKitGTK } from "./webkitgtk";

/** Spans that have not been given a role, by their author or by us. */
const bare = "span:not([role])";

/**
 * Puts text into the accessibility tree that WebKitGTK leaves out of it: a span's that is laid out as a block,
 * as every flex item is. The widgets are made of such spans, and a screen reader would pass over names,
 * addresses and dates. A role brings them back; "generic" is the one that a span has by itself.
 */
export function exposeSpans(document: Document): void {
  const view = document.defaultView;
  if (view === null || !isWebKitGTK(view.navigator.userAgent)) {
    return;
  }
  const isBlock = (span: Element) => !view.getComputedStyle(span).display.startsWith("inline");
  new view.MutationObserver((records) => {
    const added = records.flatMap((record) => [...record.addedNodes]);
    const spans = new Set(added.flatMap((node) => node instanceof view.Element && node.isConnected ? [node, ...node.querySelectorAll(bare)].filter((element) => element.matches(bare)) : []));
    // All are looked at before the first one is changed: every look after a change would lay out the page anew.
    [...spans].filter(isBlock).forEach((span) => {
      span.setAttribute("role", "generic");
    });
  }).observe(document, { childList: true, subtree: true });
}
