import { Badge, Button, Flex, Skeleton, Text } from "@radix-ui/themes";
import { CheckCircledIcon, CrossCircledIcon, MinusCircledIcon } from "@radix-ui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { app, type Check } from "../session/app";
import type { Problem } from "../session/snapshot";
import { words } from "../words";
import { CopyButton } from "./CopyButton";
import { ErrorText } from "./ErrorText";
import { ProblemText } from "./ProblemText";
import { Stage } from "./Stage";

/** The application can't talk to WorkOS as it was started: the pre-flight, with each check's mend. */
export function Misconfigured({ problems }: { problems: readonly Problem[] }) {
  const checks = useQuery({ queryKey: ["preflight"], queryFn: app.preflight, gcTime: 0 });
  // A check that failed says the same, and how to mend it.
  const told = checks.data?.some((check) => !check.ok && !check.skipped) ?? checks.isPending;
  return (
    <Stage heading={words.misconfigured.heading} sentence={words.misconfigured.sentence}>
      {!told && problems.map((problem) => <ProblemText key={problem.code} problem={problem} />)}
      <ul className="checks" aria-busy={checks.isFetching}>
        {checks.data?.map((check) => <CheckLine key={check.name} check={check} />)}
        {checks.isPending && [1, 2, 3, 4].map((n) => <li key={n}><Skeleton width="100%" height="36px" /></li>)}
      </ul>
      <Text as="p" size="2" color="gray">{words.misconfigured.restart}</Text>
      <ErrorText error={checks.error} />
      <Flex gap="2" wrap="wrap">
        <Button type="button" loading={checks.isFetching} onClick={() => void checks.refetch()}>{words.checkAgain}</Button>
        {checks.data && <CopyButton label={words.misconfigured.copy} copy={asText(checks.data)} />}
      </Flex>
    </Stage>
  );
}

function CheckLine({ check }: { check: Check }) {
  const { icon, word, color } = outcome(check);
  return (
    <li className="check" data-color={color}>
      {icon}
      <div>
        <Flex gap="2" align="center">
          <Text size="2" weight="medium">{check.name}</Text>
          <Badge size="1" color={color} variant="soft" highContrast>{word}</Badge>
        </Flex>
        {check.message !== "" && <Text as="p" size="2" color="gray">{check.message}</Text>}
        {!check.ok && check.mend !== "" && <Text as="p" size="2" mt="1">{check.mend}</Text>}
      </div>
    </li>
  );
}

function outcome(check: Check) {
  if (check.ok) {
    return { icon: <CheckCircledIcon aria-hidden />, word: words.misconfigured.ok, color: "green" } as const;
  }
  if (check.skipped) {
    return { icon: <MinusCircledIcon aria-hidden />, word: words.misconfigured.skipped, color: "gray" } as const;
  }
  return { icon: <CrossCircledIcon aria-hidden />, word: words.misconfigured.failed, color: "red" } as const;
}

function asText(checks: readonly Check[]): string {
  return checks.map((check) => [`${outcome(check).word}: ${check.name}`, check.message, check.ok ? "" : check.mend].filter(Boolean).join("\n  ")).join("\n");
}
