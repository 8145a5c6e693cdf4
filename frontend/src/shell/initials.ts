/** The one or two letters that stand for a name where there is no picture. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const letters = [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map((part) => Array.from(part ?? "")[0] ?? "");
  return letters.join("").toLocaleUpperCase() || "?";
}
