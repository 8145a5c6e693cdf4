import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { SignInStep, Status, type Snapshot } from "../session/snapshot";
import { info, nobody, offline, signIn, zoe } from "../testing/application";
import { expectAccessible, renderWindow } from "../testing/render";
import { choosing, confirming, ended, nia, slow, standing, waiting } from "../testing/states";
import { installWorkOS } from "../testing/workos";
import { words } from "../words";
import { moment } from "./times";

/** Noon of today, so that the time is written without the date. */
const noon = new Date().setHours(12, 0, 0, 0);

const button = (name: string) => screen.findByRole("button", { name });
const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

beforeEach(() => {
  installWorkOS();
});

describe("every state", () => {
  const states: Record<string, [Snapshot, string]> = {
    "restoring": [{ ...nobody, status: Status.Restoring }, words.restoring],
    "first run": [nobody, words.signedOut.welcome(info.product)],
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
  it("welcomes somebody who never signed in on this computer, and nobody else", async () => {
    const { publish } = renderWindow(nobody);
    await heading(words.signedOut.welcome(info.product));
    expect(screen.getByText(words.signedOut.first)).toBeDefined();
    publish(zoe);
    await heading("Profile");
    cleanup();
    renderWindow(nobody);
    await heading(words.signedOut.again);
    expect(screen.queryByText(words.signedOut.first)).toBeNull();
  });

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

  it("says why, and since when", async () => {
    renderWindow({ ...nobody, problems: [{ ...offline, message: "WorkOS has ended your session.", advice: "Sign in again.", details: "invalid_grant", since: noon }] });
    expect(await screen.findByText("WorkOS has ended your session.")).toBeDefined();
    expect(screen.getByText("Sign in again.")).toBeDefined();
    expect(screen.getByText(words.at(moment(noon)))).toBeDefined();
    await userEvent.click(await button("Details"));
    expect(await screen.findByText("invalid_grant")).toBeDefined();
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
    expect(document.querySelector(".page-scroll:not([hidden]) .page-body")?.hasAttribute("inert")).toBe(true);
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
