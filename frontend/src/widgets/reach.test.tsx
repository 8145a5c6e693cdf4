import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { offline, zoe } from "../testing/application";
import { bridgeWindow } from "../testing/bridge";
import { renderWindow } from "../testing/render";
import { installWorkOS, type Asked } from "../testing/workos";
import { words } from "../words";

const members = "/_widgets/UserManagement/members";
const unreachable = () => Response.json({ code: "unreachable", message: "WorkOS can't be reached." }, { status: 503 });

let reachable: boolean;
let name: string;
let log: Asked[];

beforeEach(() => {
  bridgeWindow();
  vi.spyOn(console, "error").mockImplementation(() => undefined); // the widgets write down what they show
  [reachable, name] = [true, "before"];
  const member = () => ({
    data: [{ id: "om_1", email: `${name}@acme.example`, emailVerified: true, firstName: "Someone", lastName: "", createdAt: "2026-01-01T00:00:00Z", lastActivityAt: null, status: "Active", actions: [], roles: [{ name: "Member", slug: "member" }] }],
    list_metadata: { before: null, after: null },
  });
  log = installWorkOS({
    [members]: () => (reachable ? member() : unreachable()),
    "/_widgets/UserProfile/me": () => (reachable ? { id: "user_1", email: "zoe@acme.example", firstName: "Zoë", lastName: "Ångström", oauthProfiles: {} } : unreachable()),
  });
});

const asked = (path: string) => log.filter((one) => one.path.startsWith(path)).length;
const pause = (milliseconds: number) => act(() => new Promise((resolve) => setTimeout(resolve, milliseconds)));

async function show(page: string, there: () => Promise<unknown>) {
  window.localStorage.setItem("page", page);
  const application = renderWindow(zoe);
  await there();
  await screen.findByRole("button", { name: "Acme Corp" });
  return application;
}

async function goOffline(page: string, there: () => Promise<unknown>) {
  const application = await show(page, there);
  reachable = false;
  application.publish({ problems: [offline] });
  return application;
}

describe("while WorkOS can't be reached", () => {
  it("a page keeps what it shows, says that it can't be refreshed, and is fresh once WorkOS is back", async () => {
    const { publish } = await goOffline("members", () => screen.findByText("before@acme.example"));
    const before = log.length;
    await userEvent.click(screen.getByRole("button", { name: words.refresh }));
    expect(await screen.findByText(words.commands.refreshLater)).toBeDefined();
    await pause(4000); // longer than a query's attempts would take
    expect(screen.getByText("before@acme.example")).toBeDefined();
    expect(screen.getByRole("button", { name: "Acme Corp" })).toBeDefined();
    expect(screen.queryByText(/error/i)).toBeNull();
    expect(log.length).toBe(before);

    [reachable, name] = [true, "after"];
    publish({ problems: [] });
    expect(await screen.findByText("after@acme.example")).toBeDefined();
    expect(screen.queryByText("before@acme.example")).toBeNull();
  });

  it("a page shows again what it showed before it was known why it could not be refreshed", async () => {
    const { publish } = await show("members", () => screen.findByText("before@acme.example"));
    reachable = false;
    await userEvent.click(screen.getByRole("button", { name: words.refresh }));
    expect(await screen.findByRole("alert")).toBeDefined();
    expect(screen.queryByText("before@acme.example")).toBeNull();
    publish({ problems: [offline] });
    expect(await screen.findByText("before@acme.example")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
    [reachable, name] = [true, "after"];
    publish({ problems: [] });
    expect(await screen.findByText("after@acme.example")).toBeDefined();
  });

  it("a page that was not loaded before says why it can't be, and is loaded by itself later", async () => {
    const { publish } = await goOffline("sessions", () => screen.findByRole("heading", { level: 1, name: "Sessions" }));
    await userEvent.click(screen.getByRole("button", { name: "Members" }));
    expect(await screen.findByText("WorkOS can't be reached.", { selector: '[role="alert"] *' })).toBeDefined();
    expect(asked(members)).toBeGreaterThan(0);
    reachable = true;
    publish({ problems: [] });
    expect(await screen.findByText("before@acme.example")).toBeDefined();
  });

  it("what somebody changes is sent, fails and says so", async () => {
    await goOffline("profile", () => screen.findAllByRole("button", { name: "Edit" }));
    await userEvent.click((await screen.findAllByRole("button", { name: "Edit" }))[0] as HTMLElement);
    const dialog = await screen.findByRole("dialog");
    await userEvent.type(screen.getAllByRole("textbox")[0] as HTMLElement, "x");
    await userEvent.click(screen.getByRole("button", { name: /save/i }));
    await waitFor(() => {
      expect(log.filter(({ method }) => method !== "GET").length).toBeGreaterThan(0);
    });
    await waitFor(() => {
      expect(dialog.textContent).toContain("WorkOS can't be reached.");
    });
  });
});
