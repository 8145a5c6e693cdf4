import { createElement, lazy, type ComponentType } from "react";

/** A component whose code is fetched when it is first needed, and again after that failed. */
export interface Lazily<Props extends object> {
  readonly Component: ComponentType<Props>;
  /** Fetches the code ahead of its use: then the first visit does not wait. A failure is forgotten. */
  readonly preload: () => void;
  /** The same, and resolves once the code is there or has failed. */
  readonly arrival: () => Promise<void>;
  /** After Component threw NotLoadedError: has it fetch the code anew when it is rendered next. React keeps a failure for good. */
  readonly renew: () => void;
}

/** What Component throws when its code could not be fetched. */
export class NotLoadedError extends Error {
  /** How many times in a row it was tried on screen. Older engines keep a failed import until the page is loaded anew. */
  readonly attempt: number;

  constructor(attempt: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "NotLoadedError";
    this.attempt = attempt;
  }
}

/** Makes a component of what load fetches. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): Lazily<Props> {
  let fetching: Promise<ComponentType<Props>> | undefined;
  let fetched: ComponentType<Props> | undefined;
  let shown: "nothing" | "component" | "failure" = "nothing";
  let attempt = 0;

  const fetchCode = () => {
    fetching ??= load().then((component) => (fetched = component), (cause: unknown) => {
      fetching = undefined;
      throw cause;
    });
    return fetching;
  };
  const waiting = () => lazy(async () => {
    shown = "component";
    attempt++;
    try {
      return { default: await fetchCode() };
    } catch (cause) {
      shown = "failure";
      throw new NotLoadedError(attempt, cause);
    }
  });
  let current: ComponentType<Props> = waiting();

  // The same one until renew is called, so that what is on screen stays there.
  const toRender = () => {
    if (fetched && shown !== "component") {
      shown = "component";
      current = fetched;
    }
    return current;
  };

  const arrival = () => fetchCode().then(() => undefined, () => undefined);

  return {
    Component: (props) => createElement(toRender(), props),
    preload: () => {
      void arrival();
    },
    arrival,
    renew: () => {
      if (shown === "failure") {
        shown = "nothing";
        current = waiting();
      }
    },
  };
}
