import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
// Ahead of the first test, which waits for the organizations that it lists.
import "@workos-inc/widgets/organization-switcher";
import { info, nobody, offline, zoe } from "../testing/application";
import { expectAccessible, renderWindow } from "../testing/render";
import { installWorkOS } from "../testing/workos";
import { words } from "../words";

beforeEach(() => {
  installWorkOS();
});

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const press = (key: string, more = {}) => fireEvent.keyDown(window, { key, ctrlKey: true, ...more });
const palette = async () => within(await screen.findByRole("dialog", { name: words.commands.palette }));
const options = async () => (await palette()).getAllByRole("option").map((option) => option.querySelector(".palette-name")?.textContent);

/** Opens the palette and types into it. */
async function type(text: string) {
  press("k");
  const input = (await palette()).getByRole("combobox");
  await waitFor(() => {
    expect(document.activeElement).toBe(input);
  });
  await userEvent.type(input, text);
}

describe("the command palette", () => {
  it("shows pages, organizations, appearance and actions, with their keys", async () => {
    renderWindow(zoe);
    await screen.findByRole("button", { name: "Acme Corp" });
    press("k");
    const inside = await palette();
    expect(inside.getAllByRole("group").map((group) => group.getAttribute("aria-labelledby")).map((id) => document.getElementById(id ?? "")?.textContent)).toEqual(Object.values(words.commands.groups));
    expect(within(inside.getByRole("option", { name: /^Members/ })).getByText("Ctrl 6")).toBeDefined();
    expect(inside.getByRole("option", { name: /^Acme Corp.*current/ })).toBeDefined();
    expect(inside.getByRole("option", { name: /^Profile.*current/ })).toBeDefined();
    await expectAccessible();
  });

  it("goes to a page by a part of its name, and the focus with it", async () => {
    renderWindow(zoe);
    await heading("Profile");
    await type("direct");
    expect(await options()).toEqual(["Directory sync"]);
    await userEvent.keyboard("{Enter}");
    expect(await heading("Directory sync")).toBe(document.activeElement);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("shows pages that the role does not open with a lock", async () => {
    renderWindow({ ...zoe, role: "member", permissions: [] });
    await heading("Profile");
    press("k");
    expect((await palette()).getByRole("option", { name: `Members, ${words.locked}` })).toBeDefined();
  });

  it("switches to an organization by a part of its name, without its marks", async () => {
    installWorkOS({ "/_widgets/UserManagement/organizations": () => ({ data: [{ id: "org_acme", name: "Acme Corp", current: true }, { id: "org_zoe", name: "Zoë's Bäckerei", current: false }, { id: "org_zoe2", name: "Zoë's Bäckerei", current: false }] }) });
    const { bound } = renderWindow(zoe);
    await screen.findByRole("button", { name: "Acme Corp" });
    await type("backerei zoe");
    expect(await options()).toEqual(["Zoë's Bäckerei", "Zoë's Bäckerei"]);
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(bound.SwitchOrganization.mock.calls).toEqual([["org_zoe2"]]);
  });

  it("says what was wrong with a switch beside the switcher", async () => {
    const { bound } = renderWindow(zoe);
    bound.SwitchOrganization.mockRejectedValue("Globex does not let you in.");
    await screen.findByRole("button", { name: "Acme Corp" });
    await type("globex{Enter}");
    expect(within(await screen.findByRole("alertdialog")).getByText("Globex does not let you in.")).toBeDefined();
  });

  it("stays where one is when that is chosen", async () => {
    const { bound } = renderWindow(zoe);
    await screen.findByRole("button", { name: "Acme Corp" });
    await type("acme{Enter}");
    expect(bound.SwitchOrganization).not.toHaveBeenCalled();
  });

  it("gives the focus back on Escape, and closes with its own keys as well", async () => {
    renderWindow(zoe);
    await heading("Profile");
    const account = screen.getByRole("button", { name: words.account });
    account.focus();
    await type("x");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => {
      expect(document.activeElement).toBe(account);
    });
    press("k");
    await palette();
    press("k");
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
  });

  it("makes way for a command that was asked for by its keys", async () => {
    renderWindow(zoe);
    await heading("Profile");
    press("k");
    await palette();
    press("3");
    expect(await heading("Sessions")).toBeDefined();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("says so when nothing has that in its name", async () => {
    renderWindow(zoe);
    await heading("Profile");
    await type("qqq");
    expect((await palette()).getByText(words.commands.nothing)).toBeDefined();
  });

  it.each([
    [words.commands.copyUserID, "user_1", words.commands.copiedUserID],
    [words.commands.copyOrganizationID, "org_acme", words.commands.copiedOrganizationID],
  ])("does: %s", async (name, text, said) => {
    const user = userEvent.setup();
    const written = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    renderWindow(zoe);
    await heading("Profile");
    press("k");
    await user.click((await palette()).getByRole("option", { name }));
    expect(written).toHaveBeenCalledWith(text);
    expect(await screen.findByText(said)).toBeDefined();
  });

  it.each([[words.signOut, "SignOut"], [words.useAnotherAccount, "UseAnotherAccount"], [words.commands.checkAgain, "RefreshSession"]] as const)("does: %s", async (name, method) => {
    const { bound } = renderWindow(zoe);
    await heading("Profile");
    press("k");
    await userEvent.click((await palette()).getByRole("option", { name }));
    expect(bound[method]).toHaveBeenCalledOnce();
  });

  it("says that the permissions are up to date, unless a bar tells what has become of them", async () => {
    const { bound, publish } = renderWindow(zoe);
    await heading("Profile");
    const check = async () => {
      press("k");
      await userEvent.click((await palette()).getByRole("option", { name: words.commands.checkAgain }));
    };
    await check();
    expect(await screen.findByText(words.commands.checked)).toBeDefined();
    const gone = (since: number) => ({ problems: [{ ...offline, code: "membership-gone", message: "You are no longer a member of Globex.", since }] });
    publish(gone(1)); // the word on it may come after the answer
    expect(screen.queryByText(words.commands.checked)).toBeNull();
    bound.RefreshSession.mockImplementation(() => {
      publish(gone(2));
      return Promise.resolve();
    });
    await check();
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect(screen.queryByText(words.commands.checked)).toBeNull();
    bound.RefreshSession.mockResolvedValue(undefined);
    await check(); // beside a bar of long ago
    expect(await screen.findByText(words.commands.checked)).toBeDefined();
  });

  it("sets the theme, and says what was wrong when that could not be kept", async () => {
    const { bound } = renderWindow(zoe);
    await heading("Profile");
    bound.SetPreferences.mockRejectedValue("The settings could not be written.");
    await type("dark{Enter}");
    expect(bound.SetPreferences.mock.calls).toEqual([[{ theme: "dark", zoom: 1, logLevel: "" }]]);
    const said = await screen.findByText("The settings could not be written.");
    await userEvent.click(within(said.closest(".outcome") as HTMLElement).getByRole("button", { name: words.dismiss }));
    expect(screen.queryByText("The settings could not be written.")).toBeNull();
  });

  it("has only what makes sense for somebody signed out", async () => {
    renderWindow(nobody);
    await heading(words.signedOut.welcome(info.product));
    press("k");
    expect(await options()).toEqual([
      words.commands.themes.light, words.commands.themes.dark, words.commands.themes.system, words.commands.zoomIn, words.commands.zoomOut, words.commands.zoomReset,
      words.commands.settings, words.settings.report, words.commands.about(info.product), words.signIn,
    ]);
    await expectAccessible();
  });
});
