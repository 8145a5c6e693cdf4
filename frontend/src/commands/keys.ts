import { words } from "../words";

/** Which keys run which command, as the window's menus have them (internal/window/menu.go). */
const usual: Readonly<Record<string, string>> = {
  settings: "Mod+,", palette: "Mod+K", back: "Alt+ArrowLeft", forward: "Alt+ArrowRight", refresh: "Mod+R",
  "zoom-in": "Mod++", "zoom-out": "Mod+-", "zoom-reset": "Mod+0",
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [`page:${n}`, `Mod+${n}`])),
};
const onMac: Readonly<Record<string, string>> = { ...usual, back: "Mod+[", forward: "Mod+]" };

const chords = (mac: boolean) => Object.entries(mac ? onMac : usual);
const modifiers = (event: KeyboardEvent, mac: boolean) => ({
  mod: mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey,
  other: mac ? event.ctrlKey : event.metaKey,
});

/** The command whose keys were pressed; undefined when they are nobody's. */
export function commandOf(event: KeyboardEvent, mac: boolean): string | undefined {
  return chords(mac).find(([, chord]) => pressed(event, chord, mac))?.[0];
}

function pressed(event: KeyboardEvent, chord: string, mac: boolean): boolean {
  const { mod, other } = modifiers(event, mac);
  const key = chord.replace(/^(?:Mod|Alt)\+/, "");
  if (chord.startsWith("Alt+")) {
    return event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.key === key;
  }
  if (!mod || other || event.altKey) {
    return false;
  }
  // Plus and minus are where a layout has them, with Shift or without; on many, Plus is on the key of "=".
  const meant = { "+": ["+", "="], "-": ["-", "_"] }[key];
  if (meant) {
    return meant.includes(event.key);
  }
  // Where digits need Shift, the key alone gives something else.
  return !event.shiftKey && (event.key.toUpperCase() === key || event.code === `Digit${key}`);
}

const signs: Readonly<Record<string, string>> = { ArrowLeft: "←", ArrowRight: "→", "-": "−" };

/** How a command's keys are written for people; "" for a command that has none. */
export function keysLabel(id: string, mac: boolean): string {
  const chord = (mac ? onMac : usual)[id];
  if (chord === undefined) {
    return "";
  }
  const [, modifier = "", key = ""] = /^(Mod|Alt)\+(.+)$/.exec(chord) ?? [];
  const written = signs[key] ?? key;
  return mac ? `${modifier === "Mod" ? "⌘" : "⌥"}${written}` : `${modifier === "Mod" ? words.keys.control : words.keys.alt} ${written}`;
}

/** The same for aria-keyshortcuts; undefined for a command that has none. */
export function keysAttribute(id: string, mac: boolean): string | undefined {
  return (mac ? onMac : usual)[id]?.replace("Mod", mac ? "Meta" : "Control").replace("++", "+Plus");
}
