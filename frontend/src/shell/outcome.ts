import { createContext } from "react";
import { explain } from "../session/app";

/** What came of something that has no place of its own on screen to say it. */
export interface Outcome {
  readonly text: string;
  readonly failed: boolean;
}

/** Says an outcome in the window, which takes the place of the one before it. */
export const SayContext = createContext<(outcome: Outcome) => void>(() => undefined);

/** The outcome of something that worked. */
export function done(text: string): Outcome {
  return { text, failed: false };
}

/** The outcome of something that was rejected, in words. */
export function failed(reason: unknown): Outcome {
  return { text: explain(reason), failed: true };
}
