import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { SignInStep, Status, type Snapshot } from "../session/snapshot";
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
    "signed out with a reason": [{ ...nobody, problems: [{ ...offline, code: "ended", message: "WorkOS has ended your session." }] }, words.signedOut.again],
    "waiting for the browser": [waiting, words.waiting.heading],
    "waiting for long": [slow, words.waiting.heading],
    "exchanging": [{ ...waiting, signIn: signIn({ step: SignInStep.Exchanging }) }, words.exchanging.heading],
    "choosing an organization": [choosing, words.choosing.heading],
    "signed in": [zoe, "Profile"],
    "signed in with a problem": [{ ...zoe, problems: [offline] }, "Profile"],
    "stepping up": [{ ...zoe, signIn: signIn({ organization: "org_initech" }) }, words.waiting.stepUp("Initech")],
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
      await screen.findByRole("button", { name: /Acme Corp/ });
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
    await heading(info.product);
    expect(JSON.stringify(window.localStorage)).not.toContain("Acme Corp");
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

  it("shows a problem in one bar, which can be tried again and dismissed", async () => {
    const { bound } = renderWindow({ ...zoe, problems: [offline] });
    await userEvent.click(await button("Try again"));
    expect(bound.RefreshSession).toHaveBeenCalledOnce();
    await userEvent.click(await button("Dismiss"));
    expect(bound.DismissProblem).toHaveBeenCalledExactlyOnceWith("offline");
  });

  it("keeps the page underneath a step-up", async () => {
    const { publish } = renderWindow(zoe);
    await userEvent.click((await screen.findAllByRole("button", { name: "Edit" }))[0] as HTMLElement);
    await userEvent.type(await screen.findByLabelText(/first name/i), "!");
    publish({ signIn: signIn({ organization: "org_initech" }) });
    publish({ signIn: undefined });
    expect(screen.getByLabelText(/first name/i)).toHaveProperty("value", "Zoë!");
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
