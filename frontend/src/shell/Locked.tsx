import { Button, Code, Flex, Heading, Text } from "@radix-ui/themes";
import { LockClosedIcon } from "@radix-ui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { app } from "../session/app";
import type { WidgetPage } from "../widgets/catalogue";
import { words } from "../words";
import { ErrorText } from "./ErrorText";

/** A page that the person's role does not open: which permission is missing, who grants it, and another look. */
export function Locked({ page, role }: { page: WidgetPage; role: string }) {
  const check = useMutation({ mutationFn: app.refreshSession });
  return (
    <section className="notice">
      <LockClosedIcon className="notice-icon" />
      <div>
        <Heading as="h2" size="3" mb="1">{words.lock.heading}</Heading>
        <Text as="p" size="2" color="gray" mb="2">
          {words.lock.missing(page.permissions.map((permission) => <Code key={permission} variant="soft" color="gray" highContrast>{permission}</Code>))}
          {role !== "" && words.lock.role(<Code key="code" variant="soft" color="gray" highContrast>{role}</Code>)}
        </Text>
        <Text as="p" size="2" color="gray">{words.lock.grant}</Text>
        <Flex gap="3" mt="4" align="center" wrap="wrap">
          <Button type="button" loading={check.isPending} onClick={() => {
            check.mutate();
          }}>{words.checkAgain}</Button>
          <Text size="2" color="gray" role="status">{check.isSuccess ? words.lock.stillMissing : ""}</Text>
        </Flex>
        <ErrorText error={check.error} />
      </div>
    </section>
  );
}
