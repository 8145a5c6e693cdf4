import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { words } from "../words";
import { token, zoe } from "../testing/application";
import { bridgeWindow } from "../testing/bridge";
import { renderWindow } from "../testing/render";
import { authorization, gitHub, gitHubConnected, installWorkOS } from "../testing/workos";

// What the widgets' real modules do through the bridge, wherever Wails serves the page from.

/** jsdom's own handle on the window, which Vitest puts there. */
const { jsdom } = globalThis as unknown as { jsdom: { reconfigure: (options: { url: string }) => void } };
const home = window.location.href;

const goTo = async (name: string) => userEvent.click(within(await screen.findByRole("navigation")).getByRole("button", { name }));
const main = () => within(screen.getByRole("main"));

describe.each(["wails://wails/", "wails://wails.localhost:34115/", "http://wails.localhost/", "http://localhost:34115/"])("under %s", (origin) => {
  beforeEach(() => {
    jsdom.reconfigure({ url: origin });
    bridgeWindow();
  });
  afterEach(() => {
    jsdom.reconfigure({ url: home });
  });

  it("is where the page is", () => {
    expect(window.location.href).toBe(origin);
  });

  it("asks the page's own origin, with a token that any letter may stand in", async () => {
    const log = installWorkOS();
    renderWindow(zoe);
    await goTo("Profile");
    expect(await main().findByText("zoe@acme.example")).toBeDefined();
    expect(atob(token(zoe).split(".")[1] ?? "")).toContain("\\u00eb ~?>");
    expect(log.filter(({ path }) => !path.startsWith("/"))).toEqual([]);
    expect(log.filter((asked) => asked.authorization !== `Bearer ${token(zoe)}`)).toEqual([]);
  });

  it("connects an account, and shows it without being touched", async () => {
    let hasAccount = false;
    let state = "waiting";
    const log = installWorkOS({
      "/_widgets/DataIntegrations/mine": () => ({ data: [hasAccount ? gitHubConnected() : gitHub] }),
      "/_handoff/popup/popup_1": () => ({ state }),
      "/_widgets/DataIntegrations/di_1/authorization-status/s1": () => ({ isConnecting: !hasAccount }),
    });
    renderWindow(zoe);
    await goTo("Connections");
    await userEvent.click(await main().findByRole("button", { name: /connect/i }));
    await userEvent.click(await within(await screen.findByRole("dialog")).findByRole("button", { name: /continue|connect|authorize/i }));
    expect(await screen.findByText(words.connecting["handing-over"]("GitHub"))).toBeDefined();
    const { url, handoffToken, redirectToken } = authorization;
    expect(log.filter(({ path }) => path === "/_handoff/popup").map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { url, opener: "https://auth.example/pipes/redirecting", message: { handoffToken, redirectToken }, targetOrigin: "https://auth.example", provider: "GitHub" },
    ]);

    const heard: MessageEvent[] = [];
    const hear = (event: MessageEvent) => heard.push(event);
    window.addEventListener("message", hear);
    state = "acknowledged";
    window.dispatchEvent(new Event("focus"));
    expect(await screen.findByText(words.connecting.approving("GitHub"))).toBeDefined();
    window.removeEventListener("message", hear);
    expect(heard.map((event) => [event.origin, event.data as unknown])).toEqual([["https://auth.example", { redirectToken }]]);
    await waitFor(() => {
      expect(log.filter(({ path }) => path.includes("authorization-status")).map((asked) => asked.widget)).toEqual(["pipes"]);
    });

    hasAccount = true;
    window.dispatchEvent(new Event("focus"));
    expect(await main().findByRole("button", { name: "Pipe actions" })).toBeDefined();
    expect(screen.queryByText(words.connecting.approving("GitHub"))).toBeNull();
  });

  it.each([["Single sign-on", /set up|configure|open/i], ["Domains", /add|verify|manage|configure/i]])("opens the Admin Portal from %s by its form", async (page, name) => {
    const log = installWorkOS();
    const { bound } = renderWindow(zoe);
    await goTo(page);
    await userEvent.click(await main().findByRole("button", { name }));
    await waitFor(() => {
      expect(log.filter(({ path }) => path === "/_handoff/form").map(({ body }) => JSON.parse(body) as unknown)).toEqual([
        { action: "https://setup.example/portal?intent=any", fields: { apiToken: "portal_token" } },
      ]);
    });
    expect(bound.OpenLink).not.toHaveBeenCalled();
    expect(document.querySelector("form")).toBeNull();
  });

  it.each([["Audit log streams", "button"], ["Directory sync", "link"]])("opens the Admin Portal from %s with the token in no address", async (page, role) => {
    const log = installWorkOS();
    const { bound } = renderWindow(zoe);
    await goTo(page);
    await userEvent.click(await main().findByRole(role, { name: /set up/i }));
    await waitFor(() => {
      expect(log.filter(({ path }) => path === "/_handoff/form").map(({ body }) => JSON.parse(body) as unknown)).toEqual([
        { action: "https://setup.example/portal?intent=any", fields: { apiToken: "portal_token" } },
      ]);
    });
    expect(bound.OpenLink).not.toHaveBeenCalled();
    // A link works once: the widget asks for another when the person has come back.
    act(() => {
      window.dispatchEvent(new Event("focus"));
    });
    expect(await main().findByRole(role, { name: /set up/i })).toBeDefined();
  });

  it("says near the top when something did not open, and offers the link", async () => {
    installWorkOS({ "/_widgets/directory-sync/directories": () => ({ data: [], link: "https://setup.example/plain" }) });
    const { bound, runtime } = renderWindow(zoe);
    bound.OpenLink.mockRejectedValueOnce("No browser was found. Install one.");
    await goTo("Directory sync");
    const link = await main().findByRole("link", { name: /set up/i });
    link.focus();
    await userEvent.keyboard("{Enter}");
    const alert = within(await screen.findByRole("alert"));
    expect(alert.getByText(/No browser was found/)).toBeDefined();
    await userEvent.click(alert.getByRole("button", { name: words.outside.copyLink }));
    expect(runtime.ClipboardSetText).toHaveBeenCalledExactlyOnceWith("https://setup.example/plain");
    await userEvent.click(alert.getByRole("button", { name: words.tryAgain }));
    expect(bound.OpenLink).toHaveBeenCalledTimes(2);
    await waitFor(() => {
      expect(screen.queryByRole("alert")).toBeNull();
    });
  });
});
