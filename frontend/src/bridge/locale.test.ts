import { describe, expect, it } from "vitest";
import { mendLocale } from "./locale";

function navigatorWith(language: string, languages: readonly string[] = [language]): Navigator {
  return Object.create(navigator, {
    language: { value: language, configurable: true },
    languages: { value: languages, configurable: true },
  }) as Navigator;
}

describe("mendLocale", () => {
  it.each([
    ["C", "en-US"],
    ["POSIX", "en-US"],
    ["C.UTF-8", "en-US"],
    ["", "en-US"],
    ["not a tag", "en-US"],
    ["de_DE.UTF-8", "de-DE"],
    ["ca_ES@valencia", "ca-ES"],
    ["sv-SE", "sv-SE"],
  ])("makes %j the language %j, which Intl takes", (name, tag) => {
    const target = navigatorWith(name);
    mendLocale(target);
    expect(target.language).toBe(tag);
    expect(target.languages).toEqual([tag]);
    expect(() => new Intl.DateTimeFormat(target.language)).not.toThrow();
  });

  it("keeps the languages that are in order", () => {
    const target = navigatorWith("C", ["C", "fr_FR", "fr"]);
    mendLocale(target);
    expect(target.language).toBe("fr-FR");
    expect(target.languages).toEqual(["fr-FR", "fr"]);
  });

  it("leaves what needs no mending alone", () => {
    const target = navigatorWith("nb-NO", ["nb-NO", "en"]);
    const before = Object.getOwnPropertyDescriptor(target, "language");
    mendLocale(target);
    expect(Object.getOwnPropertyDescriptor(target, "language")).toEqual(before);
  });
});
