import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { SignInStep, Status, type Problem, type Snapshot, type User } from "../session/snapshot";
import { info, nobody, offline, signIn, zoe } from "../testing/application";
import { expectAccessible, renderWindow } from "../testing/render";
import { installWorkOS } from "../testing/workos";
import { words } from "../words";

const waiting: Snapshot = { ...nobody, status: Status.SigningIn, signIn: signIn() };
const slow: Snapshot = { ...waiting, signIn: signIn({ startedAt: Date.now() - 40_000 }) };
const choosing: Snapshot = {
  ...waiting,
  signIn: signIn({ step: SignInStep.ChoosingOrganization, organizations: [{ id: "org_acme", name: "Acme Corp" }, { id: "org_globex", name: "Globex" }] }),
};
const max: User = { id: "user_2", email: "max@acme.example", firstName: "Max", lastName: "Okafor", pictureUrl: "" };
const confirming: Snapshot = { ...zoe, signIn: signIn({ step: SignInStep.ConfirmingUser, organization: "org_initech", user: max }) };
const ended: Problem = { ...offline, code: "ended", message: "WorkOS has ended your session.", advice: "Sign in again to go on." };
const asked: Problem = { ...offline, code: "choose-organization", message: "WorkOS wants to know which organization you want to work in.", advice: "Choose one to go on." };
const standing: Snapshot = {
  ...zoe, problems: [asked],
  signIn: signIn({ step: SignInStep.ChoosingOrganization, givesUpAt: 0, organizations: [{ id: "org_acme", name: "Acme Corp" }, { id: "org_globex", name: "Globex" }] }),
};
const nia: Snapshot = { ...zoe, organization: "", role: "", permissions: [], user: { id: "user_3", email: "nia@nowhere.example", firstName: "Nia", lastName: "Novak", pictureUrl: "" } };

const button = (name: string) => screen.findByRole("button", { name });
const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

beforeEach(() => {
  installWorkOS();
});

describe("every state", () => {
  const states: Record<string, [Snapshot, string]> = {
    "restoring": [{ ...nobody, status: Status.Restoring }, words.restoring],
    "first run": [nobody, info.product],
    "signed out with a reason": [{ ...nobody, problems: [ended] }, words.signedOut.again],
    "waiting for the browser": [waiting, words.waiting.heading],
    "waiting for long": [slow, words.waiting.heading],
    "exchanging": [{ ...waiting, signIn: signIn({ step: SignInStep.Exchanging }) }, words.exchanging.heading],
    "choosing an organization": [choosing, words.choosing.heading],
    "signed in": [zoe, "Profile"],
    "signed in with a problem": [{ ...zoe, problems: [offline] }, "Profile"],
    "stepping up": [{ ...zoe, signIn: signIn({ organization: "org_initech" }) }, words.waiting.stepUp("Initech")],
    "somebody else came back": [confirming, words.confirming.heading("Max Okafor")],
    "somebody else came back, and the session ended": [{ ...nobody, status: Status.SigningIn, signIn: confirming.signIn, problems: [ended] }, words.confirming.heading("Max Okafor")],
    "asked for an organization while signed in": [standing, words.choosing.heading],
    "impersonated": [{ ...zoe, impersonator: { email: "support@workos.example", reason: "Ticket 4711" } }, "Profile"],
    "without an organization": [nia, "Profile"],
    "misconfigured": [{ ...nobody, status: Status.Misconfigured, problems: [offline] }, words.misconfigured.heading],
  };

  it.each(Object.entries(states))("%s: one heading, which has the focus, and nothing wrong for axe", async (_, [snapshot, name]) => {
    renderWindow(snapshot);
    const found = await heading(name);
    // Nothing was asked for yet while the window is restoring: the focus stays where it is.
    expect(snapshot.status === Status.Restoring ? document.body : found).toBe(document.activeElement);
    if (snapshot.organization !== "") {
      // The switcher's loading state is a button without a name (OrganizationSwitcher 1.18.0).
      await screen.findAllByRole("button", { name: /Acme Corp/ });
    }
    expect(screen.queryAllByRole("heading", { level: 1 })).toHaveLength(1);
    await expectAccessible();
  });
});

describe("signed out", () => {
  it("signs in, and says in words when that failed", async () => {
    const { bound } = renderWindow(nobody);
    bound.SignIn.mockRejectedValue("Port 4000 is taken by another program.");
    await userEvent.click(await button("Sign in"));
    expect(await screen.findByText("Port 4000 is taken by another program.")).toBeDefined();
  });

  it("leaves no trace of where somebody worked", async () => {
    const { publish } = renderWindow(zoe);
    await screen.findByRole("list", { name: "Acme Corp" });
    expect(JSON.stringify(window.localStorage)).toContain("Acme Corp");
    publish(nobody);
    await heading(words.signedOut.again);
    expect(JSON.stringify(window.localStorage)).not.toContain("Acme Corp");
  });

  it("offers another account after a session that has ended", async () => {
    const { bound } = renderWindow({ ...nobody, problems: [ended] });
    await userEvent.click(await button("Use another account"));
    expect(bound.UseAnotherAccount).toHaveBeenCalledOnce();
  });

  it("offers another account after a sign-out, and not on the first run", async () => {
    const { publish } = renderWindow(nobody);
    await button("Sign in");
    expect(screen.queryByRole("button", { name: "Use another account" })).toBeNull();
    publish(zoe);
    await button("Account");
    publish({ ...nobody, user: undefined });
    expect(await button("Use another account")).toBeDefined();
    expect(await button("Sign in")).toBeDefined();
  });

  it("says in words when another account could not be used", async () => {
    const { bound } = renderWindow({ ...nobody, problems: [ended] });
    bound.UseAnotherAccount.mockRejectedValue("The application is closing.");
    await userEvent.click(await button("Use another account"));
    expect(await screen.findByText("The application is closing.")).toBeDefined();
  });

  it("says why", async () => {
    renderWindow({ ...nobody, problems: [{ ...offline, message: "WorkOS has ended your session.", advice: "Sign in again.", details: "invalid_grant" }] });
    expect(await screen.findByText("WorkOS has ended your session.")).toBeDefined();
    expect(screen.getByText("Sign in again.")).toBeDefined();
    await userEvent.click(await button("Details"));
    expect(await screen.findByText("invalid_grant")).toBeDefined();
  });
});

describe("waiting for the browser", () => {
  it("cancels, opens again, and copies the link", async () => {
    const { bound } = renderWindow(waiting);
    await userEvent.click(await button("Open the browser again"));
    await userEvent.click(await button("Copy the link"));
    expect(await button("Link copied")).toBeDefined();
    await userEvent.click(await button("Cancel"));
    expect([bound.OpenSignInAgain, bound.CopySignInLink, bound.CancelSignIn].map((method) => method.mock.calls.length)).toEqual([1, 1, 1]);
  });

  it("says when the link could not be copied", async () => {
    const { bound } = renderWindow(waiting);
    bound.CopySignInLink.mockRejectedValue("There is no clipboard.");
    await userEvent.click(await button("Copy the link"));
    expect(await screen.findByText("There is no clipboard.")).toBeDefined();
  });

  it("explains after 30 seconds what may be in the way", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    renderWindow({ ...waiting, signIn: signIn() });
    await heading(words.waiting.heading);
    expect(screen.queryByLabelText(words.waiting.pasteLabel)).toBeNull();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(await screen.findByLabelText(words.waiting.pasteLabel)).toBeDefined();
    expect(screen.getByText(words.waiting.httpsOnly)).toBeDefined();
    vi.useRealTimers();
  });

  it("takes the pasted address, and says in words what is wrong with it", async () => {
    const { bound } = renderWindow(slow);
    const field = await screen.findByLabelText(words.waiting.pasteLabel);
    bound.PasteCallback.mockRejectedValueOnce("That address belongs to another sign-in.");
    await userEvent.type(field, "  http://127.0.0.1:4000/callback?code=x ");
    await userEvent.click(await button("Continue"));
    expect(bound.PasteCallback).toHaveBeenCalledWith("http://127.0.0.1:4000/callback?code=x");
    expect(await screen.findByText("That address belongs to another sign-in.")).toBeDefined();
    expect(field).toHaveProperty("value", "  http://127.0.0.1:4000/callback?code=x ");
    await userEvent.click(await button("Continue"));
    await waitFor(() => {
      expect(field).toHaveProperty("value", "");
    });
  });

  it("shows what went wrong without ending it", async () => {
    renderWindow({ ...waiting, signIn: signIn({ problem: { ...offline, message: "The browser could not be opened." } }) });
    expect(await screen.findByText("The browser could not be opened.")).toBeDefined();
    expect(await button("Cancel")).toBeDefined();
    expect(screen.getByLabelText(words.waiting.pasteLabel)).toBeDefined();
  });

  it.each([[595_000, "10 minutes left"], [61_000, "2 minutes left"], [59_000, "59 seconds left"], [-5, "0 seconds left"]])("with %d ms to go says %j", async (left, expected) => {
    vi.useFakeTimers({ toFake: ["Date"] });
    renderWindow({ ...waiting, signIn: signIn({ givesUpAt: Date.now() + left }) });
    expect(await screen.findByText(expected)).toBeDefined();
    vi.useRealTimers();
  });
});

describe("choosing an organization", () => {
  it("answers with the one chosen, and shows why it could not be", async () => {
    const { bound } = renderWindow(choosing);
    bound.ChooseOrganization.mockRejectedValue("Globex asks for its own sign-in.");
    await userEvent.click(await button("Globex"));
    expect(bound.ChooseOrganization).toHaveBeenCalledExactlyOnceWith("org_globex");
    expect(await screen.findByText("Globex asks for its own sign-in.")).toBeDefined();
  });

  it("filters many", async () => {
    const organizations = Array.from({ length: 12 }, (_, n) => ({ id: `org_${n}`, name: `Organization ${n}` }));
    renderWindow({ ...choosing, signIn: signIn({ step: SignInStep.ChoosingOrganization, organizations }) });
    await userEvent.type(await screen.findByLabelText(words.choosing.filter), "ION 11");
    expect(within(screen.getByRole("list", { name: words.organizations })).getAllByRole("button")).toHaveLength(1);
    await userEvent.type(screen.getByLabelText(words.choosing.filter), "x");
    expect(screen.getByText(words.choosing.noMatch)).toBeDefined();
  });
});

describe("signed in", () => {
  it("signs out with one press", async () => {
    const { bound } = renderWindow(zoe);
    await userEvent.click(await button("Sign out"));
    expect(bound.SignOut).toHaveBeenCalledOnce();
  });

  it("signs out from the account's menu too, which names the account", async () => {
    const { bound } = renderWindow(zoe);
    await userEvent.click(await button("Account"));
    expect(within(await screen.findByRole("menu")).getByText("zoe@acme.example")).toBeDefined();
    await expectAccessible(["region"]); // Radix's menus stand outside of the landmarks
    await userEvent.click(screen.getByRole("menuitem", { name: "Sign out" }));
    expect(bound.SignOut).toHaveBeenCalledOnce();
  });

  it("tries again what is tried anyway, and does not let it be put away", async () => {
    const { bound } = renderWindow({ ...zoe, problems: [offline] });
    await userEvent.click(await button("Try again"));
    expect(bound.RefreshSession).toHaveBeenCalledOnce();
    expect(screen.queryByRole("button", { name: "Dismiss" })).toBeNull();
  });

  it.each(["membership-gone", "keychain", "keychain-damaged", "logout-page", "sign-in-failed", "sign-in-timeout", "switch"])("lets %s be put away, and offers nothing that would not help", async (code) => {
    const { bound } = renderWindow({ ...zoe, problems: [{ ...offline, code }] });
    await userEvent.click(await button("Dismiss"));
    expect(bound.DismissProblem).toHaveBeenCalledExactlyOnceWith(code);
    expect(within(screen.getByRole("region", { name: words.notices })).getAllByRole("button").map((one) => one.textContent || one.ariaLabel)).toEqual(["Details", "Dismiss"]);
  });

  it("signs in again when the organization asks for it, without ending the session first", async () => {
    const { bound } = renderWindow({ ...zoe, problems: [{ ...offline, code: "sign-in-required" }] });
    await userEvent.click(await button("Sign in again"));
    expect(bound.SignIn).toHaveBeenCalledOnce();
    expect(bound.UseAnotherAccount).not.toHaveBeenCalled();
  });

  it("keeps the page underneath a step-up", async () => {
    const { publish } = renderWindow(zoe);
    await userEvent.click((await screen.findAllByRole("button", { name: "Edit" }))[0] as HTMLElement);
    await userEvent.type(await screen.findByLabelText(/first name/i), "!");
    publish({ signIn: signIn({ organization: "org_initech" }) });
    publish({ signIn: undefined });
    expect(screen.getByLabelText(/first name/i)).toHaveProperty("value", "Zoë!");
  });

  it("gives the focus back to the page when the step-up is over", async () => {
    const { publish } = renderWindow(zoe);
    await heading("Profile");
    publish({ signIn: signIn({ organization: "org_initech" }) });
    await waitFor(() => {
      expect(document.activeElement?.textContent).toBe(words.waiting.stepUp("Initech"));
    });
    publish({ signIn: undefined });
    expect(await heading("Profile")).toBe(document.activeElement);
  });

  it("says what it is switching to, and lets nothing be begun meanwhile", async () => {
    const { publish } = renderWindow(zoe);
    await screen.findAllByText("Acme Corp");
    publish({ switchingTo: "org_globex" });
    expect(screen.getAllByText("Switching to Globex").length).toBeGreaterThan(0);
    expect(document.querySelector(".page-body")?.hasAttribute("inert")).toBe(true);
  });

  it("says that this is the sandbox", async () => {
    renderWindow(zoe, { info: { sandbox: true } });
    expect(await screen.findByText(words.sandbox)).toBeDefined();
  });

  it("names who is acting, and why", async () => {
    renderWindow({ ...zoe, impersonator: { email: "support@workos.example", reason: "Ticket 4711." } });
    expect(await screen.findByText("support@workos.example is acting as Zoë Ångström: Ticket 4711.")).toBeDefined();
  });

  it("has neither switcher nor members for people without an organization, and says why", async () => {
    renderWindow(nia);
    expect(await screen.findByText(words.noOrganization.sentence)).toBeDefined();
    expect(screen.queryByRole("button", { name: "Members" })).toBeNull();
  });
});

describe("using another account", () => {
  const leave = async () => {
    const window = renderWindow(zoe);
    await userEvent.click(await button("Account"));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Use another account" }));
    expect(window.bound.UseAnotherAccount).toHaveBeenCalledOnce();
    return window;
  };

  it("says that the browser's session is ended first, until the sign-in begins", async () => {
    const { publish } = await leave();
    publish({ ...nobody, user: undefined });
    expect(await heading(words.signedOut.leaving)).toBe(document.activeElement);
    await expectAccessible();
    publish({ status: Status.SigningIn, signIn: signIn() });
    await heading(words.waiting.heading);
    publish({ ...nobody, signIn: undefined });
    expect(await heading(words.signedOut.again)).toBeDefined();
  });

  it("need not be waited for", async () => {
    const { bound, publish } = await leave();
    publish({ ...nobody, user: undefined });
    await userEvent.click(await button(words.signedOut.withoutWaiting));
    expect(bound.SignIn).toHaveBeenCalledOnce();
  });

  it("says what follows when it is put off", async () => {
    const { publish } = await leave();
    publish({ ...nobody, user: undefined, problems: [{ ...offline, code: "logout-page", message: "You are signed out here." }] });
    await heading(words.signedOut.again);
    expect(screen.getByText("You are signed out here.")).toBeDefined();
    expect(screen.getByText(words.signedOut.follows)).toBeDefined();
    expect(await button("Sign in")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Use another account" })).toBeNull();
  });
});

describe("somebody else came back from the browser", () => {
  it("says who is signed in, who came back, and what becomes of the session", async () => {
    renderWindow(confirming);
    await heading("Continue as Max Okafor?");
    expect(screen.getByText("max@acme.example")).toBeDefined();
    expect(within(screen.getByRole("main")).getByText("zoe@acme.example")).toBeDefined();
    expect(screen.getByText(words.confirming.effect("Max Okafor", "Zoë Ångström"))).toBeDefined();
    expect(screen.getByText(/minutes left/)).toBeDefined();
    expect(screen.getByRole("navigation")).toBeDefined();
  });

  it("stays", async () => {
    const { bound } = renderWindow(confirming);
    await userEvent.click(await button("Stay as Zoë Ångström"));
    expect([bound.CancelSignIn, bound.ReplaceSession].map((method) => method.mock.calls.length)).toEqual([1, 0]);
  });

  it("continues, and says in words when that failed", async () => {
    const { bound } = renderWindow(confirming);
    bound.ReplaceSession.mockRejectedValue("There is no sign-in under way.");
    await userEvent.click(await button("Continue as Max Okafor"));
    expect([bound.CancelSignIn, bound.ReplaceSession].map((method) => method.mock.calls.length)).toEqual([0, 1]);
    expect(await screen.findByText("There is no sign-in under way.")).toBeDefined();
  });

  it("tells two accounts of one name apart by their addresses", async () => {
    renderWindow({ ...confirming, signIn: signIn({ step: SignInStep.ConfirmingUser, user: { ...max, firstName: "Zoë", lastName: "Ångström" } }) });
    expect(await button("Continue as max@acme.example")).toBeDefined();
    expect(await button("Stay as zoe@acme.example")).toBeDefined();
  });

  it("can still be cancelled when the session has ended meanwhile", async () => {
    const { bound } = renderWindow({ ...nobody, status: Status.SigningIn, signIn: confirming.signIn });
    expect(await button("Continue as Max Okafor")).toBeDefined();
    await userEvent.click(await button("Cancel"));
    expect(bound.CancelSignIn).toHaveBeenCalledOnce();
  });
});

describe("asked for an organization while signed in", () => {
  it("asks inside the frame, without a countdown, a way round it, or a bar that says it again", async () => {
    const { bound } = renderWindow(standing);
    await heading(words.choosing.heading);
    expect(screen.getByText(words.choosing.standing)).toBeDefined();
    expect(screen.getByRole("navigation")).toBeDefined();
    expect(screen.queryByText(/ left$/)).toBeNull();
    expect(screen.queryByRole("button", { name: "Cancel" })).toBeNull();
    expect(screen.queryByRole("region", { name: words.notices })).toBeNull();
    await userEvent.click(within(screen.getByRole("list", { name: words.organizations })).getByRole("button", { name: "Globex" }));
    expect(bound.ChooseOrganization).toHaveBeenCalledExactlyOnceWith("org_globex");
  });

  it("does not say that the browser has answered while the answer is being sent", async () => {
    renderWindow({ ...standing, signIn: signIn({ step: SignInStep.Exchanging, givesUpAt: 0 }) });
    expect(await screen.findByText(words.exchanging.chosen)).toBeDefined();
  });
});

describe("the window's return", () => {
  it("is told to the application, but not while the window opens", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { bound } = renderWindow(zoe);
    await heading("Profile");
    expect(bound.Wake).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(5000);
    window.dispatchEvent(new Event("focus"));
    expect(bound.Wake).toHaveBeenCalledOnce();
    vi.useRealTimers();
  });
});

describe("misconfigured", () => {
  const checks = [
    { name: "Client ID", ok: false, skipped: false, message: "WORKOS_CLIENT_ID is not set.", mend: "Set it to your environment's client ID." },
    { name: "WorkOS", ok: false, skipped: true, message: "There is no client ID to ask with.", mend: "" },
    { name: "Keychain", ok: true, skipped: false, message: "", mend: "unused" },
  ];

  it("shows each check with its mend, and checks again", async () => {
    const { bound } = renderWindow({ ...nobody, status: Status.Misconfigured }, { checks });
    expect(await screen.findByText("Set it to your environment's client ID.")).toBeDefined();
    expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
      "Client IDNeeds mendingWORKOS_CLIENT_ID is not set.Set it to your environment's client ID.",
      "WorkOSNot checkedThere is no client ID to ask with.",
      "KeychainIn order",
    ]);
    await userEvent.click(await button("Check again"));
    expect(bound.Preflight).toHaveBeenCalledTimes(2);
    await expectAccessible();
  });

  it("tells the problem itself when no check does", async () => {
    renderWindow({ ...nobody, status: Status.Misconfigured, problems: [{ ...offline, message: "The API's address is not one." }] });
    expect(await screen.findByText("The API's address is not one.")).toBeDefined();
  });
});
