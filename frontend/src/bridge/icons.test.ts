import { beforeEach, describe, expect, it } from "vitest";
import { standInForIcons } from "./icons";

let view: Window & typeof globalThis;
let trials: HTMLImageElement[];

// A document of its own: what observes it ends with it.
beforeEach(() => {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const opened = frame.contentWindow as (Window & typeof globalThis) | null;
  if (opened === null) {
    throw new Error("jsdom gave the frame no window");
  }
  view = opened;
  view.document.head.innerHTML = `<style>
    [data-provider="github"] { background-image: url("https://images.example/github.svg"); }
    .dark [data-provider="github"] { background-image: url("https://images.example/dark.svg"); }
    [data-provider="slack"] { background-image: url("https://images.example/slack.svg"); }
    [data-provider="generic-oauth"], [data-custom-icon] { background-image: url("https://images.example/any.svg"); }
  </style>`;
  trials = [];
  const { Image } = view;
  view.Image = class extends Image {
    constructor() {
      super();
      trials.push(this);
    }
  };
  standInForIcons(view.document);
  return () => {
    frame.remove();
  };
});

/** Mutation observers are told before the next task. */
const observed = () => new Promise((resolve) => setTimeout(resolve));
const shown = () => view.document.querySelector<HTMLElement>(".woswidgets-provider-icon");
const initial = () => shown()?.getAttribute("data-initial");
const tried = () => trials.map(({ src }) => src.split("/").at(-1));
const settle = (outcome: "load" | "error", trial = trials.at(-1)) => trial?.dispatchEvent(new Event(outcome));

async function show(what: string, beside = "<span>Acme's own</span>"): Promise<void> {
  view.document.body.innerHTML = `<div class="radix-themes"><div><div class="woswidgets-provider-icon" ${what}</div></div>${beside}</div></div>`;
  await observed();
}
const gitHub = 'data-provider="github">';

describe("a provider's icon", () => {
  it("is left alone while it is on its way, and once it has come", async () => {
    await show(gitHub);
    expect(tried()).toEqual(["github.svg"]);
    expect(initial()).toBeNull();
    settle("load");
    expect(initial()).toBeNull();
  });

  it.each([
    ["of a provider", gitHub, "G"],
    ["of Acme's own provider", "data-custom-icon>", "A"],
    ["of any provider", 'data-provider="generic-oauth">', "A"],
  ])("%s becomes an initial when it can't be fetched", async (_, what, letter) => {
    await show(what);
    settle("error");
    expect(initial()).toBe(letter);
  });

  it("is an initial where the widgets have none", async () => {
    await show('data-provider="okta-next">');
    expect(tried()).toEqual([]);
    expect(initial()).toBe("O");
  });

  it("stays empty where nothing says what it stands for", async () => {
    await show("data-custom-icon>", "");
    settle("error");
    expect(initial()).toBe("");
  });

  it("stays the picture that the widgets have drawn themselves", async () => {
    await show("data-fallback-icon><svg></svg>");
    expect(tried()).toEqual([]);
    expect(initial()).toBeNull();
  });

  it("is tried anew when it becomes another provider's", async () => {
    await show(gitHub);
    shown()?.setAttribute("data-provider", "slack");
    await observed();
    expect(tried()).toEqual(["github.svg", "slack.svg"]);
    settle("error", trials[0]);
    expect(initial()).toBeNull();
    settle("error");
    expect(initial()).toBe("S");
  });

  it("is tried anew when it is another in the dark", async () => {
    await show(gitHub);
    settle("load");
    view.document.querySelector(".radix-themes")?.classList.add("dark");
    await observed();
    expect(tried()).toEqual(["github.svg", "dark.svg"]);
    settle("error");
    expect(initial()).toBe("G");
  });

  it("comes back with the network", async () => {
    await show(gitHub);
    settle("error");
    view.dispatchEvent(new Event("online"));
    expect(initial()).toBe("G");
    settle("load");
    expect(initial()).toBeNull();
    expect(shown()?.style.backgroundImage).toContain("github.svg");
  });

  it("that could not be fetched is an initial at once on the next page", async () => {
    await show(gitHub);
    settle("error");
    await show(gitHub);
    expect(initial()).toBe("G");
    expect(tried()).toEqual(["github.svg", "github.svg"]);
    settle("load");
    await show(gitHub);
    expect(initial()).toBeNull();
  });
});
