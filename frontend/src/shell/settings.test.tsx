import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { info, nobody, signIn, zoe } from "../testing/application";
import { setMedia } from "../testing/media";
import { expectAccessible, renderWindow } from "../testing/render";
import { installWorkOS } from "../testing/workos";
import { Status } from "../session/snapshot";
import { words } from "../words";

const { settings } = words;
const heading = (name: string = settings.heading) => screen.findByRole("heading", { level: 1, name });
const ctrl = (key: string) => fireEvent.keyDown(window, { key, ctrlKey: true });

beforeEach(() => {
  installWorkOS();
});

/** Shows the settings of somebody signed in. */
async function open(more: Parameters<typeof renderWindow>[1] = {}, who = zoe) {
  const application = renderWindow(who, more);
  await screen.findByRole("heading", { level: 1 });
  ctrl(",");
  await heading();
  await screen.findByRole("heading", { level: 2, name: settings.about });
  return application;
}

/** Chooses an entry of a list that opens. */
async function choose(list: string, entry: string) {
  const user = userEvent.setup();
  await waitFor(() => {
    expect(screen.getByRole("combobox", { name: list })).toHaveProperty("disabled", false);
  });
  screen.getByRole("combobox", { name: list }).focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("option", { name: entry }));
}

describe("the settings", () => {
  it("open on a page of their own, with the focus on their heading, and are accessible", async () => {
    const { runtime } = await open();
    expect(document.activeElement).toBe(await heading());
    expect(screen.getAllByRole("heading", { level: 2 }).map(({ textContent }) => textContent)).toEqual([settings.appearance, settings.start, settings.diagnostics, settings.about]);
    expect(screen.getAllByRole("main")).toHaveLength(1);
    expect(runtime.WindowSetTitle).toHaveBeenLastCalledWith("Settings – WorkOS Widgets");
    await screen.findByRole("button", { name: "Acme Corp" }); // while the switcher loads, its button has no name
    await expectAccessible();
  });

  it.each([
    ["Escape", () => userEvent.keyboard("{Escape}")],
    ["their button", () => userEvent.click(screen.getByRole("button", { name: settings.back }))],
    ["the keys for back", () => Promise.resolve(fireEvent.keyDown(window, { key: "ArrowLeft", altKey: true }))],
  ])("go away with %s, back to the page, which has lost nothing", async (_, leave) => {
    window.localStorage.setItem("page", "members");
    renderWindow(zoe);
    const search = await screen.findByRole("textbox", { name: /search/i });
    await userEvent.type(search, "some");
    ctrl(",");
    await heading();
    await leave();
    expect(await heading("Members")).toBe(document.activeElement);
    expect(screen.getByRole("textbox", { name: /search/i })).toBe(search);
    expect(search).toHaveProperty("value", "some");
  });

  it("stay when Escape closes a list in front of them", async () => {
    await open();
    screen.getByRole("combobox", { name: settings.zoom }).focus();
    await userEvent.keyboard("{Enter}");
    await screen.findByRole("listbox");
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("listbox")).toBeNull();
    expect(await heading()).toBeDefined();
  });

  it("open from the account's menu, and make way for a page of the navigation", async () => {
    renderWindow(zoe);
    await userEvent.click(await screen.findByRole("button", { name: words.account }));
    await userEvent.click(await screen.findByRole("menuitem", { name: /Settings/ }));
    expect(await heading()).toBe(document.activeElement);
    expect(screen.queryByRole("button", { current: "page" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Profile" }));
    expect(await heading("Profile")).toBeDefined();
  });

  it("open at what the application is, from the window's menu", async () => {
    const { emit } = renderWindow(zoe);
    await heading("Profile");
    emit("menu:command", "about");
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole("heading", { level: 2, name: settings.about }));
    });
    expect(screen.getByText("client_123")).toBeDefined();
    expect(screen.getByText("api.workos.com")).toBeDefined();
    expect(screen.getByText("Version 0.1.0")).toBeDefined();
  });

  it("open at the diagnostics, where a problem can be reported, from the window's menu and the palette's", async () => {
    const { emit } = renderWindow(zoe);
    await heading("Profile");
    emit("menu:command", "diagnostics");
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole("heading", { level: 2, name: settings.diagnostics }));
    });
    ctrl("k");
    await userEvent.click(await screen.findByRole("option", { name: new RegExp(settings.report) }));
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole("heading", { level: 2, name: settings.diagnostics }));
    });
  });

  it("take the focus from a menu that was open when the window's menu asked for them", async () => {
    const { emit } = renderWindow(zoe);
    await userEvent.click(await screen.findByRole("button", { name: words.account }));
    await screen.findByRole("menu");
    emit("menu:command", "settings");
    expect(await heading()).toBe(document.activeElement);
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.body.style.pointerEvents).toBe("");
    await act(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(await heading()).toBe(document.activeElement);
  });

  it("lose a list that was open when the window's menu asked for a page", async () => {
    const { emit } = await open();
    screen.getByRole("combobox", { name: settings.zoom }).focus();
    await userEvent.keyboard("{Enter}");
    await screen.findByRole("listbox");
    emit("menu:command", "page:3");
    expect(await heading("Sessions")).toBe(document.activeElement);
    expect(screen.queryByRole("listbox")).toBeNull();
    expect(document.body.style.pointerEvents).toBe("");
  });

  it("take the whole view of somebody signed out, and say nothing of organizations", async () => {
    renderWindow(nobody);
    await userEvent.click(await screen.findByRole("button", { name: settings.heading }));
    expect(await heading()).toBe(document.activeElement);
    expect(screen.queryByRole("navigation")).toBeNull();
    expect(screen.queryByText(settings.openWith)).toBeNull();
    await expectAccessible();
    await userEvent.click(screen.getByRole("button", { name: settings.back }));
    expect(await heading(words.signedOut.welcome(info.product))).toBe(document.activeElement);
  });

  it("make way for what happens to the session", async () => {
    const { publish } = await open();
    publish({ signIn: signIn({ organization: "org_globex" }) });
    expect(await heading("Sign in to Globex")).toBeDefined();
    publish({ signIn: undefined });
    ctrl(",");
    await heading();
    publish({ ...nobody, status: Status.SignedOut });
    expect(await heading(words.signedOut.again)).toBeDefined();
  });
});

describe("theme and zoom", () => {
  it("are kept, and hold at once", async () => {
    const { bound } = await open();
    await userEvent.click(screen.getByRole("radio", { name: settings.themes.dark }));
    expect(bound.SetPreferences).toHaveBeenLastCalledWith({ theme: "dark", zoom: 1, logLevel: "" });
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    expect(document.querySelector(".radix-themes")?.classList.contains("dark")).toBe(true);
    expect(bound.SetAppearance.mock.calls).toEqual([["light"], ["dark"]]);
    await choose(settings.zoom, "125%");
    expect(bound.SetPreferences).toHaveBeenLastCalledWith({ theme: "dark", zoom: 1.25, logLevel: "" });
  });

  it("follow an event, as when they were changed elsewhere", async () => {
    const { emit } = await open({ preferences: { theme: "dark" } });
    expect(await screen.findByRole("radio", { name: settings.themes.dark, checked: true })).toBeDefined();
    emit("preferences:changed", { theme: "system", zoom: 2, logLevel: "" });
    expect(screen.getByRole("radio", { name: settings.themes.system, checked: true })).toBeDefined();
    expect(screen.getByRole("combobox", { name: settings.zoom }).textContent).toBe("200%");
    expect(document.documentElement.dataset["theme"]).toBeUndefined();
  });

  it("look like a dark desktop by themselves", async () => {
    setMedia({ "(prefers-color-scheme: dark)": true });
    const { bound } = await open();
    expect(bound.SetAppearance.mock.calls).toEqual([["dark"]]);
  });

  it("are zoomed by keys in steps, which are announced", async () => {
    const { bound } = renderWindow(zoe);
    await heading("Profile");
    ctrl("+");
    expect(await screen.findByText("Zoom 110%")).toBeDefined();
    ctrl("+");
    ctrl("-");
    ctrl("0");
    expect(await screen.findByText("Zoom 100%")).toBeDefined();
    await waitFor(() => {
      expect(bound.SetPreferences).toHaveBeenLastCalledWith({ theme: "system", zoom: 1, logLevel: "" });
    });
    expect(screen.getByText("Zoom 100%").closest('[role="status"]')).not.toBeNull();
    expect(document.documentElement.dataset["zoomed"]).toBeUndefined();
  });

  it("zoom the page itself where the window does not", async () => {
    renderWindow(zoe, { info: { nativeZoom: false }, preferences: { zoom: 1.5 } });
    await heading("Profile");
    await waitFor(() => {
      expect(document.documentElement.style.getPropertyValue("--zoom")).toBe("1.5");
    });
    expect(document.documentElement.dataset["zoomed"]).toBe("document"); // jsdom measures nothing
    ctrl("0");
    await waitFor(() => {
      expect(document.documentElement.dataset["zoomed"]).toBeUndefined();
    });
  });

  it("say beside the control what was wrong, and show what holds", async () => {
    const { bound } = await open();
    bound.SetPreferences.mockRejectedValue("The settings could not be written.");
    await userEvent.click(screen.getByRole("radio", { name: settings.themes.light }));
    expect(await screen.findByText("The settings could not be written.")).toBeDefined();
    expect(screen.getByRole("radio", { name: settings.themes.system, checked: true })).toBeDefined();
  });
});

describe("starting", () => {
  it("at sign-in is switched on, or says why not", async () => {
    const { bound } = await open();
    const toggle = await screen.findByRole("switch", { name: settings.startAtLogin });
    await waitFor(() => {
      expect(toggle).toHaveProperty("disabled", false);
    });
    bound.SetStartAtLogin.mockRejectedValueOnce("The folder is read-only.");
    await userEvent.click(toggle);
    expect(await screen.findByText("The folder is read-only.")).toBeDefined();
    await waitFor(() => {
      expect(toggle.getAttribute("aria-checked")).toBe("false");
    });
    bound.StartsAtLogin.mockResolvedValue(true);
    await userEvent.click(toggle);
    expect(bound.SetStartAtLogin.mock.calls).toEqual([[true], [true]]);
    await waitFor(() => {
      expect(toggle.getAttribute("aria-checked")).toBe("true");
    });
    expect(screen.queryByText("The folder is read-only.")).toBeNull();
  });

  it("at sign-in can be switched on when it can't be told whether it is", async () => {
    const { bound } = renderWindow(zoe);
    bound.StartsAtLogin.mockRejectedValueOnce("It can't be told. Turn it on or off once more.");
    await heading("Profile");
    ctrl(",");
    await screen.findByText(/once more/);
    bound.StartsAtLogin.mockResolvedValue(true);
    await userEvent.click(screen.getByRole("switch", { name: settings.startAtLogin }));
    expect(bound.SetStartAtLogin).toHaveBeenCalledExactlyOnceWith(true);
    await waitFor(() => {
      expect(screen.queryByText(/once more/)).toBeNull();
    });
    expect(screen.getByRole("switch", { checked: true })).toBeDefined();
  });

  it("opens with one of the organizations that WorkOS lists, or with the last one", async () => {
    const { bound } = await open();
    await screen.findByRole("button", { name: "Acme Corp" });
    const list = screen.getByRole("combobox", { name: settings.openWith });
    await waitFor(() => {
      expect(list).toHaveProperty("disabled", false);
    });
    bound.GetOpenWith.mockResolvedValue("org_globex");
    await choose(settings.openWith, "Globex");
    expect(bound.SetOpenWith).toHaveBeenLastCalledWith("org_globex");
    await waitFor(() => {
      expect(list.textContent).toBe("Globex");
    });
    await choose(settings.openWith, settings.lastOrganization);
    expect(bound.SetOpenWith).toHaveBeenLastCalledWith("");
  });

  it("shows an organization that is left, and does not lose it", async () => {
    const application = renderWindow(zoe);
    application.bound.GetOpenWith.mockResolvedValue("org_gone");
    await heading("Profile");
    ctrl(",");
    await waitFor(() => {
      expect(screen.getByRole("combobox", { name: settings.openWith }).textContent).toBe(settings.formerOrganization);
    });
    expect(application.bound.SetOpenWith).not.toHaveBeenCalled();
  });
});

describe("diagnostics", () => {
  it("are copied, and it is said so", async () => {
    const { bound } = await open();
    await userEvent.click(screen.getByRole("button", { name: settings.copyDiagnostics }));
    expect(bound.CopyDiagnostics).toHaveBeenCalledOnce();
    expect((await screen.findAllByText(settings.copiedDiagnostics)).some((one) => one.getAttribute("role") === "status")).toBe(true);
  });

  it.each([[settings.copyDiagnostics, "CopyDiagnostics"], [settings.openLogFolder, "OpenLogFolder"]] as const)("%s says why it did not work", async (name, method) => {
    const { bound } = await open();
    bound[method].mockRejectedValue("There is no log here.");
    await userEvent.click(screen.getByRole("button", { name }));
    expect(await screen.findByText("There is no log here.")).toBeDefined();
  });

  it("have a log level, the usual one of which is not written down", async () => {
    const { bound } = await open();
    await choose(settings.logLevel, settings.logLevels.debug);
    expect(bound.SetPreferences).toHaveBeenLastCalledWith({ theme: "system", zoom: 1, logLevel: "debug" });
    await choose(settings.logLevel, settings.logLevels.info);
    expect(bound.SetPreferences).toHaveBeenLastCalledWith({ theme: "system", zoom: 1, logLevel: "" });
  });

  it("leave the log level to the environment where that sets it", async () => {
    await open({ info: { logLevelFixed: true } });
    expect(screen.getByText(settings.logLevelSet)).toBeDefined();
    expect(screen.getByText(settings.logLevelFixed)).toBeDefined();
    expect(screen.queryByRole("combobox", { name: settings.logLevel })).toBeNull();
  });

  it("tell of settings that could not be read, once, and of safe mode", async () => {
    await open({ info: { settingsDamaged: "/home/zoe/settings.damaged", safeMode: true } });
    const main = within(screen.getByRole("main"));
    expect(main.getByText(settings.damaged("/home/zoe/settings.damaged"))).toBeDefined();
    expect(screen.queryByText(words.settingsDamaged.message)).toBeNull();
    expect(main.getByText(settings.safeModeSentence)).toBeDefined();
    await userEvent.click(main.getByRole("button", { name: settings.back }));
    expect(await screen.findByText(words.settingsDamaged.message)).toBeDefined();
  });
});
