import { afterEach, describe, expect, it } from "vitest";
import { documentIn, observed, userAgents } from "../testing/webView";
import { exposeSpans } from "./spans";

function page(userAgent: string): HTMLElement {
  const view = documentIn(userAgent);
  exposeSpans(view);
  return view.body;
}

afterEach(() => {
  document.body.replaceChildren();
});

describe("exposeSpans", () => {
  it("gives a role to spans that are laid out as blocks, however deep they arrive", async () => {
    const body = page(userAgents.webKitGTK);
    body.innerHTML = '<div><span id="flex" style="display: block">Zoë</span><span id="line">Ångström</span></div>';
    await observed();
    expect(body.querySelector("#flex")?.getAttribute("role")).toBe("generic");
    expect(body.querySelector("#line")?.hasAttribute("role")).toBe(false);
  });

  it("leaves a role alone that is there already", async () => {
    const body = page(userAgents.webKitGTK);
    body.innerHTML = '<span role="img" style="display: block">Zoë</span>';
    await observed();
    expect(body.querySelector("span")?.getAttribute("role")).toBe("img");
  });

  it.each([userAgents.chromium, userAgents.safari])("does nothing in %s", async (userAgent) => {
    const body = page(userAgent);
    body.innerHTML = '<span style="display: block">Zoë</span>';
    await observed();
    expect(body.querySelector("span")?.hasAttribute("role")).toBe(false);
  });
});
