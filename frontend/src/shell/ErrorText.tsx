import { Text } from "@radix-ui/themes";
import { explain } from "../session/app";

/** What went wrong, in words, beside what was pressed. Nothing while error is null. */
export function ErrorText({ error }: { error: unknown }) {
  return (
    <Text as="p" role="alert" size="2" color="red" className="error-text">
      {error === null ? "" : explain(error)}
    </Text>
  );
}
