import { Button, Flex, Popover, Text } from "@radix-ui/themes";
import { useRef, type RefObject } from "react";
import { explain } from "../session/app";
import { words } from "../words";
import { CopyButton } from "./CopyButton";
import { useOpenDialog } from "./InDialog";

// What opens beside a control, in one chunk that comes when it is first needed.

/** What an error says, below where it stands. It is closed while error is null. */
export function ErrorContent({ error, onDismiss }: { error: unknown; onDismiss: () => void }) {
  const dialog = useOpenDialog();
  const before = useRef<Element>(null);
  return (
    <Popover.Root open={error !== null} onOpenChange={(open) => {
      if (!open) {
        onDismiss();
      }
    }}>
      <Popover.Anchor />
      {/* A menu that closes gives the focus back to its button, which is no reason to close this. */}
      <Popover.Content
        container={dialog} size="1" maxWidth="280px" role="alertdialog" aria-label={words.details}
        onFocusOutside={(event) => {
          event.preventDefault();
        }}
        onOpenAutoFocus={() => {
          before.current = document.activeElement;
        }}
        onCloseAutoFocus={(event) => {
          giveBack(event, before.current);
        }}
      >
        <Flex direction="column" gap="3" align="start">
          <Text as="p" size="2">{error === null ? "" : explain(error)}</Text>
          <Popover.Close>
            <Button type="button" variant="soft" color="gray" size="1">{words.dismiss}</Button>
          </Popover.Close>
        </Flex>
      </Popover.Content>
    </Popover.Root>
  );
}

/** Text to be copied, below the button that opens and closes it. */
export function DetailsContent({ text, button, open, onOpenChange }: {
  text: string;
  button: RefObject<HTMLButtonElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const dialog = useOpenDialog();
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Anchor virtualRef={button} />
      <Popover.Content
        container={dialog} size="1" maxWidth="440px" aria-label={words.details}
        onInteractOutside={(event) => {
          // The button closes it by itself.
          if (event.target instanceof Node && button.current?.contains(event.target)) {
            event.preventDefault();
          }
        }}
        onCloseAutoFocus={(event) => {
          giveBack(event, button.current);
        }}
      >
        <Flex direction="column" gap="3" align="start">
          <pre className="details" tabIndex={0}>{text}</pre>
          <CopyButton label={words.copy} copy={text} size="1" />
        </Flex>
      </Popover.Content>
    </Popover.Root>
  );
}

/** Gives the focus to what had it before, unless it was given to something else meanwhile. */
function giveBack(event: Event, before: Element | null) {
  event.preventDefault();
  if (before instanceof HTMLElement && document.activeElement === document.body) {
    before.focus({ preventScroll: true });
  }
}
