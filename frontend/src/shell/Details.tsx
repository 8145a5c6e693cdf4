import { Button, Flex, Popover } from "@radix-ui/themes";
import { words } from "../words";
import { CopyButton } from "./CopyButton";
import { useOpenDialog } from "./InDialog";

/** A button that opens what somebody who helps may want to know, to be copied. */
export function Details({ text }: { text: string }) {
  const dialog = useOpenDialog();
  return (
    <Popover.Root>
      <Popover.Trigger>
        <Button type="button" variant="ghost" color="gray" size="1">{words.details}</Button>
      </Popover.Trigger>
      <Popover.Content container={dialog} size="1" maxWidth="440px" aria-label={words.details}>
        <Flex direction="column" gap="3" align="start">
          <pre className="details" tabIndex={0}>{text}</pre>
          <CopyButton label={words.copy} copy={text} size="1" />
        </Flex>
      </Popover.Content>
    </Popover.Root>
  );
}
