import type { ComponentType } from "react";

/** In the palette's order. */
export const groups = ["pages", "organizations", "appearance", "actions"] as const;

/** What the palette has icons for (palette/icons.ts). */
export type IconName =
  | "about" | "account" | "actual-size" | "check" | "copy" | "dark" | "larger" | "leave" | "light" | "log" | "refresh" | "settings" | "smaller" | "system";

/** Something that can be done from the keyboard, the menus or the palette. */
export interface Command {
  /** The window's menus name some of them by it (internal/window/menu.go). */
  readonly id: string;
  /** What the palette calls it; a command without a name is not in there. */
  readonly name?: string;
  readonly group?: (typeof groups)[number];
  readonly icon?: IconName | ComponentType;
  /** Further words that the palette finds it by. */
  readonly also?: string;
  /** What the palette marks it with. */
  readonly mark?: "locked" | "current" | undefined;
  /** Runs it even while a dialog is open, which is a question: what it is about must not go away underneath it. */
  readonly overDialogs?: boolean;
  readonly run: () => void;
}

/** Where commands come from: a key of the page's own, or the window's menus and their keys. */
export type Origin = "page" | "menu";

/** Who is told what becomes of the commands that were asked for. */
export interface Told {
  /** One is about to run. */
  readonly runs: (id: string) => void;
  /** An open dialog kept one from running. */
  readonly refused: () => void;
  /** A menu asked for one that there is none of at the moment. */
  readonly missing: (id: string) => void;
}

/** How long after a press on a key its second report may come, in milliseconds. */
const reportsWithin = 500;

/**
 * The commands that there are at the moment, from whoever is on screen. Some web views report a key of the
 * menus twice, once to the page and once from the menu (on Windows both always come): of such a pair one runs.
 */
export class Commands {
  readonly #lists = new Map<symbol, readonly Command[]>();
  readonly #subscribers = new Set<() => void>();
  readonly #told: Told;
  #all: readonly Command[] = [];
  #unpaired: readonly { id: string; from: Origin; at: number }[] = [];

  constructor(told: Told) {
    this.#told = told;
  }

  readonly get = (): readonly Command[] => this.#all;

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#subscribers.add(changed);
    return () => this.#subscribers.delete(changed);
  };

  /** Puts a list in the place of the one that was last put under the same key. */
  put(key: symbol, list: readonly Command[]): void {
    if (list.length === 0) {
      this.#lists.delete(key);
    } else {
      this.#lists.set(key, list);
    }
    this.#all = [...this.#lists.values()].flat();
    this.#subscribers.forEach((changed) => {
      changed();
    });
  }

  /** Runs a command as the palette does, by choice. */
  run(id: string): void {
    this.#all.find((command) => command.id === id)?.run();
  }

  /** Runs a command that was asked for by a key or in a menu. Reports whether there is one. */
  ask(id: string, from: Origin): boolean {
    const command = this.#all.find((one) => one.id === id);
    if (!command) {
      if (from === "menu") {
        this.#told.missing(id);
      }
      return false;
    }
    if (this.#isSecondReport(id, from)) {
      return true;
    }
    if (command.overDialogs !== true && dialogIsOpen()) {
      this.#told.refused();
    } else {
      onceMenusAreClosed(() => {
        this.#told.runs(id);
        command.run();
      });
    }
    return true;
  }

  #isSecondReport(id: string, from: Origin): boolean {
    const now = Date.now();
    const recent = this.#unpaired.filter(({ at }) => now - at < reportsWithin);
    const first = recent.find((one) => one.id === id && one.from !== from);
    this.#unpaired = first ? recent.filter((one) => one !== first) : [...recent, { id, from, at: now }];
    return first !== undefined;
  }
}

/** Radix's popovers have a dialog's role; they ask nothing, and go away when something else is done. */
function dialogIsOpen(): boolean {
  return document.querySelector(':is([role="dialog"]:not(.palette), [role="alertdialog"]):not(.rt-PopoverContent)') !== null;
}

/** How long a menu may take to close, and how often it is looked at, in milliseconds. */
const closing = { within: 500, every: 10 };

/**
 * Closes a menu or list that is open before anything is done: on closing it gives the focus back to its button,
 * from wherever a command has taken it.
 */
function onceMenusAreClosed(then: () => void): void {
  if (!menuIsOpen()) {
    then();
    return;
  }
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  const deadline = Date.now() + closing.within;
  const timer = setInterval(() => {
    if (!menuIsOpen() || Date.now() > deadline) {
      clearInterval(timer);
      setTimeout(then); // Radix moves the focus in a timer, too
    }
  }, closing.every);
}

/** The palette's list, which stays open, has no state. */
function menuIsOpen(): boolean {
  return document.querySelector('[role="menu"][data-state], [role="listbox"][data-state]') !== null;
}
