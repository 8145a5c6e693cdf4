import { useState, type ReactNode } from "react";
import { DeferredExtra } from "./Deferred";
import { ErrorText } from "./ErrorText";
import { errorContent } from "./onDemand";

/** Says in words what went wrong with the control it is put around. Nothing while error is null. */
export function ErrorPopover({ error, onDismiss, children }: { error: unknown; onDismiss: () => void; children: ReactNode }) {
  // From the first error on: it is not to vanish all at once when it is dismissed.
  const [needed, setNeeded] = useState(false);
  if (error !== null && !needed) {
    setNeeded(true);
  }
  return (
    <div>
      {children}
      {needed && (
        <DeferredExtra code={errorContent} instead={<ErrorText error={error} />}>
          <errorContent.Component error={error} onDismiss={onDismiss} />
        </DeferredExtra>
      )}
    </div>
  );
}
