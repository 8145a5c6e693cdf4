import { Button, Flex, Popover, Text } from "@radix-ui/themes";
import type { ReactNode } from "react";
import { explain } from "../session/app";
import { words } from "../words";
import { useOpenDialog } from "./InDialog";

/** Says in words what went wrong with the control it is put around. Nothing while error is null. */
export function ErrorPopover({ error, onDismiss, children }: { error: unknown; onDismiss: () => void; children: ReactNode }) {
  const dialog = useOpenDialog();
  return (
    <Popover.Root open={error !== null} onOpenChange={(open) => {
      if (!open) {
        onDismiss();
      }
    }}>
      <div>
        {children}
        <Popover.Anchor />
      </div>
      {/* A menu that closes gives the focus back to its button, which is no reason to close this. */}
      <Popover.Content container={dialog} size="1" maxWidth="280px" role="alertdialog" aria-label={words.details} onFocusOutside={(event) => {
        event.preventDefault();
      }}>
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
