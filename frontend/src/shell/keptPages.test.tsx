import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { portal } from "../bridge/outside";
import { zoe } from "../testing/application";
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
const search = () => screen.getByPlaceholderText(/search/i);
const kept = () => document.querySelectorAll(".page-scroll").length;
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

  it("says nothing of what keeps the other from showing something", async () => {
    installWorkOS({ "/_widgets/UserManagement/members": () => Response.json({ message: "Nothing there." }, { status: 404 }) });
    renderWindow(zoe);
    await goTo("Members");
    await screen.findByText("Nothing there.");
    await goTo("Profile");
    await notice();
    expect(screen.queryByText("Nothing there.")).toBeNull();
  });

  it("is let go after a while", async () => {
    installWorkOS();
    renderWindow(zoe);
    await goTo("Members");
    await member();
    vi.useFakeTimers({ shouldAdvanceTime: true });
    fireEvent.keyDown(window, { key: "1", ctrlKey: true });
    await act(() => vi.advanceTimersByTimeAsync(keptFor - 1000));
    expect(kept()).toBe(2);
    await act(() => vi.advanceTimersByTimeAsync(2000));
    expect(kept()).toBe(1);
    expect(screen.getByRole("heading", { level: 1, name: "Profile" })).toBeDefined();
  });

  it("is let go when the role no longer opens it", async () => {
    installWorkOS();
    const { publish } = renderWindow(zoe);
    await goTo("Members");
    const widget = search();
    await goTo("Profile");
    publish({ role: "member", permissions: [] });
    await waitFor(() => {
      expect(widget.isConnected).toBe(false);
    });
  });

  it("is made anew, as is the one that is shown, when the window comes back from the Admin Portal", async () => {
    installWorkOS();
    renderWindow(zoe);
    await goTo("Members");
    await member();
    await goTo("Single sign-on");
    const [first, second] = document.querySelectorAll(".page-scroll");
    portal.visits++;
    fireEvent.focus(window);
    expect(kept()).toBe(1);
    expect([first?.isConnected, second?.isConnected]).toEqual([false, false]);
    expect(screen.getByRole("heading", { level: 1, name: "Single sign-on" })).toBeDefined();
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
