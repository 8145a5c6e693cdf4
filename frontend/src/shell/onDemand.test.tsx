import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openOutside } from "../bridge/outside";
import { Status, type Snapshot } from "../session/snapshot";
import { installApplication, nobody, offline, zoe } from "../testing/application";
import { renderWindow } from "../testing/render";
import { waiting } from "../testing/states";
import { installWorkOS } from "../testing/workos";
import type { Lazily } from "../widgets/lazily";
import { words } from "../words";
import { Details } from "./Details";
import { ErrorPopover } from "./ErrorPopover";
import { createAppClient, Providers } from "./Providers";

const { fetching } = vi.hoisted(() => ({ fetching: { before: (): Promise<void> => Promise.resolve() } }));

// Code comes as a test has it come. What came once is there for the tests that follow.
vi.mock("../widgets/lazily", async (original) => {
  const real = await original<typeof import("../widgets/lazily")>();
  const lazily = <Props extends object>(load: Parameters<typeof real.lazily<Props>>[0]): Lazily<Props> => real.lazily(() => fetching.before().then(load));
  return { ...real, lazily };
});

// Nothing comes ahead of its test.
vi.mock("./idle", () => ({ whenIdle: () => () => undefined }));

const comes = () => Promise.resolve();
const fails = () => Promise.reject(new TypeError("Importing a module script failed."));
const press = async (name: string) => userEvent.setup().click(await screen.findByRole("button", { name }));
const heading = (name: string) => screen.findByRole("heading", { name });
const { failedHeading } = words.widget;

beforeEach(() => {
  installWorkOS();
  fetching.before = comes;
});

describe("what does not come", () => {
  beforeEach(() => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    fetching.before = fails;
  });

  const member: Snapshot = { ...zoe, role: "member", permissions: [] };

  it.each<[string, Snapshot, string, string]>([
    ["what needs setting up", { ...nobody, status: Status.Misconfigured, problems: [offline] }, words.crashed.heading, words.misconfigured.heading],
    ["a page that the role does not open", member, failedHeading(words.pages.members.name), words.lock.heading],
  ])("says so in its place, and comes when it is tried again: %s", async (_, snapshot, failed, there) => {
    window.localStorage.setItem("page", "members");
    renderWindow(snapshot);
    await heading(failed);
    expect(screen.getByText(words.widget.notLoaded)).toBeDefined();
    expect(screen.queryByRole("heading", { name: there })).toBeNull();
    snapshot.problems.forEach(({ message }) => {
      expect(screen.getByText(message)).toBeDefined();
    });
    fetching.before = comes;
    await press(words.tryAgain);
    await heading(there);
    expect(screen.queryByText(words.widget.notLoaded)).toBeNull();
  });

  it("says so of a sign-in, which can be cancelled without it", async () => {
    const { bound } = renderWindow(waiting);
    await heading(failedHeading(words.signIn));
    await press(words.cancel);
    expect(bound.CancelSignIn).toHaveBeenCalledOnce();
    await press(words.tryAgain);
    expect(await screen.findByText(words.widget.notLoadedAgain)).toBeDefined();
    fetching.before = comes;
    await press(words.tryAgain);
    await heading(words.waiting.heading);
  });

  it("says so of the settings", async () => {
    renderWindow(nobody);
    await press(words.settings.heading);
    await heading(failedHeading(words.settings.heading));
    fetching.before = comes;
    await press(words.tryAgain);
    await heading(words.settings.heading);
  });

  it("leaves a notice's text, and the notice is whole on the next page", async () => {
    const { bound } = renderWindow(zoe);
    await screen.findByRole("navigation");
    bound.OpenLink.mockRejectedValue("No browser was found.");
    openOutside("https://docs.example/");
    expect((await screen.findByText(words.outside.failed)).getAttribute("role")).toBe("alert");
    expect(screen.queryByRole("button", { name: words.dismiss })).toBeNull();

    fetching.before = comes;
    await press("Sessions");
    await press(words.dismiss);
    expect(screen.queryByText(words.outside.failed)).toBeNull();
  });

  it("leaves details to be copied, and an error's text beside what met with it", async () => {
    installApplication(zoe);
    render(
      <Providers client={createAppClient()}>
        <Details text="HTTP 502" />
        <ErrorPopover error="You are not a member any more." onDismiss={() => undefined}><p>The page</p></ErrorPopover>
      </Providers>,
    );
    expect((await screen.findByText("You are not a member any more.")).getAttribute("role")).toBe("alert");
    await press(words.details);
    await press(words.copy);
    expect(await navigator.clipboard.readText()).toBe("HTTP 502");
  });
});

describe("the focus", () => {
  const page = (error: unknown, dismiss: () => void) => (
    <Providers client={createAppClient()}>
      <Details text="HTTP 502" />
      <ErrorPopover error={error} onDismiss={dismiss}><button>Switch</button></ErrorPopover>
      <button>Elsewhere</button>
    </Providers>
  );
  const button = (name: string) => screen.getByRole("button", { name });
  const gone = (role: string) => waitFor(() => {
    expect(screen.queryByRole(role)).toBeNull();
  });

  /** Keeps code back until the returned function is called. */
  const keepBack = () => {
    let arrive: () => void = () => undefined;
    const arrival = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    fetching.before = () => arrival;
    return arrive;
  };

  beforeEach(() => {
    installApplication(zoe);
  });

  it("goes into details once they are there, and back to their button with Escape", async () => {
    const arrive = keepBack();
    render(page(null, () => undefined));
    await press(words.details);
    expect(screen.queryByRole("dialog")).toBeNull();
    arrive();
    const details = await screen.findByRole("dialog", { name: words.details });
    await waitFor(() => {
      expect(document.activeElement).toBe(within(details).getByText("HTTP 502"));
    });
    await press(words.copy);
    expect(screen.getByRole("dialog")).toBe(details);
    await userEvent.keyboard("{Escape}");
    await gone("dialog");
    await waitFor(() => {
      expect(document.activeElement).toBe(button(words.details));
    });
  });

  it("stays with the button that closes them again, and goes where somebody presses instead", async () => {
    render(page(null, () => undefined));
    await press(words.details);
    await screen.findByRole("dialog");
    await press(words.details);
    await gone("dialog");
    expect(document.activeElement).toBe(button(words.details));

    await press(words.details);
    await screen.findByRole("dialog");
    await press("Elsewhere");
    await gone("dialog");
    expect(document.activeElement).toBe(button("Elsewhere"));
  });

  it("goes into what an error says, and back to what met with it", async () => {
    const arrive = keepBack();
    const dismissed = vi.fn();
    const { rerender } = render(page(null, dismissed));
    button("Switch").focus();
    rerender(page("You are not a member any more.", dismissed));
    arrive();
    const said = await screen.findByRole("alertdialog");
    await waitFor(() => {
      expect(document.activeElement).toBe(within(said).getByRole("button", { name: words.dismiss }));
    });
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
    expect(dismissed).toHaveBeenCalledOnce();
    rerender(page(null, dismissed));
    await gone("alertdialog");
    await waitFor(() => {
      expect(document.activeElement).toBe(button("Switch"));
    });
  });
});
