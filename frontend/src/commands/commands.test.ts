import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Commands } from "./commands";

const told = { runs: vi.fn(), refused: vi.fn(), missing: vi.fn() };
const run = vi.fn();

function withCommands(more: { overDialogs?: boolean } = {}): Commands {
  const commands = new Commands(told);
  commands.put(Symbol("a list"), [{ id: "refresh", run, ...more }, { id: "back", run: () => undefined }]);
  return commands;
}

beforeEach(() => {
  vi.useFakeTimers();
  [run, told.runs, told.refused, told.missing].forEach((mock) => mock.mockClear());
});
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

describe("the commands", () => {
  it("run when they are asked for, and say when there is none", () => {
    const commands = withCommands();
    expect(commands.ask("refresh", "menu")).toBe(true);
    expect(commands.ask("nothing of the kind", "menu")).toBe(false);
    expect(run).toHaveBeenCalledOnce();
    expect(told.runs.mock.calls).toEqual([["refresh"]]);
  });

  it.each([["menu", "page"], ["page", "menu"]] as const)("run once when a press comes from %s and %s", (first, second) => {
    const commands = withCommands();
    for (let presses = 0; presses < 3; presses++) {
      commands.ask("refresh", first);
      expect(commands.ask("refresh", second)).toBe(true);
      vi.advanceTimersByTime(30); // a key that is held down
    }
    expect(run).toHaveBeenCalledTimes(3);
  });

  it("run each time when presses come from one side only, however quickly", () => {
    const commands = withCommands();
    [1, 2, 3].forEach(() => commands.ask("refresh", "menu"));
    expect(run).toHaveBeenCalledTimes(3);
  });

  it("run twice when the second comes too late to be the same press, or is another command", () => {
    const commands = withCommands();
    commands.ask("refresh", "page");
    vi.advanceTimersByTime(600);
    commands.ask("refresh", "menu");
    commands.ask("back", "page");
    expect(told.runs.mock.calls).toEqual([["refresh"], ["refresh"], ["back"]]);
  });

  it.each(["dialog", "alertdialog"])("wait while a %s is open, unless they may run over it", (role) => {
    document.body.innerHTML = `<div role="${role}"></div>`;
    withCommands().ask("refresh", "page");
    expect(run).not.toHaveBeenCalled();
    expect(told.refused).toHaveBeenCalledOnce();
    withCommands({ overDialogs: true }).ask("refresh", "page");
    expect(run).toHaveBeenCalledOnce();
  });

  it("run over the palette, which is a dialog too", () => {
    document.body.innerHTML = '<div role="dialog" class="palette"></div>';
    withCommands().ask("refresh", "page");
    expect(run).toHaveBeenCalledOnce();
  });

  it.each(["dialog", "alertdialog"])("run over a popover, which has the role of a %s but is none", (role) => {
    document.body.innerHTML = `<div role="${role}" class="rt-PopoverContent"></div>`;
    withCommands().ask("refresh", "page");
    expect(run).toHaveBeenCalledOnce();
  });

  it.each(["menu", "listbox"])("close an open %s, and run when it is gone", (role) => {
    document.body.innerHTML = `<div role="${role}" data-state="open" tabindex="-1"></div>`;
    const menu = document.querySelector<HTMLElement>(`[role="${role}"]`);
    menu?.focus();
    menu?.addEventListener("keydown", ({ key }) => {
      setTimeout(() => {
        menu.remove();
      }, key === "Escape" ? 100 : 10_000);
    });
    const commands = withCommands();
    expect(commands.ask("refresh", "menu")).toBe(true);
    vi.advanceTimersByTime(90);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(30);
    expect(run).toHaveBeenCalledOnce();
    expect(told.runs).toHaveBeenCalledOnce();
  });

  it("run all the same when a menu does not close", () => {
    document.body.innerHTML = '<div role="menu" data-state="open"></div>';
    withCommands().ask("refresh", "menu");
    vi.advanceTimersByTime(600);
    expect(run).toHaveBeenCalledOnce();
  });

  it("are said to be missing when a menu asks, and not when a key does", () => {
    const commands = withCommands();
    expect(commands.ask("page:6", "page")).toBe(false);
    expect(told.missing).not.toHaveBeenCalled();
    expect(commands.ask("page:6", "menu")).toBe(false);
    expect(told.missing.mock.calls).toEqual([["page:6"]]);
  });

  it("are gone when their list is", () => {
    const commands = new Commands(told);
    const [key, changed] = [Symbol("a list"), vi.fn()];
    commands.subscribe(changed);
    commands.put(key, [{ id: "refresh", run }]);
    commands.put(key, []);
    expect(commands.get()).toEqual([]);
    expect(commands.ask("refresh", "menu")).toBe(false);
    expect(changed).toHaveBeenCalledTimes(2);
  });
});
