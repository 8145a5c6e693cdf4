import { Button, Flex, Text } from "@radix-ui/themes";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { app } from "../session/app";
import { useInfo } from "../session/hooks";
import type { Problem } from "../session/snapshot";
import { words } from "../words";
import { ErrorText } from "./ErrorText";
import { forget, organizationMemory } from "./memory";
import { ProblemText } from "./ProblemText";
import { Stage } from "./Stage";

/** Nobody is signed in: the first run, or afterwards with the reason why. */
export function SignedOut({ problems }: { problems: readonly Problem[] }) {
  const info = useInfo();
  const signIn = useMutation({ mutationFn: app.signIn });
  const first = problems.length === 0;
  // Where somebody works is nothing to leave behind on a machine they signed out of.
  useEffect(() => {
    forget(organizationMemory);
  }, []);
  return (
    <Stage
      heading={first ? (info?.product ?? words.product) : words.signedOut.again}
      sentence={first ? words.signedOut.sentence : undefined}
      footer={info && [info.sandbox ? "" : words.signedOut.environment(info.apiHost), info.version].filter(Boolean).join(" · ")}
    >
      {problems.map((problem) => <ProblemText key={problem.code} problem={problem} />)}
      <Flex direction="column" gap="3" align="start">
        <Button type="button" size="3" loading={signIn.isPending} onClick={() => {
          signIn.mutate();
        }}>{words.signIn}</Button>
        <ErrorText error={signIn.error} />
        <Text as="p" size="2" color="gray">{words.signedOut.how}</Text>
      </Flex>
    </Stage>
  );
}
