import { afterEach, describe, expect, it, vi } from "vitest";
import { exposeSpans } from "./spans";

const webKitGTK = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15";
const chromium = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
const safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15";

/** A document of its own: what observes it ends with it. */
function page(userAgent: string): HTMLElement {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const view = frame.contentWindow as (Window & typeof globalThis) | null;
  if (view === null) {
    throw new Error("jsdom gave the frame no window");
  }
  vi.spyOn(view.navigator, "userAgent", "get").mockReturnValue(userAgent);
  exposeSpans(view.document);
  return view.document.body;
}

/** Mutation observers are told before the next task. */
const observed = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => {
  document.body.replaceChildren();
});

describe("exposeSpans", () => {
  it("gives a role to spans that are laid out as blocks, however deep they arrive", async () => {
    const body = page(webKitGTK);
    body.innerHTML = '<div><span id="flex" style="display: block">Zoë</span><span id="line">Ångström</span></div>';
    await observed();
    expect(body.querySelector("#flex")?.getAttribute("role")).toBe("generic");
    expect(body.querySelector("#line")?.hasAttribute("role")).toBe(false);
  });

  it("leaves a role alone that is there already", async () => {
    const body = page(webKitGTK);
    body.innerHTML = '<span role="img" style="display: block">Zoë</span>';
    await observed();
    expect(body.querySelector("span")?.getAttribute("role")).toBe("img");
  });

  it.each([chromium, safari])("does nothing in %s", async (userAgent) => {
    const body = page(userAgent);
    body.innerHTML = '<span style="display: block">Zoë</span>';
    await observed();
    expect(body.querySelector("span")?.hasAttribute("role")).toBe(false);
  });
});
