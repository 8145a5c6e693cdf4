import { Button } from "@radix-ui/themes";
import { useRef, useState } from "react";
import { words } from "../words";
import { CopyButton } from "./CopyButton";
import { DeferredExtra } from "./Deferred";
import { detailsContent } from "./onDemand";

/** A button that opens what somebody who helps may want to know, to be copied. */
export function Details({ text }: { text: string }) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  // From the first press on: it is not to vanish all at once when it is closed.
  const [needed, setNeeded] = useState(false);
  return (
    <>
      <Button ref={button} type="button" variant="ghost" color="gray" size="1" aria-haspopup="dialog" aria-expanded={open} onClick={() => {
        setNeeded(true);
        setOpen(!open);
      }}>{words.details}</Button>
      {needed && (
        <DeferredExtra code={detailsContent} instead={<CopyButton label={words.copy} copy={text} size="1" variant="ghost" />}>
          <detailsContent.Component text={text} button={button} open={open} onOpenChange={setOpen} />
        </DeferredExtra>
      )}
    </>
  );
}
