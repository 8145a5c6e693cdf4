/** Letters that are not a letter with a mark to Unicode, and what people type who don't have them. */
const spelled: Readonly<Record<string, string>> = { ø: "o", ł: "l", đ: "d", ð: "d", ß: "ss", æ: "ae", œ: "oe", ı: "i", þ: "th" };

/** Text without case and without marks on its letters, for comparing: "Zoë" and "zoe" are the same. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[øłđðßæœıþ]/g, (letter) => spelled[letter] ?? letter);
}

/**
 * How well a name answers to what was typed: 0 is not at all, 1 is best. Every word typed has to be in the
 * name, or in the further words it is found by; beginnings count for more.
 */
export function score(name: string, also: string, typed: string): number {
  const wanted = fold(typed).split(/\s+/).filter(Boolean);
  const scores = wanted.map((word) => scoreOf(word, fold(name), fold(also)));
  return scores.length === 0 ? 1 : Math.min(...scores);
}

function scoreOf(word: string, name: string, also: string): number {
  if (name.startsWith(word)) {
    return 1;
  }
  if (beginsAWord(word, name)) {
    return 0.8;
  }
  if (name.includes(word)) {
    return 0.6;
  }
  return beginsAWord(word, also) ? 0.4 : 0;
}

function beginsAWord(word: string, text: string): boolean {
  return text.split(/[^\p{L}\p{N}]+/u).some((one) => one.startsWith(word)) || ` ${text}`.includes(` ${word}`);
}
