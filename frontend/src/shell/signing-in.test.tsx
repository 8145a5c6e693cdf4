import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { SignInStep, Status } from "../session/snapshot";
import { nobody, offline, signIn, zoe } from "../testing/application";
import { expectAccessible, renderWindow } from "../testing/render";
import { choosing, confirming, max, slow, standing, waiting } from "../testing/states";
import { installWorkOS } from "../testing/workos";
import { words } from "../words";

const button = (name: string) => screen.findByRole("button", { name });
const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

beforeEach(() => {
  installWorkOS();
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

  it.each([
    ["a port", "http://127.0.0.1:4711/callback", words.waiting.httpsOnly, words.waiting.deepLink],
    ["a deep link", "workos-widgets://callback", words.waiting.deepLink, words.waiting.httpsOnly],
  ])("speaks of %s where the browser comes back by one", async (_, redirectUri, hint, other) => {
    const { bound } = renderWindow({ ...slow, signIn: signIn({ ...slow.signIn, redirectUri }) });
    const field = await screen.findByLabelText(words.waiting.pasteLabel);
    expect(field).toHaveProperty("placeholder", redirectUri);
    expect(screen.getByText(hint)).toBeDefined();
    expect(screen.queryByText(other)).toBeNull();
    await userEvent.type(field, `${redirectUri}?code=x&state=y`);
    await userEvent.click(await button("Continue"));
    expect(bound.PasteCallback).toHaveBeenCalledWith(`${redirectUri}?code=x&state=y`);
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
