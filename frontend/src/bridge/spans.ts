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
  const expose = (span: Element) => {
    if (!view.getComputedStyle(span).display.startsWith("inline")) {
      span.setAttribute("role", "generic");
    }
  };
  new view.MutationObserver((records) => {
    for (const node of records.flatMap((record) => [...record.addedNodes])) {
      if (node instanceof view.Element && node.isConnected) {
        [node, ...node.querySelectorAll(bare)].filter((element) => element.matches(bare)).forEach(expose);
      }
    }
  }).observe(document, { childList: true, subtree: true });
}

/** Chromium calls itself AppleWebKit too, and Apple's own WebKit has no such trouble. */
function isWebKitGTK(userAgent: string): boolean {
  return /Linux.*AppleWebKit/.test(userAgent) && !userAgent.includes("Chrom");
}
