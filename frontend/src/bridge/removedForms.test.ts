import { afterEach, describe, expect, it } from "vitest";
import { documentIn, observed, userAgents } from "../testing/webView";
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

afterEach(() => {
  document.body.replaceChildren();
});

describe("emptyRemovedForms", () => {
  it("empties a form that has left the page, with what it was in or by itself", async () => {
    const [inside, alone] = [page(userAgents.webKitGTK), page(userAgents.webKitGTK)];
    inside.dialog.remove();
    alone.form?.remove();
    await observed();
    expect([inside.form?.childElementCount, alone.form?.childElementCount]).toEqual([0, 0]);
  });

  it("leaves a form alone that is in the page, or was only moved there", async () => {
    const { body, dialog, form } = page(userAgents.webKitGTK);
    await observed();
    expect(form?.childElementCount).toBe(2);
    body.append(body.ownerDocument.createElement("p"), dialog);
    await observed();
    expect(form?.childElementCount).toBe(2);
  });

  it("does nothing in a web view that forgets forms by itself", async () => {
    const { dialog, form } = page(userAgents.chromium);
    dialog.remove();
    await observed();
    expect(form?.childElementCount).toBe(2);
  });
});
