import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { token, zoe } from "../testing/application";
import { bridgeWindow } from "../testing/bridge";
import { expectAccessible, renderWindow } from "../testing/render";
import { installWorkOS, type Asked } from "../testing/workos";
import { words } from "../words";
import { troubleOf } from "./trouble";

beforeEach(() => {
  bridgeWindow();
  vi.spyOn(console, "error").mockImplementation(() => undefined); // the widgets write down what they show
});

const failing = (status: number, code: string, message: string) => () => Response.json({ code, message }, { status });
const show = (page: string) => {
  window.localStorage.setItem("page", page);
  return renderWindow(zoe);
};

describe("troubleOf", () => {
  const failed = { widget: "w", method: "GET", path: "/p", session: "", organization: "" };
  it.each([
    [401, "signed_out", "You are signed out. Sign in to go on.", "You are signed out. Sign in to go on.", "check"],
    [401, "sign_in_again", "Your organization asks you to sign in again.", "Your organization asks you to sign in again.", "check"],
    [401, "stale_token", "This page belongs…", words.trouble.stale, "renew"],
    [401, "", "Unauthorized", words.trouble.unauthorized, "check"],
    [403, "permission_missing", "It needs the permission x.", "It needs the permission x.", "check"],
    [403, "", "Forbidden", words.trouble.permission, "check"],
    [0, "no_answer", "", words.trouble.noAnswer, "retry"],
    [404, "", "", words.trouble.notFound, "retry"],
    [429, "too_many_requests", "WorkOS is asked for too much.", "WorkOS is asked for too much.", "retry"],
    [503, "session_unavailable", "It is safe, and we keep trying.", "It is safe, and we keep trying.", "retry"],
    [502, "api_key_refused", "WorkOS does not accept the API key.", "WorkOS does not accept the API key.", "retry"],
    [500, "", "", words.trouble.troubled, "retry"],
  ] as const)("%i %j: the words and what helps", (status, code, message, expected, remedy) => {
    expect(troubleOf({ ...failed, status, code, message })).toMatchObject({ message: expected, remedy });
  });

  it.each([0, 404, 500])("offers no repetition of a change (%i)", (status) => {
    expect(troubleOf({ ...failed, method: "POST", status, code: "", message: "" }).remedy).toBe("");
  });
});

describe("a widget whose requests fail", () => {
  it.each([
    ["profile", "/_widgets/UserProfile/me", 404],
    ["members", "/_widgets/UserManagement/members", 401],
    ["sso", "/_widgets/admin-portal/sso-connections", 403],
    ["user-api-keys", "/_widgets/UserApiKeys/api-keys", 400],
  ])("%s: is explained in Go's words, which the widget hides, and tries again", async (page, path, status) => {
    let broken = true;
    const code = { 401: "sign_in_again", 403: "permission_missing" }[status] ?? "some_code";
    const log = installWorkOS({ [path]: () => (broken ? Response.json({ code, message: "Said by Go of zoe@acme.example." }, { status }) : Response.json(path.endsWith("connections") ? [] : { data: [], list_metadata: {}, id: "u", email: "zoe@acme.example" })) });
    const { bound } = show(page);
    const alert = within(await screen.findByRole("alert"));
    expect(alert.getByText(/Said by Go/)).toBeDefined();
    await userEvent.click(alert.getByRole("button", { name: words.details }));
    const details = (await screen.findByRole("dialog", { name: words.details })).textContent;
    expect(details).toContain(`GET ${path}\nHTTP ${status}\n${code}`);
    expect(details).not.toContain("zoe@acme.example");
    expect(details).not.toContain(token(zoe).slice(0, 20));
    await userEvent.keyboard("{Escape}");

    broken = false;
    const before = log.length;
    await userEvent.click(within(await screen.findByRole("alert")).getByRole("button", { name: status === 403 ? words.checkAgain : words.tryAgain }));
    await waitFor(() => {
      expect(screen.queryByRole("alert")).toBeNull();
    });
    expect(log.length).toBeGreaterThan(before);
    expect(bound.RefreshSession).toHaveBeenCalledTimes(status === 401 || status === 403 ? 1 : 0);
  });

  // The widgets go on with what they had, and say nothing of it.
  it("says that what it shows is refused by now", async () => {
    let refused = false;
    const me = "/_widgets/UserProfile/me";
    installWorkOS({ [me]: () => (refused ? failing(403, "", "Forbidden")() : Response.json({ id: "user_1", email: "zoe@acme.example", firstName: "Zoë", lastName: "Ångström", oauthProfiles: {} })) });
    show("profile");
    await screen.findAllByRole("button", { name: "Edit" }); // the widget's: the menu beside it knows her name before
    const main = within(screen.getByRole("main"));
    expect(main.getByText("Zoë Ångström")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
    refused = true;
    await userEvent.click(screen.getByRole("button", { name: words.refresh }));
    const alert = within(await screen.findByRole("alert"));
    expect(alert.getByText(words.trouble.permission)).toBeDefined();
    expect(main.getByText("Zoë Ångström")).toBeDefined();
    refused = false;
    await userEvent.click(alert.getByRole("button", { name: words.checkAgain }));
    await waitFor(() => {
      expect(screen.queryByRole("alert")).toBeNull();
    });
  });

  it("says nothing while an attempt may still succeed", async () => {
    let times = 0;
    installWorkOS({ "/_widgets/UserProfile/me": () => (++times < 3 ? failing(503, "unreachable", "WorkOS can't be reached.")() : { id: "user_1", email: "zoe@acme.example", firstName: "Zoë", lastName: "Ångström", oauthProfiles: {} }) });
    const said = vi.fn();
    new MutationObserver(() => {
      if (document.querySelector('[role="alert"]:not(:empty)')) {
        said();
      }
    }).observe(document.body, { childList: true, subtree: true });
    show("profile");
    await screen.findAllByRole("button", { name: "Edit" });
    expect(times).toBe(3);
    expect(said).not.toHaveBeenCalled();
  });

  it("leaves other pages alone, and has nothing for axe", async () => {
    installWorkOS({ "/_widgets/UserProfile/me": failing(404, "", "Gone.") });
    show("profile");
    await screen.findByText("Gone.");
    await expectAccessible(["heading-order"]); // a widget's error is a level-3 heading (lib/generic-error.js)
    await userEvent.click(within(screen.getByRole("navigation")).getByRole("button", { name: "Sessions" }));
    expect(screen.queryByText("Gone.")).toBeNull();
  });

  it("says that a token lacks the permission which the role has", async () => {
    installWorkOS();
    window.localStorage.setItem("page", "members");
    const { bound } = renderWindow(zoe);
    bound.GetWidgetToken.mockResolvedValue(token({ ...zoe, permissions: [] }));
    expect(await screen.findByText(words.trouble.permission)).toBeDefined();
    bound.GetWidgetToken.mockResolvedValue(token(zoe));
    await userEvent.click(screen.getByRole("button", { name: words.checkAgain }));
    expect(await screen.findByText("someone@org_acme.example")).toBeDefined();
    expect(screen.queryByText(words.trouble.permission)).toBeNull();
  });

  it("takes a crash that a widget has caught itself for what it is, and starts it afresh", async () => {
    let broken = true;
    installWorkOS({ "/_widgets/UserProfile/sessions": () => (broken ? { data: [{ id: "s", userAgent: 7 }] } : { data: [] }) });
    show("sessions");
    expect(await screen.findByText(words.trouble.broken)).toBeDefined();
    expect(screen.getByRole("navigation")).toBeDefined();
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: words.tryAgain }));
    await waitFor(() => {
      expect(screen.queryByText(words.trouble.broken)).toBeNull();
    });
  });
});

describe("an invitation under way during a switch", () => {
  const toGlobex = { organization: "org_globex" };
  let log: Asked[];
  let answer: (response: Response) => void;

  beforeEach(() => {
    // jsdom has no fields as properties of their form, which the invitation reads.
    Object.defineProperty(HTMLFormElement.prototype, "email", { configurable: true, get(this: HTMLFormElement) {
      return this.elements.namedItem("email");
    } });
    return () => Reflect.deleteProperty(HTMLFormElement.prototype, "email");
  });

  async function invite() {
    log = installWorkOS({ "POST /_widgets/UserManagement/invite-user": () => new Promise<Response>((resolve) => {
      answer = resolve;
    }) });
    const application = show("members");
    await userEvent.click(await screen.findByRole("button", { name: /invite/i }));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.type(dialog.getAllByRole("textbox")[0] as HTMLElement, "new@acme.example");
    await userEvent.click(dialog.getAllByRole("button", { name: /invite/i }).at(-1) as HTMLElement);
    await waitFor(() => {
      expect(invitations()).toHaveLength(1);
    });
    application.publish({ switchingTo: "org_globex" });
    application.bound.GetWidgetToken.mockResolvedValue(token({ ...zoe, ...toGlobex }));
    application.publish({ ...toGlobex, switchingTo: "" });
    expect(await screen.findByText("someone@org_globex.example")).toBeDefined();
    return application;
  }
  const invitations = () => log.filter(({ path }) => path.endsWith("/invite-user"));
  const settle = (response: Response) => act(async () => {
    answer(response);
    await new Promise((resolve) => setTimeout(resolve, 100));
  });

  it("lands in the organization it was typed in", async () => {
    await invite();
    await settle(Response.json({ success: true }));
    expect(invitations().map(({ authorization }) => authorization)).toEqual([`Bearer ${token(zoe)}`]);
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.queryByText("new@acme.example")).toBeNull();
  });

  it.each([[401, "stale_token"], [403, ""]])("or fails and says where (%i), and is not sent again in the next", async (status, code) => {
    await invite();
    await settle(failing(status, code, "No.")());
    expect(invitations().map(({ authorization }) => authorization)).toEqual([`Bearer ${token(zoe)}`]);
    const alert = within(await screen.findByRole("alert"));
    expect(alert.getByText(words.trouble.left("Acme Corp", true))).toBeDefined();
    await userEvent.click(alert.getByRole("button", { name: words.dismiss }));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("says so, too, when nobody knows what became of it", async () => {
    await invite();
    await settle(failing(504, "answer_lost", "No.")());
    expect(await screen.findByText(words.trouble.left("Acme Corp", false))).toBeDefined();
  });
});

describe("what a web view lacks", () => {
  it("copies with the keyboard what the widgets copy with a pointer", async () => {
    installWorkOS({ "POST /_widgets/ApiKeys/organization-api-keys": () => ({ id: "k", name: "Mine", obfuscatedValue: "sk_…", value: "sk_test_shown_once", createdAt: "2026-01-01T00:00:00Z", permissions: [] }) });
    const { runtime } = show("api-keys");
    await userEvent.click((await screen.findAllByRole("button", { name: /create/i }))[0] as HTMLElement);
    await userEvent.type(await screen.findByRole("textbox", { name: /name/i }), "Mine");
    await userEvent.click(within(screen.getByRole("dialog")).getAllByRole("button", { name: /create/i }).at(-1) as HTMLElement);
    const copy = await screen.findByRole("button", { name: /copy to clipboard/i });
    copy.focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => {
      expect(runtime.ClipboardSetText).toHaveBeenCalledExactlyOnceWith("sk_test_shown_once");
    });
    runtime.ClipboardSetText.mockClear();
    await userEvent.click(copy);
    expect(runtime.ClipboardSetText).toHaveBeenCalledExactlyOnceWith("sk_test_shown_once");
  });

  it("shows passkeys without navigator.credentials", async () => {
    expect("credentials" in navigator).toBe(false);
    installWorkOS({ "/_widgets/UserProfile/authentication-information": () => ({ data: {
      verificationMethods: { Passkey: { provider: "Passkey", isSetUp: true, passKeys: [{ id: "p", createdAt: "2026-01-01T00:00:00Z" }] }, Password: { provider: "Password", isSetUp: true, lastUsed: null, isCurrentSession: true } },
      passwordSettings: { isPasswordNumberRequired: false, isPasswordPwnedRequired: false, isPasswordSymbolRequired: false, isPasswordUppercaseRequired: false, passwordMinimumLength: 10, passwordMinimumStrength: 3 },
    } }) });
    show("security");
    expect(await screen.findByText("Password")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
