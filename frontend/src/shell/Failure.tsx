import { Button, Flex, Heading, Text } from "@radix-ui/themes";
import { ExclamationTriangleIcon } from "@radix-ui/react-icons";
import { useInfo } from "../session/hooks";
import { words } from "../words";
import { CopyButton } from "./CopyButton";
import { redact } from "./redact";

/** What to show in place of something that could not be shown: what happened, a retry, and details to copy. */
export function Failure({ heading, message, error, retry, pending = false }: {
  heading: string;
  message: string;
  error: unknown;
  retry: () => void;
  pending?: boolean;
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
          <CopyButton label={words.details} copy={details} />
        </Flex>
      </div>
    </section>
  );
}

/** Name and message of an error, without what must not travel. */
function describe(error: unknown): string {
  return redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}
