import { createContext, use, useEffect, useState, useSyncExternalStore } from "react";
import { onMenuCommand } from "../session/app";
import { Commands, type Command } from "./commands";
import { commandOf } from "./keys";

/** The commands of the window. */
export const CommandsContext = createContext<Commands>(new Commands({ runs: () => undefined, refused: () => undefined, missing: () => undefined }));

/** Offers commands as long as the caller is on screen. The list is to be memoized. */
export function useCommands(list: readonly Command[]): void {
  const commands = use(CommandsContext);
  const [key] = useState(() => Symbol("commands"));
  useEffect(() => {
    commands.put(key, list);
    return () => {
      commands.put(key, []);
    };
  }, [commands, key, list]);
}

/** Every command that there is at the moment. */
export function useAllCommands(): readonly Command[] {
  const commands = use(CommandsContext);
  return useSyncExternalStore(commands.subscribe, commands.get);
}

/**
 * Runs what is asked for by keys, by the mouse's buttons for back and forward, and in the window's menus.
 * Where the menus take their keys for themselves, the page hears of them from there.
 */
export function useCommandSources(mac: boolean): void {
  const commands = use(CommandsContext);
  useEffect(() => onMenuCommand((id) => {
    commands.ask(id, "menu");
  }), [commands]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const id = commandOf(event, mac);
      if (id !== undefined && commands.ask(id, "page")) {
        event.preventDefault();
      }
    };
    const click = (event: MouseEvent) => {
      const id = { 3: "back", 4: "forward" }[event.button];
      if (id !== undefined) {
        event.preventDefault();
        commands.ask(id, "page");
      }
    };
    window.addEventListener("keydown", press);
    window.addEventListener("mouseup", click);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener("mouseup", click);
    };
  }, [commands, mac]);
}
