import { beforeEach, describe, expect, it } from "vitest";
import { standInForIcons } from "./icons";

let body: HTMLElement;
let trials: HTMLImageElement[];

// A document of its own: what observes it ends with it.
beforeEach(() => {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const view = frame.contentWindow as (Window & typeof globalThis) | null;
  if (view === null) {
    throw new Error("jsdom gave the frame no window");
  }
  trials = [];
  const { Image } = view;
  view.Image = class extends Image {
    constructor() {
      super();
      trials.push(this);
    }
  };
  standInForIcons(view.document);
  body = view.document.body;
  return () => {
    frame.remove();
  };
});

/** Mutation observers are told before the next task. */
const observed = () => new Promise((resolve) => setTimeout(resolve));
const at = (address: string) => `style="background-image: url(&quot;${address}&quot;)"`;
const initial = () => body.querySelector(".woswidgets-provider-icon")?.getAttribute("data-initial");

async function show(icon: string, beside = "<span>Acme's own</span>"): Promise<void> {
  body.innerHTML = `<div><div>${icon}</div>${beside}</div>`;
  await observed();
}
const gitHub = `<div class="woswidgets-provider-icon" data-provider="github" ${at("https://images.example/github.svg")}></div>`;
const fails = () => trials.at(-1)?.dispatchEvent(new Event("error"));

describe("a provider's icon", () => {
  it("is left alone while it is on its way, and once it has come", async () => {
    await show(gitHub);
    expect(trials.map(({ src }) => src)).toEqual(["https://images.example/github.svg"]);
    trials[0]?.dispatchEvent(new Event("load"));
    expect(initial()).toBeNull();
  });

  it.each([
    ["of a provider", gitHub, "G"],
    ["of Acme's own provider", `<div class="woswidgets-provider-icon" data-custom-icon ${at("https://acme.example/x.png")}></div>`, "A"],
    ["of any provider", `<div class="woswidgets-provider-icon" data-provider="generic-oauth" ${at("https://images.example/oauth.svg")}></div>`, "A"],
  ])("%s becomes an initial when it can't be fetched", async (_, html, letter) => {
    await show(html);
    fails();
    expect(initial()).toBe(letter);
  });

  it("is an initial where the widgets have none", async () => {
    await show('<div class="woswidgets-provider-icon" data-provider="okta-next"></div>');
    expect(trials).toEqual([]);
    expect(initial()).toBe("O");
  });

  it("is empty where nothing says what it stands for", async () => {
    await show('<div class="woswidgets-provider-icon" data-custom-icon></div>', "");
    expect(initial()).toBe("");
  });

  it("stays the picture that the widgets have drawn themselves", async () => {
    await show('<div class="woswidgets-provider-icon" data-fallback-icon><svg></svg></div>');
    expect(initial()).toBeNull();
  });

  it("is tried anew when it becomes another provider's", async () => {
    await show(gitHub);
    fails();
    const icon = body.querySelector<HTMLElement>(".woswidgets-provider-icon");
    icon?.style.setProperty("background-image", 'url("https://images.example/slack.svg")');
    icon?.setAttribute("data-provider", "slack");
    await observed();
    expect(trials.map(({ src }) => src).at(-1)).toBe("https://images.example/slack.svg");
    expect(initial()).toBeNull();
    trials[0]?.dispatchEvent(new Event("error")); // of the one before
    expect(initial()).toBeNull();
    fails();
    expect(initial()).toBe("S");
  });
});
