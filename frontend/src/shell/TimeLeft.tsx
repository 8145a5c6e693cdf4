import type { ReactNode } from "react";
import { useNow } from "../session/hooks";
import type { SignIn } from "../session/snapshot";
import { words } from "../words";

/** How long a sign-in is still waited for; undefined for one that is waited for as long as it takes. */
export function timeLeft({ givesUpAt }: SignIn): ReactNode {
  return givesUpAt > 0 ? <TimeLeft until={givesUpAt} /> : undefined;
}

function TimeLeft({ until }: { until: number }) {
  const seconds = Math.max(0, Math.ceil((until - useNow(1000)) / 1000));
  return seconds > 60 ? words.waiting.minutesLeft(Math.ceil(seconds / 60)) : words.waiting.secondsLeft(seconds);
}
