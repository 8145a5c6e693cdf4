import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { nobody, zoe } from "../testing/application";
import { bridgeWindow } from "../testing/bridge";
import { expectAccessible, renderWindow } from "../testing/render";
import { installWorkOS } from "../testing/workos";
import { words as page } from "../words";
import type { Change, Condition } from "./condition";
import { words } from "./words";
// The window fetches them when they are wanted; no test is to wait for that.
import "../palette/Palette";
import "./Sandbox";

const usual: Condition = {
  normal: true, offline: false, latency: 0, rules: [],
  access: {
    role: "admin", permissions: ["widgets:users-table:manage", "widgets:sso:manage"], usual: true,
    roles: [{ slug: "admin", name: "Admin" }, { slug: "member", name: "Member" }], known: ["widgets:users-table:manage", "widgets:api-keys:manage", "widgets:sso:manage"],
  },
  session: { ended: false, tokensExpiredAt: 0 },
};

/** Shows a window on a sandbox that stands as now says, and takes changes as after says. */
function onSandbox(now: Condition = usual, { snapshot = zoe, after = () => now }: { snapshot?: typeof zoe; after?: (change: Change) => Condition | Response } = {}) {
  let stands = now;
  const log = installWorkOS({
    "GET /_sandbox/condition": () => stands,
    "POST /_sandbox/condition": ({ body }) => {
      const then = after(JSON.parse(body) as Change);
      stands = then instanceof Response ? stands : then;
      return then;
    },
  });
  const window = renderWindow(snapshot, { info: { sandbox: true, apiHost: "127.0.0.1:4711" } });
  const changes = () => log.filter(({ method, path }) => method === "POST" && path === "/_sandbox/condition").map(({ body }) => JSON.parse(body) as Change);
  return { ...window, log, changes };
}

const open = async () => {
  await userEvent.click(await screen.findByRole("button", { name: words.open }));
  const panel = await screen.findByRole("dialog", { name: words.heading });
  await within(panel).findByRole("button", { name: words.backToNormal });
  return within(panel);
};

beforeEach(() => {
  bridgeWindow();
});

describe("the way to the sandbox's panel", () => {
  it("is on the sandbox's bar and in the palette", async () => {
    onSandbox();
    const button = await screen.findByRole("button", { name: words.open });
    await userEvent.keyboard("{Control>}k{/Control}");
    await screen.findByRole("combobox", { name: page.commands.input });
    await userEvent.keyboard("sandbox{Enter}");
    expect(await screen.findByRole("dialog", { name: words.heading })).toBeDefined();
    await userEvent.keyboard("{Escape}");
    await waitFor(() => {
      expect(screen.queryByRole("dialog", { name: words.heading })).toBeNull();
      expect(document.activeElement).toBe(button);
    });
  });

  it("is nowhere without the sandbox, and nothing is asked of it", async () => {
    const log = installWorkOS();
    renderWindow(zoe);
    await screen.findByRole("heading", { level: 1, name: "Profile" });
    expect(screen.queryByRole("button", { name: words.open })).toBeNull();
    expect(log.filter(({ path }) => path.startsWith("/_sandbox/"))).toEqual([]);
  });
});

describe("permissions", () => {
  it("are shown by the page they open, and a change of one refreshes the session", async () => {
    const { bound, changes } = onSandbox(usual, { after: ({ permissions = [] }) => ({ ...usual, normal: false, access: usual.access && { ...usual.access, permissions, usual: false } }) });
    const panel = await open();
    expect(panel.getByText(words.normal)).toBeDefined();
    const keys = panel.getByRole("checkbox", { name: /^API keys\swidgets:api-keys:manage$/ });
    expect(keys.getAttribute("aria-checked")).toBe("false");
    await expectAccessible();
    await userEvent.click(keys);
    expect(await panel.findByText(words.changed)).toBeDefined();
    expect(keys.getAttribute("aria-checked")).toBe("true");
    await userEvent.click(panel.getByRole("checkbox", { name: /^Members/ }));
    await waitFor(() => {
      expect(changes()).toEqual([{ permissions: usual.access?.known }, { permissions: ["widgets:api-keys:manage", "widgets:sso:manage"] }]);
      expect(bound.RefreshSession).toHaveBeenCalledTimes(2);
    });
  });

  it("come with a role", async () => {
    const { bound, changes } = onSandbox();
    const panel = await open();
    panel.getByRole("combobox", { name: words.access.role }).focus();
    await userEvent.keyboard("{Enter}");
    await userEvent.click(await screen.findByRole("option", { name: "Member" }));
    await waitFor(() => {
      expect(changes()).toEqual([{ role: "member" }]);
      expect(bound.RefreshSession).toHaveBeenCalledOnce();
    });
  });

  it("are nobody's while nobody is signed in, and the rest works", async () => {
    const { bound, changes } = onSandbox({ ...usual, access: null, session: null }, { snapshot: nobody });
    const panel = await open();
    expect(panel.getByText(words.access.nobody)).toBeDefined();
    expect(panel.getByText(words.session.nobody)).toBeDefined();
    await userEvent.click(panel.getByRole("switch", { name: words.network.offline }));
    await waitFor(() => {
      expect(changes()).toEqual([{ offline: true }]);
    });
    expect(bound.RefreshSession).not.toHaveBeenCalled();
  });

  it("says what went wrong, and shows what holds", async () => {
    onSandbox(usual, { after: () => Response.json({ message: "There is no such permission." }, { status: 400 }) });
    const panel = await open();
    const members = panel.getByRole("checkbox", { name: /^Members/ });
    await userEvent.click(members);
    expect(await panel.findByText("There is no such permission.")).toBeDefined();
    await waitFor(() => {
      expect(members.getAttribute("aria-checked")).toBe("true");
    });
  });
});

describe("the session", () => {
  it("is ended at WorkOS, which the next refresh finds out", async () => {
    const { bound, changes } = onSandbox(usual, { after: () => ({ ...usual, normal: false, session: { ended: true, tokensExpiredAt: 0 } }) });
    const panel = await open();
    await userEvent.click(panel.getByRole("button", { name: words.session.end }));
    expect(await panel.findByText(words.session.ended)).toBeDefined();
    expect(changes()).toEqual([{ do: "end-session" }]);
    expect(bound.RefreshSession).not.toHaveBeenCalled();
    await userEvent.click(panel.getByRole("button", { name: words.session.refresh }));
    expect(bound.RefreshSession).toHaveBeenCalledOnce();
  });

  it("says since when its tokens are refused", async () => {
    const at = new Date("2026-03-04T14:32:10").getTime();
    const { bound, changes } = onSandbox(usual, { after: () => ({ ...usual, normal: false, session: { ended: false, tokensExpiredAt: at } }) });
    const panel = await open();
    expect(panel.getByText(words.session.accepted)).toBeDefined();
    await userEvent.click(panel.getByRole("button", { name: words.session.expire }));
    expect((await panel.findByText(/^Those given out before/)).textContent).toMatch(/2:32:10/);
    expect(changes()).toEqual([{ do: "expire-tokens" }]);
    expect(bound.RefreshSession).not.toHaveBeenCalled();
  });
});

describe("the network", () => {
  it("goes offline, which the application is made to notice", async () => {
    const { bound, changes } = onSandbox(usual, { after: ({ offline = false }) => ({ ...usual, normal: !offline, offline }) });
    bound.RefreshSession.mockRejectedValue("WorkOS can't be reached.");
    const panel = await open();
    const offline = panel.getByRole("switch", { name: words.network.offline });
    await userEvent.click(offline);
    await waitFor(() => {
      expect(bound.RefreshSession).toHaveBeenCalledOnce();
    });
    expect(offline.getAttribute("aria-checked")).toBe("true");
    expect(panel.queryByText("WorkOS can't be reached.")).toBeNull();
    await userEvent.click(offline);
    await waitFor(() => {
      expect(changes()).toEqual([{ offline: true }, { offline: false }]);
    });
  });

  it("takes its time, also one that was set elsewhere, and leads to the sandbox's faults", async () => {
    const { bound, changes } = onSandbox({ ...usual, normal: false, latency: 1500, rules: ["Members=503", "Sessions=1s,lost"] });
    const panel = await open();
    expect(panel.getAllByRole("radio").map((one) => one.textContent)).toEqual(expect.arrayContaining(["None", "200 ms", "800 ms", "1.5 s", "3 s"].map((name) => expect.stringContaining(name) as string)));
    await userEvent.click(panel.getByRole("radio", { name: "3 s" }));
    await waitFor(() => {
      expect(changes()).toEqual([{ latency: 3000 }]);
    });
    expect(panel.getByText("Members=503 Sessions=1s,lost")).toBeDefined();
    await userEvent.click(panel.getByRole("link", { name: words.network.openFaults }));
    expect(bound.OpenLink).toHaveBeenCalledExactlyOnceWith("http://127.0.0.1:4711/sandbox/faults");
  });
});

describe("what undoes it", () => {
  it("takes everything back, and does nothing where there is nothing to take back", async () => {
    const { bound, changes } = onSandbox({ ...usual, normal: false, offline: true }, { after: () => usual });
    const panel = await open();
    const back = panel.getByRole("button", { name: words.backToNormal });
    expect(back.getAttribute("aria-disabled")).toBe("false");
    await userEvent.click(back);
    expect(await panel.findByText(words.normal)).toBeDefined();
    await waitFor(() => {
      expect(bound.RefreshSession).toHaveBeenCalledOnce();
    });
    await userEvent.click(back);
    expect(changes()).toEqual([{ do: "normal" }]);
  });

  it("resets the sandbox only after a question, and has the page ask for everything again", async () => {
    const { log, changes } = onSandbox();
    const panel = await open();
    await userEvent.click(panel.getByRole("button", { name: words.reset.open }));
    await userEvent.click(within(await screen.findByRole("alertdialog", { name: words.reset.question })).getByRole("button", { name: words.reset.keep }));
    expect(changes()).toEqual([]);
    await userEvent.click(panel.getByRole("button", { name: words.reset.open }));
    const before = log.filter(({ path }) => path.endsWith("/me")).length;
    await userEvent.click(within(await screen.findByRole("alertdialog", { name: words.reset.question })).getByRole("button", { name: words.reset.confirm }));
    await waitFor(() => {
      expect(changes()).toEqual([{ do: "reset" }]);
      expect(log.filter(({ path }) => path.endsWith("/me")).length).toBeGreaterThan(before);
    });
    expect(await screen.findByRole("dialog", { name: words.heading })).toBeDefined();
  });

  it("says so when the sandbox does not answer at all", async () => {
    installWorkOS({ "GET /_sandbox/condition": () => new Response("", { status: 404 }) });
    renderWindow(zoe, { info: { sandbox: true } });
    await userEvent.click(await screen.findByRole("button", { name: words.open }));
    expect(await screen.findByText(words.unanswered)).toBeDefined();
  });
});
