import { Button, Dialog } from "@radix-ui/themes";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openOutside } from "../bridge/outside";
import { app } from "../session/app";
import { installApplication, zoe } from "../testing/application";
import { renderWindow } from "../testing/render";
import { installWorkOS } from "../testing/workos";
import { ScopeKeeper, type Scope } from "../widgets/scope";
import { words } from "../words";
import { ErrorPopover } from "./ErrorPopover";
import { PageNotices } from "./PageNotices";
import { createAppClient, Providers } from "./Providers";

function scopeOfZoe(): Scope {
  const scope = new ScopeKeeper(app.widgetToken).for(zoe);
  if (!scope) {
    throw new Error("zoe has no scope");
  }
  return scope;
}

const followLink = () => {
  openOutside("https://docs.example/");
};
const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const dialog = () => within(screen.getByRole("dialog", { name: "Edit" }));
const failed = new RegExp(words.outside.failed);

/** A page with a link that can't be opened, and a dialog with another. */
function showDialog(error: unknown = null, dismissed = () => undefined) {
  const { bound } = installApplication(zoe);
  bound.OpenLink.mockRejectedValue("No browser was found.");
  const page = (shown: unknown) => (
    <Providers client={createAppClient()}>
      <PageNotices widget="user-profile" scope={scope} />
      <ErrorPopover error={shown} onDismiss={dismissed}><p>The page</p></ErrorPopover>
      <button onClick={followLink}>Open from the page</button>
      <Dialog.Root>
        <Dialog.Trigger><Button>Open the dialog</Button></Dialog.Trigger>
        <Dialog.Content>
          <Dialog.Title>Edit</Dialog.Title>
          <button onClick={followLink}>Open from the dialog</button>
          <Dialog.Close><Button>Close</Button></Dialog.Close>
        </Dialog.Content>
      </Dialog.Root>
    </Providers>
  );
  const scope = scopeOfZoe();
  const { rerender } = render(page(error));
  return {
    bound,
    fail: (reason: unknown) => {
      rerender(page(reason));
    },
  };
}

describe("a link that can't be opened from a dialog", () => {
  it("is said in the dialog, where pointer and keyboard reach it", async () => {
    const { bound } = showDialog();
    await press("Open the dialog");
    await press("Open from the dialog");
    const alert = await dialog().findByRole("alert");
    expect(alert.textContent).toMatch(failed);

    await userEvent.click(within(alert).getByRole("button", { name: words.tryAgain }));
    expect(bound.OpenLink).toHaveBeenCalledTimes(2);
    await dialog().findByRole("alert");

    screen.getByRole("button", { name: "Close" }).focus();
    await userEvent.tab();
    expect(document.activeElement).toBe(dialog().getByRole("button", { name: words.tryAgain }));
    await userEvent.tab();
    await userEvent.tab();
    expect(document.activeElement).toBe(dialog().getByRole("button", { name: words.dismiss }));
    await userEvent.keyboard("{Enter}");
    expect(screen.queryByRole("alert")).toBeNull();
    expect(dialog().getByRole("button", { name: "Close" })).toBeDefined();
  });

  it("is said on the page once the dialog is closed, and can be dismissed there", async () => {
    showDialog();
    await press("Open the dialog");
    await press("Open from the dialog");
    await dialog().findByRole("alert");
    await press("Close");
    expect((await screen.findByRole("alert")).textContent).toMatch(failed);
    await press(words.dismiss);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("leaves the dialog alone when it was from the page", async () => {
    showDialog();
    await press("Open from the page");
    await screen.findByRole("alert");
    await press("Open the dialog");
    expect(dialog().queryByRole("alert")).toBeNull();
    await press("Open from the dialog");
    expect(await dialog().findAllByRole("alert")).toHaveLength(1);
  });
});

it("what a control outside a dialog met with is said inside it, and dismissing it leaves the dialog open", async () => {
  const dismissed = vi.fn();
  const { fail } = showDialog(null, dismissed);
  await press("Open the dialog");
  fail("You are not a member of Globex any more.");
  const said = await screen.findByText("You are not a member of Globex any more.");
  await userEvent.click(said);
  await userEvent.click(screen.getByRole("button", { name: words.dismiss }));
  expect(dismissed).toHaveBeenCalledOnce();
  fail(null);
  await waitFor(() => {
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });
  expect(dialog().getByRole("button", { name: "Close" })).toBeDefined();
});

describe("a change that failed in a widget's dialog", () => {
  // Compiling the real widget is not what this waits for.
  beforeAll(() => import("@workos-inc/widgets/user-profile"), 60_000);

  beforeEach(() => {
    installWorkOS({ "POST /_widgets/UserProfile/me": () => Response.json({ code: "unreachable", message: "WorkOS can't be reached." }, { status: 502 }) });
  });

  it("is explained there, with details", async () => {
    renderWindow(zoe);
    await userEvent.click((await screen.findAllByRole("button", { name: "Edit" }))[0] as HTMLElement);
    const form = within(await screen.findByRole("dialog"));
    await userEvent.type(await form.findByLabelText(/first name/i), "x");
    await userEvent.click(form.getByRole("button", { name: /save/i }));
    const alerts = () => form.queryAllByRole("alert").filter((one) => one.textContent.includes("WorkOS can't be reached."));
    await waitFor(() => {
      expect(alerts()).toHaveLength(1);
    });
    await userEvent.click(form.getByRole("button", { name: words.details }));
    const details = await screen.findByRole("dialog", { name: words.details });
    await userEvent.click(within(details).getByText(/HTTP 502/));
    await userEvent.keyboard("{Escape}");
    await waitFor(() => {
      expect(screen.queryByRole("dialog", { name: words.details })).toBeNull();
    });
    act(() => {
      window.dispatchEvent(new Event("focus"));
    });
    expect(form.getByRole("button", { name: /save/i })).toBeDefined();
    expect(alerts()).toHaveLength(1);
  });
});
