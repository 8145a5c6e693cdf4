import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { nobody, token, zoe } from "../testing/application";
import { setMedia } from "../testing/media";
import { expectAccessible, renderWindow } from "../testing/render";
import { installWorkOS } from "../testing/workos";
import { pages } from "../widgets/catalogue";
import { words } from "../words";
import { narrowerThan, narrowWidth } from "./media";

const member = { ...zoe, role: "member", permissions: [] };
const names = [
  "Profile", "Security", "Sessions", "Connections", "Personal API keys",
  "Members", "API keys", "Integrations", "Single sign-on", "Domains", "Directory sync", "Audit log streams",
];
const navigation = async () => within(await screen.findByRole("navigation"));
const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

beforeEach(() => {
  installWorkOS();
});

describe("the navigation", () => {
  it("has an entry for every page, by its name, in two groups", async () => {
    renderWindow(zoe);
    const nav = await navigation();
    expect(nav.getAllByRole("button").map((entry) => entry.querySelector(".entry-name")?.textContent)).toEqual(names);
    expect(within(nav.getByRole("list", { name: "You" })).getAllByRole("button")).toHaveLength(5);
    expect(within(await nav.findByRole("list", { name: "Acme Corp" })).getByRole("button", { name: "Members" })).toBeDefined();
  });

  it.each(names.slice(1))("goes to %s, takes the focus there, and remembers it", async (name) => {
    const first = renderWindow(zoe);
    await userEvent.click((await navigation()).getByRole("button", { name }));
    expect(await heading(name)).toBe(document.activeElement);
    expect((await navigation()).getByRole("button", { current: "page" })).toHaveProperty("textContent", expect.stringContaining(name));
    expect(window.localStorage.getItem("page")).toBe(pages.find((page) => words.pages[page.id].name === name)?.id);
    first.publish({});
    expect(screen.getAllByRole("heading", { level: 1 })).toHaveLength(1);
  });

  it("comes back to the last page", async () => {
    window.localStorage.setItem("page", "sessions");
    renderWindow(zoe);
    expect(await heading("Sessions")).toBeDefined();
  });

  it.each(["members", "no such page"])("shows the first page when the last one, %j, is not to be had", async (last) => {
    window.localStorage.setItem("page", last);
    renderWindow({ ...zoe, organization: "" });
    expect(await heading("Profile")).toBeDefined();
  });

  it.each([
    ["linux", { ctrlKey: true }, "Sessions"],
    ["darwin", { metaKey: true }, "Sessions"],
    ["linux", { metaKey: true }, "Profile"],
    ["darwin", { ctrlKey: true }, "Profile"],
    ["linux", { ctrlKey: true, altKey: true }, "Profile"],
    ["linux", {}, "Profile"],
  ])("on %s, %j and 3 leads to %s", async (platform, modifiers, expected) => {
    renderWindow(zoe, { info: { platform } });
    await heading("Profile");
    // Which key it is depends on the platform, which the window learns a moment later.
    await screen.findByText(platform === "darwin" ? "⌘3" : "Ctrl 3");
    fireEvent.keyDown(window, { key: "3", ...modifiers });
    expect(await heading(expected)).toBeDefined();
  });

  it("goes back and forward again, with keys, mouse and menu", async () => {
    const { emit } = renderWindow(zoe);
    await heading("Profile");
    for (const key of ["3", "6"]) {
      fireEvent.keyDown(window, { key, ctrlKey: true });
    }
    await heading("Members");
    fireEvent.keyDown(window, { key: "ArrowLeft", altKey: true });
    expect(await heading("Sessions")).toBe(document.activeElement);
    fireEvent.mouseUp(window, { button: 3 });
    await heading("Profile");
    fireEvent.keyDown(window, { key: "ArrowLeft", altKey: true }); // nowhere to go
    expect(await heading("Profile")).toBeDefined();
    emit("menu:command", "forward");
    await heading("Sessions");
    fireEvent.keyDown(window, { key: "1", ctrlKey: true });
    await heading("Profile");
    fireEvent.mouseUp(window, { button: 4 }); // what lay ahead is gone
    expect(await heading("Profile")).toBeDefined();
    expect(window.localStorage.getItem("page")).toBe("profile");
  });

  it("passes over what is not to be had any more on its way back, and keeps the page over a switch", async () => {
    const { publish } = renderWindow(zoe);
    await heading("Profile");
    for (const key of ["2", "6", "3"]) {
      fireEvent.keyDown(window, { key, ctrlKey: true });
    }
    await heading("Sessions");
    publish({ organization: "" });
    expect(await heading("Sessions")).toBeDefined();
    fireEvent.keyDown(window, { key: "ArrowLeft", altKey: true });
    expect(await heading("Security")).toBeDefined();
  });

  it("says in the window's frame where one is", async () => {
    const { runtime, publish } = renderWindow(zoe);
    await (await navigation()).findByText("Acme Corp");
    fireEvent.keyDown(window, { key: "6", ctrlKey: true });
    await heading("Members");
    expect(runtime.WindowSetTitle).toHaveBeenLastCalledWith("Members – Acme Corp – WorkOS Widgets");
    expect(document.title).toBe("Members – Acme Corp – WorkOS Widgets");
    publish({ ...nobody, revision: 9 });
    expect(runtime.WindowSetTitle).toHaveBeenLastCalledWith("WorkOS Widgets");
  });

  it("runs what the window's menus say, and once what is pressed and comes from there as well", async () => {
    const { emit, bound } = renderWindow(zoe);
    await heading("Profile");
    emit("menu:command", "page:7");
    await heading("API keys");
    fireEvent.keyDown(window, { key: "=", ctrlKey: true });
    emit("menu:command", "zoom-in");
    await screen.findByText("Zoom 110%");
    emit("menu:command", "sign-out");
    await waitFor(() => {
      expect(bound.SignOut).toHaveBeenCalledOnce();
    });
    expect(bound.SetPreferences).toHaveBeenCalledOnce();
  });

  it("does not take a page away underneath a dialog", async () => {
    renderWindow(zoe);
    await userEvent.click((await screen.findAllByRole("button", { name: "Edit" }))[0] as HTMLElement);
    await screen.findByRole("dialog");
    fireEvent.keyDown(window, { key: "3", ctrlKey: true });
    expect(screen.getByRole("dialog")).toBeDefined();
    expect(screen.getByText(words.commands.blocked)).toBeDefined();
  });

  it("shows icons only in a narrow window, which keep their names", async () => {
    setMedia({ [narrowerThan(narrowWidth)]: true });
    renderWindow(zoe);
    const entry = (await navigation()).getByRole("button", { name: "Security" });
    await screen.findByRole("button", { name: /Acme Corp/ });
    await expectAccessible();
    await userEvent.hover(entry);
    expect(await screen.findByRole("tooltip")).toHaveProperty("textContent", "Security  Ctrl 2");
    expect(screen.getByRole("button", { name: "Sign out" })).toBeDefined();
  });
});

describe("a page that the role does not open", () => {
  it.each(pages.filter((page) => page.permissions.length > 0).map((page) => [words.pages[page.id].name, page.permissions] as const))("%s: names %j, and asks WorkOS for nothing", async (name, permissions) => {
    const log = installWorkOS();
    renderWindow(member);
    await userEvent.click((await navigation()).getByRole("button", { name, description: words.locked }));
    const main = within(screen.getByRole("main"));
    expect(await main.findByText(permissions.length > 1 ? /needs one of the permissions/ : /needs the permission/)).toBeDefined();
    permissions.forEach((permission) => expect(main.getByText(permission)).toBeDefined());
    expect(log.filter((asked) => asked.widget === pages.find((page) => words.pages[page.id].name === name)?.widget)).toEqual([]);
  });

  it("is there, locked, and says which permission is missing and who grants it", async () => {
    renderWindow(member);
    const entry = (await navigation()).getByRole("button", { name: "Members", description: words.locked });
    await userEvent.click(entry);
    expect(await screen.findByText("widgets:users-table:manage")).toBeDefined();
    expect(screen.getByText("member")).toBeDefined();
    expect(screen.getByText(words.lock.grant)).toBeDefined();
    await expectAccessible();
  });

  it("is checked again, and opens once the role allows it", async () => {
    window.localStorage.setItem("page", "members");
    const { bound, publish } = renderWindow(member);
    await userEvent.click(await screen.findByRole("button", { name: "Check again" }));
    expect(bound.RefreshSession).toHaveBeenCalledOnce();
    expect(await screen.findByText(words.lock.stillMissing)).toBeDefined();
    bound.GetWidgetToken.mockResolvedValue(token(zoe));
    publish({ role: zoe.role, permissions: zoe.permissions });
    expect(await screen.findByText("someone@org_acme.example")).toBeDefined();
  });

  it("says in words when it could not be checked", async () => {
    window.localStorage.setItem("page", "members");
    const { bound } = renderWindow(member);
    bound.RefreshSession.mockRejectedValue("WorkOS can't be reached.");
    await userEvent.click(await screen.findByRole("button", { name: "Check again" }));
    expect(await screen.findByText("WorkOS can't be reached.")).toBeDefined();
  });
});

describe("a menu of the window", () => {
  it.each([
    ["page:6", nobody, words.commands.signedOut],
    ["sign-out", nobody, words.commands.signedOut],
    ["refresh", nobody, words.commands.signedOut],
    ["page:6", { ...zoe, organization: "", role: "", permissions: [] }, words.commands.noOrganization],
    ["back", zoe, words.commands.noWayBack],
    ["forward", zoe, words.commands.noWayForward],
  ] as const)("that can't do %s now says why", async (command, who, why) => {
    const { emit } = renderWindow(who);
    await screen.findByRole("heading", { level: 1 });
    emit("menu:command", command);
    expect((await screen.findByText(why)).closest('[role="status"]')).not.toBeNull();
  });

  it("says nothing of what it can do, or of what this page has never heard of", async () => {
    const { emit } = renderWindow(zoe);
    await heading("Profile");
    ["page:2", "back", "of a later build"].forEach((command) => {
      emit("menu:command", command);
    });
    expect(await heading("Profile")).toBeDefined();
    expect(document.querySelector(".outcome")?.textContent).toBe("");
  });
});
