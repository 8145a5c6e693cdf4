import { describe, expect, it } from "vitest";
import { fold, score } from "./match";

describe("what the palette finds", () => {
  it.each([["Zoë Ångström", "zoe angstrom"], ["Smørrebrød ApS", "smorrebrod aps"], ["Straße & Söhne", "strasse & sohne"], ["Łódź", "lodz"], ["İstanbul", "istanbul"]])("takes %s for %s", (name, plain) => {
    expect(fold(name)).toBe(plain);
  });

  it.each([["Zoë's Bakery", "zoe"], ["Zoe's Bakery", "zoë"], ["Acme Corp", "corp acme"], ["API keys", "KEY"], ["Single sign-on", "sign-on"], ["Single sign-on", "on"], ["Globex", "lob"]])("finds %s by %s", (name, typed) => {
    expect(score(name, "", typed)).toBeGreaterThan(0);
  });

  it("finds by further words, by their beginnings only", () => {
    expect(score("Settings", "preferences", "pref")).toBeGreaterThan(0);
    expect(score("Settings", "preferences", "ferences")).toBe(0);
  });

  it("wants every word", () => {
    expect(score("Acme Corp", "", "acme limited")).toBe(0);
  });

  it("puts beginnings first: of the name, of a word, then what is inside one, then further words", () => {
    const scores = [score("Keys", "", "key"), score("API keys", "", "key"), score("Monkeys", "", "key"), score("Secrets", "keys", "key")];
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(4);
  });
});
