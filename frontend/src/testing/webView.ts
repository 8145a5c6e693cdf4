import { vi } from "vitest";

/** What web views call themselves. */
export const userAgents = {
  webKitGTK: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
  chromium: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
  safari: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
};

/** A document of its own, in a web view that calls itself so: what observes the document ends with it. */
export function documentIn(userAgent: string): Document {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const view = frame.contentWindow;
  if (view === null) {
    throw new Error("jsdom gave the frame no window");
  }
  vi.spyOn(view.navigator, "userAgent", "get").mockReturnValue(userAgent);
  return view.document;
}

/** Mutation observers are told before the next task. */
export const observed = () => new Promise((resolve) => setTimeout(resolve));
