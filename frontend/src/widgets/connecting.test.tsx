import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { nobody, token, zoe } from "../testing/application";
import { bridgeWindow } from "../testing/bridge";
import { renderWindow } from "../testing/render";
import { authorization, gitHub, gitHubConnected, installWorkOS, type Asked } from "../testing/workos";
import { words } from "../words";
import { askEvery } from "./connecting";

// How an account is connected at all is tried under every origin in bridge/origins.test.tsx.

let world: { state: string; connecting: boolean | undefined; connected: boolean };
let log: Asked[];

beforeEach(() => {
  bridgeWindow();
  window.localStorage.setItem("page", "connections");
  world = { state: "waiting", connecting: true, connected: false };
  log = installWorkOS({
    "/_widgets/DataIntegrations/mine": () => ({ data: [world.connected ? gitHubConnected() : gitHub] }),
    "/_handoff/popup/popup_1": () => (world.state === "" ? new Response("{}", { status: 404 }) : { state: world.state }),
    "/_widgets/DataIntegrations/di_1/authorization-status/s1": () => (world.connecting === undefined ? new Response("{}", { status: 404 }) : { isConnecting: world.connecting }),
  });
});

async function beginConnecting() {
  await screen.findByRole("navigation");
  await userEvent.click(await within(screen.getByRole("main")).findByRole("button", { name: /connect/i }));
  await userEvent.click(await within(await screen.findByRole("dialog")).findByRole("button", { name: /continue|connect|authorize/i }));
}
async function connect() {
  const application = renderWindow(zoe);
  await beginConnecting();
  await screen.findByText(words.connecting["handing-over"]("GitHub"));
  return application;
}
const ask = () => act(async () => {
  window.dispatchEvent(new Event("focus"));
  await new Promise((resolve) => setTimeout(resolve, 50));
});
const asked = (part: string) => log.filter(({ path }) => path.includes(part)).length;

describe("connecting an account", () => {
  it("asks every three seconds by itself, and needs no status to see the account", async () => {
    world.connecting = undefined;
    await connect();
    Object.assign(world, { state: "acknowledged", connected: true });
    expect(await screen.findByRole("button", { name: "Pipe actions" }, { timeout: askEvery * 2 })).toBeDefined();
    await waitFor(() => {
      expect(screen.queryByText(words.connecting.approving("GitHub"))).toBeNull();
    });
    const times = asked("/_handoff/popup/");
    await ask();
    expect(asked("/_handoff/popup/")).toBe(times);
  });

  it("says that it was refused, once the browser has come back without an account", async () => {
    await connect();
    world.state = "acknowledged";
    await ask();
    world.connecting = false;
    await ask();
    await ask();
    const alert = within(await screen.findByRole("alert"));
    expect(alert.getByText(words.connecting.refused("GitHub"))).toBeDefined();
    await userEvent.click(alert.getByRole("button", { name: words.dismiss }));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it.each([["refused", "refused"], ["expired", "expired"], ["", "expired"]] as const)("says how it ended when our own page says %j", async (state, step) => {
    await connect();
    world.state = state;
    await ask();
    expect(await screen.findByText(words.connecting[step]("GitHub"))).toBeDefined();
  });

  it("is given up with one press, and asks no more", async () => {
    await connect();
    await userEvent.click(screen.getByRole("button", { name: words.connecting.stop }));
    expect(screen.queryByText(words.connecting["handing-over"]("GitHub"))).toBeNull();
    expect(log.filter(({ method }) => method === "DELETE").map(({ path }) => path)).toEqual(["/_handoff/popup/popup_1"]);
    await ask();
    expect(asked("/_handoff/popup/")).toBe(1);
  });

  it("goes on while another page is shown, and stops with the organization", async () => {
    const { publish } = await connect();
    await userEvent.click(within(screen.getByRole("navigation")).getByRole("button", { name: "Profile" }));
    expect(screen.queryByText(words.connecting["handing-over"]("GitHub"))).toBeNull();
    await ask();
    expect(asked("/_handoff/popup/")).toBe(1);
    publish({ organization: "org_globex" });
    await ask();
    expect(asked("/_handoff/popup/")).toBe(1);
  });
});

describe("what was begun before a switch", () => {
  const toGlobex = { organization: "org_globex" };

  it("is not followed in the next organization, though its address comes only there", async () => {
    let answer: (response: Response) => void = () => undefined;
    log = installWorkOS({
      "/_widgets/DataIntegrations/mine": () => ({ data: [gitHub] }),
      "POST /_widgets/DataIntegrations/github/authorize": () => new Promise<Response>((resolve) => {
        answer = resolve;
      }),
      "/_handoff/popup/popup_1": () => ({ state: "acknowledged" }),
      "/_widgets/DataIntegrations/di_1/authorization-status/s1": () => ({ isConnecting: false }),
    });
    const { bound, publish } = renderWindow(zoe);
    await beginConnecting();
    await waitFor(() => {
      expect(asked("/authorize")).toBe(1);
    });
    bound.GetWidgetToken.mockResolvedValue(token({ ...zoe, ...toGlobex }));
    publish(toGlobex);
    await within(screen.getByRole("main")).findByRole("button", { name: /connect/i });
    await act(async () => {
      answer(Response.json(authorization));
      await Promise.resolve();
    });
    await waitFor(() => {
      expect(log.filter(({ method, path }) => method === "POST" && path === "/_handoff/popup")).toHaveLength(1);
    });
    await ask();
    await ask();
    expect(asked("/_handoff/popup/")).toBe(0);
    expect(asked("authorization-status")).toBe(0);
    expect(screen.queryByText(/to connect|was not connected/)).toBeNull();
  });

  it("and did not open is offered to nobody else, its token least of all", async () => {
    log = installWorkOS({ "POST /_handoff/form": () => Response.json({ code: "no_browser", message: "No browser was found." }, { status: 502 }) });
    window.localStorage.setItem("page", "streams");
    const { bound, publish } = renderWindow(zoe);
    await userEvent.click(await screen.findByRole("button", { name: /set up/i }));
    await screen.findByText(/No browser was found/);
    const ben = { ...zoe, session: "session_2", user: { id: "user_2", email: "ben@globex.example", firstName: "Ben", lastName: "", pictureUrl: "" }, ...toGlobex };
    publish({ ...nobody, user: undefined });
    bound.GetWidgetToken.mockResolvedValue(token(ben));
    publish(ben);
    await screen.findByRole("button", { name: /set up/i });
    expect(screen.queryByText(/No browser was found/)).toBeNull();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
