import { beforeEach, describe, expect, it, vi } from "vitest";
import { installApplication, zoe } from "../testing/application";
import { bridgeWindow } from "../testing/bridge";
import { installWorkOS, type Asked } from "../testing/workos";
import { handovers, leave, openFailures, postOutside } from "./outside";
import { grace } from "./windows";

let log: Asked[];
let bound: ReturnType<typeof installApplication>["bound"];

beforeEach(() => {
  vi.useFakeTimers();
  bridgeWindow();
  log = installWorkOS();
  ({ bound } = installApplication(zoe));
  return () => {
    vi.useRealTimers();
  };
});

const redirecting = "https://auth.example/pipes/redirecting";
const opened = (): Window => {
  const popup = window.open(redirecting, "_blank");
  if (popup === null) {
    throw new Error("no window");
  }
  return popup;
};
const said = () => log.filter((asked) => asked.path === "/_handoff/popup").map((asked) => JSON.parse(asked.body) as unknown);

describe("window.open", () => {
  it.each([["noopener,noreferrer", true], [undefined, false]])("opens a link in the system browser (features %j)", (features, alone) => {
    const popup = window.open("https://example.com/a~b!(c)?d=[e]", "_blank", features);
    expect(bound.OpenLink).toHaveBeenCalledExactlyOnceWith("https://example.com/a~b!(c)?d=[e]");
    expect(popup === null).toBe(alone);
    expect(popup?.closed ?? true).toBe(true);
  });

  it("posts a token that stands in the address, and opens no address with one", () => {
    window.open("https://setup.example/portal?apiToken=t1&intent=log_streams", "_blank", "noopener,noreferrer");
    expect(bound.OpenLink).not.toHaveBeenCalled();
    expect(log.map(({ method, path, body }) => [method, path, JSON.parse(body) as unknown])).toEqual([
      ["POST", "/_handoff/form", { action: "https://setup.example/portal?intent=log_streams", fields: { apiToken: "t1" } }],
    ]);
  });

  it.each([
    ["location", (w: Window) => Reflect.set(w, "location", "https://p.example/x?state=1")],
    ["location.href", (w: Window) => {
      w.location.href = "https://p.example/x?state=1";
    }],
    ["location.assign", (w: Window) => {
      w.location.assign("https://p.example/x?state=1");
    }],
    ["location.replace", (w: Window) => {
      w.location.replace("https://p.example/x?state=1");
    }],
  ])("hands over a window that is sent on by %s and gets a message, once, and reports it closed", async (_, go) => {
    const popup = opened();
    expect([popup.closed, popup.location.href]).toEqual([false, redirecting]);
    go(popup);
    expect([popup.closed, popup.location.href]).toEqual([false, "https://p.example/x?state=1"]);
    popup.postMessage({ handoffToken: "h", redirectToken: "r" }, "https://p.example");
    expect(popup.closed).toBe(true);
    popup.postMessage({ handoffToken: "h", redirectToken: "r" }, "https://p.example");
    await vi.advanceTimersByTimeAsync(grace * 2);
    expect(said()).toEqual([{ url: "https://p.example/x?state=1", opener: redirecting, message: { handoffToken: "h", redirectToken: "r" }, targetOrigin: "https://p.example", provider: "" }]);
    expect(log[0]?.header("X-Handoff")).toBe("1");
    expect(handovers.get().map(({ id }) => id)).toEqual(["popup_1"]);
    expect(bound.OpenLink).not.toHaveBeenCalled();
  });

  it("opens a window that is only sent on as a link, after a moment", async () => {
    const popup = window.open("", "_blank");
    Reflect.set(popup ?? {}, "location", "https://example.com/");
    expect(bound.OpenLink).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(grace);
    expect(bound.OpenLink).toHaveBeenCalledExactlyOnceWith("https://example.com/");
    expect(popup?.closed).toBe(true);
  });

  it("opens nothing for a window that is closed again, as when the authorization failed", async () => {
    const popup = opened();
    Reflect.set(popup, "location", "https://example.com/");
    popup.close();
    await vi.advanceTimersByTimeAsync(grace * 2);
    expect(popup.closed).toBe(true);
    expect(bound.OpenLink).not.toHaveBeenCalled();
    expect(log).toEqual([]);
  });
});

describe("what could not be opened", () => {
  it("is kept with Go's words and the link, and can be tried again", async () => {
    bound.OpenLink.mockRejectedValueOnce("No browser was found.");
    window.open("https://example.com/", "_blank");
    await vi.advanceTimersByTimeAsync(0);
    expect(openFailures.get()).toMatchObject([{ reason: "No browser was found.", link: "https://example.com/" }]);
    openFailures.get()[0]?.retry?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(bound.OpenLink).toHaveBeenCalledTimes(2);
    expect(openFailures.get()).toEqual([]);
  });

  it("offers no link where a link alone leads nowhere", async () => {
    installWorkOS({ "POST /_handoff/popup": () => Response.json({ code: "no_browser", message: "No browser was found." }, { status: 502 }) });
    const popup = opened();
    Reflect.set(popup, "location", "https://p.example/x");
    popup.postMessage({ redirectToken: "r" }, "https://p.example");
    await vi.advanceTimersByTimeAsync(0);
    expect(openFailures.get()).toMatchObject([{ reason: new Error("No browser was found."), link: undefined }]);
    expect(handovers.get()).toEqual([]);
  });
});

describe("after a switch or a sign-out", () => {
  const portal = () => {
    postOutside("https://setup.example/portal", { apiToken: "t1" });
  };
  const refusing = { "POST /_handoff/form": () => Response.json({ message: "No browser was found." }, { status: 502 }) };

  it("nothing is left of what could not be opened before, and its token is posted no more", async () => {
    log = installWorkOS(refusing);
    portal();
    await vi.advanceTimersByTimeAsync(0);
    const [failure] = openFailures.get();
    expect(failure?.reason).toEqual(new Error("No browser was found."));
    leave();
    expect(openFailures.get()).toEqual([]);
    failure?.retry?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(log.filter(({ path }) => path === "/_handoff/form")).toHaveLength(1);
    portal();
    await vi.advanceTimersByTimeAsync(0);
    expect(openFailures.get()).toHaveLength(1);
  });

  it("what was under way fails without a word", async () => {
    log = installWorkOS(refusing);
    portal();
    leave();
    await vi.advanceTimersByTimeAsync(0);
    expect(log).toHaveLength(1);
    expect(openFailures.get()).toEqual([]);
  });

  it("a window that was opened before is handed over, and followed by nobody", async () => {
    const popup = opened();
    leave();
    Reflect.set(popup, "location", "https://p.example/x");
    popup.postMessage({ redirectToken: "r" }, "https://p.example");
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toHaveLength(1);
    expect(handovers.get()).toEqual([]);
  });

  it("a window that was opened before and is only sent on fails without a word", async () => {
    bound.OpenLink.mockRejectedValue("No browser was found.");
    Reflect.set(window.open("", "_blank") ?? {}, "location", "https://example.com/");
    leave();
    await vi.advanceTimersByTimeAsync(grace);
    expect(bound.OpenLink).toHaveBeenCalledOnce();
    expect(openFailures.get()).toEqual([]);
  });
});
