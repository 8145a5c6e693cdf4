import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { documentIn, userAgents } from "../testing/webView";
import { emptyRemovedForms } from "./removedForms";

/** A page with a dialog that has a form. */
function page(userAgent: string) {
  const view = documentIn(userAgent);
  emptyRemovedForms(view);
  const dialog = view.createElement("div");
  dialog.innerHTML = '<form><input name="firstName"><div><input name="lastName"></div></form>';
  const form = dialog.firstElementChild;
  view.body.append(dialog);
  return { body: view.body, dialog, form };
}

/** Lets so many milliseconds go by, once the observer has seen what was done. */
async function later(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  await vi.advanceTimersByTimeAsync(ms);
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

describe("emptyRemovedForms", () => {
  it("empties a form that has left the page, with what it was in or by itself", async () => {
    const [inside, alone] = [page(userAgents.webKitGTK), page(userAgents.webKitGTK)];
    inside.dialog.remove();
    alone.form?.remove();
    await later(2000);
    expect([inside.form?.childElementCount, alone.form?.childElementCount]).toEqual([0, 0]);
  });

  it("leaves a form alone that is in the page, or was only moved there", async () => {
    const { body, dialog, form } = page(userAgents.webKitGTK);
    await later(2000);
    expect(form?.childElementCount).toBe(2);
    body.append(body.ownerDocument.createElement("p"), dialog);
    await later(2000);
    expect(form?.childElementCount).toBe(2);
  });

  it("leaves a form alone that comes back at once, and empties it when it is gone for good", async () => {
    const { body, dialog, form } = page(userAgents.webKitGTK);
    dialog.remove();
    await later(100);
    body.append(dialog);
    await later(2000);
    expect(form?.childElementCount).toBe(2);
    dialog.remove();
    await later(2000);
    expect(form?.childElementCount).toBe(0);
  });

  it("does nothing in a web view that forgets forms by itself", async () => {
    const { dialog, form } = page(userAgents.chromium);
    dialog.remove();
    await later(2000);
    expect(form?.childElementCount).toBe(2);
  });
});
