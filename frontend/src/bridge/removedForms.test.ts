import { afterEach, describe, expect, it, vi } from "vitest";
import { emptyRemovedForms } from "./removedForms";

const webKitGTK = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15";
const chromium = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";

/** A document of its own, with a dialog that has a form: what observes it ends with it. */
function page(userAgent: string) {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const view = frame.contentWindow as (Window & typeof globalThis) | null;
  if (view === null) {
    throw new Error("jsdom gave the frame no window");
  }
  vi.spyOn(view.navigator, "userAgent", "get").mockReturnValue(userAgent);
  emptyRemovedForms(view.document);
  const dialog = view.document.createElement("div");
  dialog.innerHTML = '<form><input name="firstName"><div><input name="lastName"></div></form>';
  const form = dialog.firstElementChild;
  view.document.body.append(dialog);
  return { body: view.document.body, dialog, form };
}

/** Mutation observers are told before the next task. */
const observed = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => {
  document.body.replaceChildren();
});

describe("emptyRemovedForms", () => {
  it("empties a form that has left the page, with what it was in or by itself", async () => {
    const [inside, alone] = [page(webKitGTK), page(webKitGTK)];
    inside.dialog.remove();
    alone.form?.remove();
    await observed();
    expect([inside.form?.childElementCount, alone.form?.childElementCount]).toEqual([0, 0]);
  });

  it("leaves a form alone that is in the page, or was only moved there", async () => {
    const { body, dialog, form } = page(webKitGTK);
    await observed();
    expect(form?.childElementCount).toBe(2);
    body.append(body.ownerDocument.createElement("p"), dialog);
    await observed();
    expect(form?.childElementCount).toBe(2);
  });

  it("does nothing in a web view that forgets forms by itself", async () => {
    const { dialog, form } = page(chromium);
    dialog.remove();
    await observed();
    expect(form?.childElementCount).toBe(2);
  });
});
