/** What to fall back on when the system names no language that the web knows. */
const fallback = "en-US";

/**
 * Makes navigator.language and navigator.languages valid BCP 47 tags. With LANG unset or "C", WebKitGTK
 * reports "C", and every Intl constructor that is given it throws a RangeError.
 */
export function mendLocale(target: Navigator): void {
  const mended = target.languages.map(mend).filter((tag) => tag !== undefined);
  const language = mend(target.language) ?? mended[0] ?? fallback;
  const languages = mended.length > 0 ? mended : [language];
  if (language !== target.language) {
    Object.defineProperty(target, "language", { configurable: true, get: () => language });
  }
  if (languages.join() !== target.languages.join()) {
    Object.defineProperty(target, "languages", { configurable: true, get: () => languages });
  }
}

/** A POSIX name such as "de_DE.UTF-8@euro" as a BCP 47 tag; undefined when it names no language. */
function mend(name: string): string | undefined {
  const tag = name.replace(/[.@].*$/, "").replaceAll("_", "-");
  if (/^(?:c|posix)$/i.test(tag)) {
    return undefined;
  }
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
