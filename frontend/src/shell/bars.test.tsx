import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Status } from "../session/snapshot";
import { nobody, offline, zoe } from "../testing/application";
import { expectAccessible, renderWindow } from "../testing/render";
import { installWorkOS } from "../testing/workos";
import { words } from "../words";
import { clock, moment } from "./times";

const now = new Date("2026-03-04T14:40:00").getTime();
const minute = 60_000;
const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const notices = () => screen.findByRole("region", { name: words.notices });
const button = (name: string) => screen.findByRole("button", { name });
const impersonator = { email: "support@workos.example", reason: "Ticket 4711" };

beforeEach(() => {
  installWorkOS();
  vi.useFakeTimers({ toFake: ["Date"], now });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a problem that lasts", () => {
  it("says since when WorkOS can't be reached, what still works, and what to do", async () => {
    renderWindow({ ...zoe, problems: [{ ...offline, advice: "Check the network connection.", since: now - 35 * minute }] });
    const text = (await notices()).textContent;
    expect(text).toContain(offline.message);
    expect(text).toContain(`Check the network connection. ${words.unreachable(moment(now - 35 * minute))}`);
    expect(moment(now - 35 * minute)).toMatch(/^2:05\sPM$/);
    await heading("Profile");
    await expectAccessible();
  });

  it("says what still works when it is not known since when", async () => {
    renderWindow({ ...zoe, problems: [offline] });
    expect((await notices()).textContent).toContain(words.unreachable(""));
  });

  it("speaks of no pages to somebody who is not signed in yet", async () => {
    renderWindow({ ...nobody, status: Status.Restoring, problems: [{ ...offline, since: now }] });
    const text = (await notices()).textContent;
    expect(text).toContain(words.since(moment(now)));
    expect(text).not.toContain("changes");
  });

  it.each(["refused", "sign-in-required", "keychain"])("says of %s since when", async (code) => {
    renderWindow({ ...zoe, problems: [{ ...offline, code, since: now - 25 * 60 * minute }] });
    expect((await notices()).textContent).toMatch(/Since Mar 3, 2026, 1:40\sPM\./);
  });

  it("gives no time to what is over", async () => {
    renderWindow({ ...zoe, problems: [{ ...offline, code: "membership-gone", since: now }] });
    expect((await notices()).textContent).not.toContain("Since");
  });
});

describe("a session that ends", () => {
  it("is counted down from five minutes on, is announced once, and can be kept", async () => {
    const { bound } = renderWindow({ ...zoe, endsAt: now + 4 * minute + 59_000 });
    expect((await screen.findByRole("timer")).textContent).toBe("4:59");
    expect(screen.getByText(words.announce.ends).getAttribute("role")).toBe("status");
    await heading("Profile");
    await expectAccessible();
    vi.setSystemTime(now + 2 * minute);
    await waitFor(() => {
      expect(screen.getByRole("timer").textContent).toBe("2:59");
    });
    await userEvent.click(await button(words.ending.stay));
    expect(bound.StaySignedIn).toHaveBeenCalledOnce();
  });

  it("is not spoken of before that, nor when no end is known", async () => {
    const { publish } = renderWindow({ ...zoe, endsAt: now + 6 * minute });
    await heading("Profile");
    expect(screen.queryByRole("region", { name: words.notices })).toBeNull();
    publish({ endsAt: 0 });
    expect(screen.queryByRole("region", { name: words.notices })).toBeNull();
  });

  it("is looked after every five seconds, and nothing is where there is no end", async () => {
    const timers = vi.spyOn(globalThis, "setInterval");
    const looks = () => timers.mock.calls.filter(([, interval]) => interval === 5000).length;
    const { publish } = renderWindow({ ...zoe, endsAt: 0 });
    await heading("Profile");
    expect(looks()).toBe(0);
    publish({ endsAt: now + 6 * minute });
    await waitFor(() => {
      expect(looks()).toBe(1);
    });
    timers.mockRestore();
  });

  it("may end at any moment once it is past its time", async () => {
    renderWindow({ ...zoe, endsAt: now - minute });
    expect(await screen.findByText(words.ending.idled)).toBeDefined();
    expect(screen.queryByRole("timer")).toBeNull();
    expect(await button(words.ending.stay)).toBeDefined();
  });

  it("says in words when it could not be kept", async () => {
    const { bound } = renderWindow({ ...zoe, endsAt: now + minute });
    bound.StaySignedIn.mockRejectedValue("Nobody is signed in.");
    await userEvent.click(await button(words.ending.stay));
    expect(await screen.findByText("Nobody is signed in.")).toBeDefined();
  });

  it("leaves the focus on the page's heading once it is kept", async () => {
    const { publish } = renderWindow({ ...zoe, endsAt: now + minute });
    await heading("Profile");
    (await button(words.ending.stay)).focus();
    publish({ endsAt: now + 60 * minute });
    expect(await heading("Profile")).toBe(document.activeElement);
  });

  it("takes the focus from nothing else when its bar goes", async () => {
    const { publish } = renderWindow({ ...zoe, endsAt: now + minute });
    await button(words.ending.stay);
    const elsewhere = await button("Account");
    elsewhere.focus();
    publish({ endsAt: now + 60 * minute });
    expect(document.activeElement).toBe(elsewhere);
  });
});

describe("an impersonation", () => {
  it("says when it ends, if that is known", async () => {
    const { publish } = renderWindow({ ...zoe, impersonator });
    expect((await notices()).textContent).toBe("support@workos.example is acting as Zoë Ångström: Ticket 4711.");
    publish({ endsAt: now + 42 * minute });
    expect((await notices()).textContent).toContain(words.ending.impersonationAt(moment(now + 42 * minute)));
  });

  it("is counted down, and offers nothing that would not help", async () => {
    renderWindow({ ...zoe, impersonator, endsAt: now + 3 * minute });
    expect((await screen.findByRole("timer")).textContent).toBe("3:00");
    expect(within(await notices()).queryAllByRole("button")).toEqual([]);
    expect(screen.getByText(words.announce.impersonationEnds)).toBeDefined();
    await heading("Profile");
    await expectAccessible();
  });
});

describe("how the application was started", () => {
  it("says that it is in safe mode", async () => {
    renderWindow(nobody, { info: { safeMode: true } });
    expect(await screen.findByText(words.safeMode)).toBeDefined();
    await expectAccessible();
  });

  it("says that web pages can call a development build", async () => {
    renderWindow(nobody, { info: { openToWebPages: true } });
    expect((await notices()).textContent).toBe(words.openToWebPages);
    await expectAccessible();
  });

  it("says that the settings were damaged, where they are now, and lets that be put away", async () => {
    renderWindow(nobody, { info: { settingsDamaged: "/home/zoe/settings.json.damaged" } });
    expect(await screen.findByText(words.settingsDamaged.message)).toBeDefined();
    await userEvent.click(within(await notices()).getByRole("button", { name: words.details }));
    expect(await screen.findByText(words.settings.damaged("/home/zoe/settings.json.damaged"))).toBeDefined();
    await userEvent.keyboard("{Escape}");
    await expectAccessible();
    await userEvent.click(await button(words.dismiss));
    expect(screen.queryByText(words.settingsDamaged.message)).toBeNull();
    expect(document.activeElement?.tagName).toBe("H1");
  });
});

describe("clock", () => {
  it.each([[299_000, "4:59"], [60_000, "1:00"], [5001, "0:06"], [0, "0:00"], [-5, "0:00"]])("writes %d ms as %s", (left, expected) => {
    expect(clock(left)).toBe(expected);
  });
});
