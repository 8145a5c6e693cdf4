import { Box, Button, Flex, Heading, Text } from "@radix-ui/themes";
import { ExclamationTriangleIcon } from "@radix-ui/react-icons";
import type { ReactNode } from "react";
import { WindowReload } from "../../wailsjs/runtime/runtime";
import { useInfo } from "../session/hooks";
import { words } from "../words";
import { CopyButton } from "./CopyButton";
import { redact } from "./redact";

/**
 * What to show in place of something that could not be shown: what happened, a retry, and details to copy.
 * Where a retry was not enough, the window can be reloaded: Go keeps the session over it.
 */
export function Failure({ heading, message, error, retry, pending = false, reload = false, children }: {
  heading: string;
  message: string;
  error: unknown;
  retry: () => void;
  pending?: boolean;
  reload?: boolean;
  /** What else there is to know or to do. */
  children?: ReactNode;
}) {
  const info = useInfo();
  const details = [heading, message, describe(error), info && `${info.product} ${info.version}, ${info.platform}`, navigator.userAgent, new Date().toISOString()].filter(Boolean).join("\n");
  return (
    <section className="notice" role="alert">
      <ExclamationTriangleIcon className="notice-icon" data-tone="warning" />
      <div>
        <Heading as="h2" size="3" mb="1">{heading}</Heading>
        <Text as="p" size="2" color="gray">{message}</Text>
        <Flex gap="2" mt="4" wrap="wrap">
          <Button type="button" onClick={retry} loading={pending}>{words.tryAgain}</Button>
          {reload && <Button type="button" variant="soft" onClick={WindowReload}>{words.reload}</Button>}
          <CopyButton label={words.details} copy={details} />
        </Flex>
        {children !== undefined && <Box mt="4">{children}</Box>}
      </div>
    </section>
  );
}

/** Name and message of an error, without what must not travel. */
function describe(error: unknown): string {
  return redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}
