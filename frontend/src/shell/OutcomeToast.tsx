import { IconButton, Text } from "@radix-ui/themes";
import { Cross2Icon, ExclamationTriangleIcon } from "@radix-ui/react-icons";
import { useEffect } from "react";
import { words } from "../words";
import type { Outcome } from "./outcome";

const shownFor = 2500; // milliseconds

/** Says for a moment what came of a command, at the foot of the window; a failure stays until it is dismissed. */
export function OutcomeToast({ outcome, dismiss }: { outcome: Outcome | undefined; dismiss: () => void }) {
  useEffect(() => {
    const timer = outcome?.failed === false ? setTimeout(dismiss, shownFor) : undefined;
    return () => {
      clearTimeout(timer);
    };
  }, [outcome, dismiss]);
  return (
    // On the page before its text is. aria-live keeps it audible while a dialog hides the rest of the window.
    <div className="outcome" role="status" aria-live="polite">
      {outcome && (
        <div className="outcome-text" data-failed={outcome.failed}>
          {outcome.failed && <ExclamationTriangleIcon />}
          <Text size="2">{outcome.text}</Text>
          {outcome.failed && <IconButton type="button" variant="ghost" color="gray" size="1" aria-label={words.dismiss} onClick={dismiss}><Cross2Icon /></IconButton>}
        </div>
      )}
    </div>
  );
}
