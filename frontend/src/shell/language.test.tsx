import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Problem } from "../session/snapshot";
import catalogue from "../../../internal/words/catalogue.json?raw";

// Every text of the page in brackets, the way the application brings a translation: before the page's own code.
const bracketed = (text: string | Record<string, string>): unknown =>
  typeof text === "string" ? `⟦${text}⟧` : Object.fromEntries(Object.entries(text).map(([category, form]) => [category, `⟦${form}⟧`]));
const { page } = JSON.parse(catalogue) as { page: Record<string, string | Record<string, string>> };
const block = document.createElement("script");
block.type = "application/json";
block.id = "translation";
block.textContent = JSON.stringify(Object.fromEntries(Object.entries(page).map(([key, text]) => [key, bracketed(text)])));
document.head.append(block);
vi.resetModules(); // the set-up has the page's words already, in English

const { SignInStep, Status } = await import("../session/snapshot");
const { info, nobody, offline, signIn, zoe } = await import("../testing/application");
const { renderWindow } = await import("../testing/render");
const { choosing, confirming, ended, nia, slow, standing, waiting } = await import("../testing/states");
const { installWorkOS } = await import("../testing/workos");
const { words } = await import("../words");

/** What the page shows besides its own texts: what the session and Go say, and pieces without a word. */
const given = JSON.stringify([info, zoe, nia, choosing, confirming, standing, "Zoë Ångström", "Nia Novak", "Max Okafor", "Globex", "Initech", "ZÅ", "AC", "http://127.0.0.1"]);

/** Whatever a person comes upon in an element, by eye or by ear, and outside of widgets. */
function sayings(within: Element): string[] {
  const all: string[] = [];
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node instanceof Element && node.matches("style, script, .widget, [class*='woswidgets'], [data-widget]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) {
      const element = node;
      all.push(...["aria-label", "aria-description", "placeholder", "alt", "title"].map((name) => element.getAttribute(name) ?? ""));
    } else {
      all.push(textOf(node));
    }
  }
  return all;
}

/** A text that was cut into several nodes is looked at as a whole. */
function textOf(node: Node): string {
  const whole = node.parentElement?.textContent ?? "";
  return /⟦/.test(whole) ? whole : node.textContent ?? "";
}

function untranslated(within: Element): string[] {
  return sayings(within)
    .map((text) => text.replace(/⟦[^⟦⟧]*⟧/g, "").replace(/⟦[^⟦⟧]*⟧/g, "").trim())
    .filter((text) => /\p{L}{2}/u.test(text) && !given.includes(text));
}

function expectTranslated() {
  const left = untranslated(document.body);
  expect(left, left.join(" | ")).toEqual([]);
}

/** As Go says it in the same language. */
const inLanguage = (p: Problem): Problem => ({ ...p, message: `⟦${p.message}⟧`, advice: `⟦${p.advice}⟧` });

beforeEach(() => {
  installWorkOS();
});

describe("in another language", () => {
  it.each(Object.entries({
    "restoring": { ...nobody, status: Status.Restoring },
    "first run": nobody,
    "signed out with a reason": { ...nobody, problems: [ended] },
    "waiting for the browser": waiting,
    "waiting for long": slow,
    "counting minutes": { ...waiting, signIn: signIn({ givesUpAt: Date.now() + 200_000 }) },
    "exchanging": { ...waiting, signIn: signIn({ step: SignInStep.Exchanging }) },
    "choosing an organization": choosing,
    "signed in": zoe,
    "without permissions": { ...zoe, permissions: [] },
    "signed in with a problem": { ...zoe, problems: [offline] },
    "about to end": { ...zoe, endsAt: Date.now() + 100_000 },
    "stepping up": { ...zoe, signIn: signIn({ organization: "org_initech" }) },
    "switching": { ...zoe, switchingTo: "org_globex" },
    "somebody else came back": confirming,
    "asked for an organization while signed in": standing,
    "impersonated": { ...zoe, impersonator: { email: "support@workos.example", reason: "" } },
    "without an organization": nia,
    "misconfigured": { ...nobody, status: Status.Misconfigured, problems: [offline] },
  }))("nothing of ours is left in English: %s", async (_, snapshot) => {
    renderWindow({ ...snapshot, problems: snapshot.problems.map(inLanguage) });
    await screen.findAllByText(/⟦/);
    expectTranslated();
  });

  it("nor in the settings and the command palette", async () => {
    renderWindow(zoe);
    await screen.findByRole("button", { name: words.account });
    await userEvent.keyboard("{Control>},{/Control}");
    await screen.findByRole("heading", { level: 1, name: words.settings.heading });
    expectTranslated();
    await userEvent.keyboard("{Control>}k{/Control}");
    await screen.findByPlaceholderText(words.commands.input);
    expectTranslated();
  });

  it("has the plural of its language, and numbers the way of the system", () => {
    expect(words.waiting.minutesLeft(1)).toBe("⟦1 minute left⟧");
    expect(words.waiting.minutesLeft(1500)).toBe("⟦1,500 minutes left⟧");
  });
});
