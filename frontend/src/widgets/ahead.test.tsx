import { onlineManager } from "@tanstack/react-query";
import { act, render, screen, waitFor } from "@testing-library/react";
import { Theme } from "@radix-ui/themes";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { token, zoe } from "../testing/application";
import { bridgeWindow } from "../testing/bridge";
import { installWorkOS } from "../testing/workos";
import { words } from "../words";
import { fetchAhead, getReady } from "./ahead";
import { pages, type WidgetPage } from "./catalogue";
import { ScopeKeeper, type Scope } from "./scope";
import { WidgetRoot } from "./WidgetRoot";

function scopeOf(getToken = () => Promise.resolve(token(zoe))): Scope {
  const scope = new ScopeKeeper(getToken).for(zoe);
  if (!scope) {
    throw new Error("nobody is signed in");
  }
  return scope;
}

const show = ({ code }: WidgetPage, scope: Scope) => render(<Theme><WidgetRoot scope={scope}><code.Component authToken={scope.authToken("")} /></WidgetRoot></Theme>);
const pageOf = (id: WidgetPage["id"]) => pages.filter((page) => page.id === id);
const settled = () => act(() => new Promise((resolve) => setTimeout(resolve, 100)));

beforeEach(() => {
  bridgeWindow();
});

describe("what a page shows first", () => {
  // A table of the widgets' requests and keys that has fallen behind a new version of theirs fails here.
  it.each(pages.map((page) => [words.pages[page.id].name, page] as const))("%s: is there in its first picture, and asked for once", async (_, page) => {
    const log = installWorkOS();
    const scope = scopeOf();
    await page.code.arrival();
    expect(await fetchAhead(scope, page)).toBe(true);
    const ahead = log.map(({ path }) => path);
    expect(ahead).not.toEqual([]);
    expect(log.filter(({ widget, authorization }) => widget !== page.widget || authorization !== `Bearer ${token(zoe)}`)).toEqual([]);
    show(page, scope);
    expect(document.querySelector('[data-woswidgets-widget-state="loading"], .rt-Skeleton')).toBeNull();
    expect(document.querySelector('[data-woswidgets-widget-state="resolved"]') ?? screen.queryByText(/in Acme Corp$/)).not.toBeNull();
    await settled();
    expect(log.map(({ path }) => path)).toEqual(ahead);
  });

  it("is asked for again when it is shown later", async () => {
    const log = installWorkOS();
    const scope = scopeOf();
    const [page] = pageOf("profile");
    if (!page) {
      throw new Error("there is no profile");
    }
    await Promise.all([page.code.arrival(), fetchAhead(scope, page)]);
    vi.setSystemTime(Date.now() + 11_000);
    onTestFinished(() => {
      vi.useRealTimers();
    });
    show(page, scope);
    await waitFor(() => {
      expect(log).toHaveLength(2);
    });
  });

  it("is left to a widget that is shown meanwhile, with its own repetitions, when it fails", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    let answered: (answer: Response) => void = () => undefined;
    const first = new Promise<Response>((resolve) => {
      answered = resolve;
    });
    let asked = 0;
    installWorkOS({ "/_widgets/UserProfile/me": () => asked++ === 0 ? first : { id: "user_1", email: "zoe@acme.example", firstName: "Zoë", lastName: "Ångström", oauthProfiles: {} } });
    const scope = scopeOf();
    const [page] = pageOf("profile");
    if (!page) {
      throw new Error("there is no profile");
    }
    await page.code.arrival();
    const ahead = fetchAhead(scope, page);
    await settled();
    show(page, scope);
    await settled();
    expect(asked).toBe(1); // it waits with us
    answered(Response.json({ message: "Internal" }, { status: 500 }));
    await act(async () => {
      await ahead;
    });
    expect(await screen.findAllByText("Zoë Ångström")).not.toEqual([]);
    expect(document.querySelector('[data-woswidgets-widget-state="error"]')).toBeNull();
  });

  it("is nothing without a token", async () => {
    const log = installWorkOS();
    const scope = scopeOf(vi.fn().mockRejectedValue("Nobody is signed in."));
    expect(await fetchAhead(scope, { widget: "user-profile", permissions: [] })).toBe(false);
    expect(log).toEqual([]);
  });
});

describe("getting pages ready", () => {
  const now = (then: () => void) => {
    then();
    return () => undefined;
  };
  const ready = (scope: Scope, which: readonly WidgetPage[]) => {
    const end = getReady(scope, which, now);
    onTestFinished(end);
    return end;
  };
  const some = [...pageOf("security"), ...pageOf("sessions"), ...pageOf("sso")];

  it("asks for each page's data once, one page after the other", async () => {
    const log = installWorkOS();
    ready(scopeOf(), some);
    await waitFor(() => {
      expect(log.map(({ widget }) => widget)).toEqual(some.map(({ widget }) => widget));
    });
  });

  it("asks for nothing more once it has ended", async () => {
    let end: () => void = () => undefined;
    const log = installWorkOS({ "/_widgets/UserProfile/sessions": () => {
      end();
      return { data: [] };
    } });
    end = ready(scopeOf(), [...pageOf("sessions"), ...pageOf("sso")]);
    await settled();
    expect(log).toHaveLength(1);
  });

  it("stops at the first failure", async () => {
    const log = installWorkOS({ "/_widgets/UserProfile/authentication-information": () => Response.json({ message: "Internal" }, { status: 500 }) });
    ready(scopeOf(), some);
    await settled();
    expect(log).toHaveLength(1);
  });

  it("leaves alone what is on screen, a failure too", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const log = installWorkOS({ "/_widgets/UserProfile/me": () => Response.json({ message: "Not found" }, { status: 404 }) });
    const scope = scopeOf();
    const [page] = pageOf("profile");
    if (!page) {
      throw new Error("there is no profile");
    }
    await page.code.arrival();
    show(page, scope);
    await settled();
    const before = log.length;
    ready(scope, [page, ...pageOf("sso")]);
    await settled();
    expect(log.slice(before).map(({ widget }) => widget)).toEqual(["admin-portal-sso-connection"]);
  });

  it("waits for WorkOS to be reachable", async () => {
    const log = installWorkOS();
    onlineManager.setOnline(false);
    onTestFinished(() => {
      onlineManager.setOnline(true);
    });
    ready(scopeOf(), some);
    await settled();
    expect(log).toEqual([]);
    onlineManager.setOnline(true);
    await waitFor(() => {
      expect(log).toHaveLength(some.length);
    });
  });

  it("waits for the window to be seen", async () => {
    const log = installWorkOS();
    const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    ready(scopeOf(), some);
    await settled();
    expect(log).toEqual([]);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event("visibilitychange"));
    await waitFor(() => {
      expect(log).toHaveLength(some.length);
    });
  });
});
