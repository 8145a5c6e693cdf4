import { act, fireEvent, getConfig, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { token, zoe } from "../testing/application";
import { bridgeWindow } from "../testing/bridge";
import { renderWindow } from "../testing/render";
import { installWorkOS, type Asked } from "../testing/workos";
import { noticedAfter } from "../widgets/rest";
import { keptFor } from "../widgets/scope";
import { words } from "../words";

const goTo = async (name: string) => {
  await userEvent.click(within(await screen.findByRole("navigation")).getByRole("button", { name }));
  await screen.findByRole("heading", { level: 1, name });
};
const member = () => screen.findByText("someone@org_acme.example");
/** Goes to Members and then to the profile, and renames the person there. */
const renameAfterMembers = async () => {
  installWorkOS({ "POST /_widgets/UserProfile/me": () => ({ id: "user_1", email: "zoe@acme.example", firstName: "Zoë", lastName: "Ångström" }) });
  renderWindow(zoe);
  await goTo("Members");
  await member();
  await goTo("Profile");
  await userEvent.click((await screen.findAllByRole("button", { name: "Edit" }))[0] as HTMLElement);
  await userEvent.click(await screen.findByRole("button", { name: /save/i }));
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).toBeNull();
  });
};
const openPortal = async () => {
  const link = await screen.findByRole("link", { name: /set up/i });
  await userEvent.click(link);
  return link;
};
const search = () => screen.getByPlaceholderText(/search/i);
const kept = () => document.querySelectorAll(".page-scroll").length;
const shownWidget = (state: string) => document.querySelector(`.page-scroll:not([hidden]) [data-woswidgets-widget-state="${state}"]`);
const watchTexts = () => {
  const texts: string[] = [];
  const observer = new MutationObserver(() => {
    texts.push(document.querySelector(".page-scroll:not([hidden])")?.textContent ?? "");
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  return () => {
    observer.disconnect();
    expect(texts.length).toBeGreaterThan(0);
    return texts;
  };
};
const notice = () => new Promise((resolve) => setTimeout(resolve, noticedAfter * 4));
const membersAsked = (log: readonly Asked[]) => log.filter(({ path }) => path.startsWith("/_widgets/UserManagement/members")).length;
const profileAsked = (log: readonly Asked[]) => log.filter(({ path }) => path === "/_widgets/UserProfile/me").length;

afterEach(() => {
  vi.useRealTimers();
});

describe("a page that was left", () => {
  it("is found as it was, out of sight meanwhile", async () => {
    installWorkOS();
    renderWindow(zoe);
    await goTo("Members");
    await member();
    await userEvent.type(search(), "some");
    const before = search();
    await goTo("Profile");
    expect(before.closest("[hidden]")).not.toBeNull();
    await goTo("Members");
    expect(search()).toBe(before);
    expect(before).toHaveProperty("value", "some");
    expect(before.closest("[hidden]")).toBeNull();
    expect(screen.getByRole("heading", { level: 1, name: "Members" })).toBe(document.activeElement);
  });

  it("asks for nothing, and looks again when one is back", async () => {
    const log = installWorkOS();
    renderWindow(zoe);
    await goTo("Members");
    await member();
    await goTo("Profile");
    await notice();
    const [members, profile] = [membersAsked(log), profileAsked(log)];
    await userEvent.click(screen.getByRole("button", { name: words.refresh }));
    await waitFor(() => {
      expect(profileAsked(log)).toBe(profile + 1);
    });
    expect(membersAsked(log)).toBe(members);
    await goTo("Members");
    await waitFor(() => {
      expect(membersAsked(log)).toBe(members + 1);
    });
  });

  it("is made anew when it was left while it waited for its answer", async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    installWorkOS({ "/_widgets/UserProfile/sessions": () => answered.then(() => ({ data: [] })) });
    renderWindow(zoe);
    await goTo("Sessions");
    await waitFor(() => {
      expect(shownWidget("loading")).not.toBeNull();
    });
    await goTo("Profile");
    expect(kept()).toBe(1);
    answer();
    await goTo("Sessions");
    await waitFor(() => {
      expect(shownWidget("resolved")).not.toBeNull();
    });
  });

  it("is made anew when something was done in it, which its widget goes on holding", async () => {
    await renameAfterMembers();
    expect(kept()).toBe(2);
    await goTo("Members");
    expect(kept()).toBe(1);
    expect(await member()).toBeDefined();
  });

  it("is made anew after something was done in it, also for somebody who is back with the next press", async () => {
    await renameAfterMembers();
    const before = shownWidget("resolved");
    expect(before).not.toBeNull();
    // As from a person's hand, after which React has the moment that it takes of itself and no more.
    await getConfig().asyncWrapper(async () => {
      for (const name of ["Members", "Profile"]) {
        within(screen.getByRole("navigation")).getByRole("button", { name }).click();
        await Promise.resolve();
      }
    });
    expect(screen.getByRole("heading", { level: 1, name: "Profile" })).toBeDefined();
    expect(before?.isConnected).toBe(false);
  });

  it("asks anew, and shows nothing false meanwhile, when the role has changed", async () => {
    // Nothing is fetched ahead, which would leave no meanwhile.
    vi.stubGlobal("requestIdleCallback", () => 0);
    vi.stubGlobal("cancelIdleCallback", () => undefined);
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    const log = installWorkOS();
    const { bound, publish } = renderWindow(zoe);
    await goTo("Members");
    await member();
    await goTo("Profile");
    await notice();
    const changed = { ...zoe, role: "owner", permissions: [...zoe.permissions, "widgets:sso:manage"] };
    bound.GetWidgetToken.mockResolvedValue(token(changed));
    publish(changed);
    await notice();
    const before = membersAsked(log);
    const everShown = watchTexts();
    await goTo("Members");
    await waitFor(() => {
      expect(membersAsked(log)).toBeGreaterThan(before);
    });
    expect(await member()).toBeDefined();
    expect(everShown().filter((text) => /no users/i.test(text))).toEqual([]);
    expect(log.filter((asked) => asked.path.startsWith("/_widgets/UserManagement/members")).at(-1)?.authorization).toBe(`Bearer ${token(changed)}`);
  });

  it("leaves no search to another, though it was about to write one into the address", async () => {
    const log = installWorkOS();
    const { bound } = renderWindow(zoe);
    const late = bound.GetWidgetToken.getMockImplementation();
    await goTo("Members");
    await member();
    bound.GetWidgetToken.mockImplementation(async (widget) => {
      await new Promise((resolve) => setTimeout(resolve, widget === "api-keys" ? 500 : 0));
      return late?.(widget) ?? token(zoe);
    });
    await userEvent.type(search(), "some");
    await goTo("API keys");
    await screen.findByText("Ours in Acme Corp");
    expect(log.filter(({ path }) => path.startsWith("/_widgets/ApiKeys/organization-api-keys")).map(({ path }) => path).join(" ")).not.toContain("some");
  });

  it("is let go after a while", async () => {
    installWorkOS();
    renderWindow(zoe);
    await goTo("Members");
    await member();
    vi.useFakeTimers({ shouldAdvanceTime: true });
    fireEvent.keyDown(window, { key: "1", ctrlKey: true });
    await act(() => vi.advanceTimersByTimeAsync(1000)); // at rest
    await act(() => vi.advanceTimersByTimeAsync(keptFor - 2000));
    expect(kept()).toBe(2);
    await act(() => vi.advanceTimersByTimeAsync(2000));
    expect(kept()).toBe(1);
    expect(screen.getByRole("heading", { level: 1, name: "Profile" })).toBeDefined();
  });

  it("is let go when the role no longer opens it", async () => {
    installWorkOS();
    const { publish } = renderWindow(zoe);
    await goTo("Members");
    await member();
    await goTo("Profile");
    expect(kept()).toBe(2);
    publish({ role: "member", permissions: [] });
    expect(kept()).toBe(1);
  });

  it("is made anew when the Admin Portal was opened from it", async () => {
    installWorkOS();
    bridgeWindow();
    renderWindow(zoe);
    await goTo("Directory sync");
    await screen.findByRole("link", { name: /set up/i });
    await goTo("Profile");
    expect(kept()).toBe(2);
    await goTo("Directory sync");
    await openPortal();
    await goTo("Profile");
    expect(kept()).toBe(1);
  });

  it("leaves the one that is shown alone when the window comes back from an Admin Portal that it opened", async () => {
    installWorkOS();
    bridgeWindow();
    renderWindow(zoe);
    await goTo("Directory sync");
    await openPortal();
    await goTo("Members");
    await member();
    const before = search();
    fireEvent.focus(window);
    expect(before.isConnected).toBe(true);
    await goTo("Directory sync");
    const link = await openPortal();
    fireEvent.focus(window);
    await waitFor(() => {
      expect(link.isConnected).toBe(false);
    });
  });

  it("is not there in another organization", async () => {
    installWorkOS();
    const { publish } = renderWindow(zoe);
    await goTo("Members");
    await goTo("Profile");
    expect(kept()).toBeGreaterThan(1);
    publish({ organization: "org_globex" });
    expect(kept()).toBe(1);
  });
});
