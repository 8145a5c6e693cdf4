import { Flex, Text } from "@radix-ui/themes";
import type { Problem } from "../session/snapshot";
import { words } from "../words";
import { Details } from "./Details";
import { moment } from "./times";

/** A problem at its full length: what happened and when, what to do, and the details for whoever helps. */
export function ProblemText({ problem }: { problem: Problem }) {
  return (
    <Flex direction="column" gap="1" align="start" className="problem-text">
      <Text as="p" size="2" weight="medium">{problem.message}</Text>
      {problem.advice !== "" && <Text as="p" size="2" color="gray">{problem.advice}</Text>}
      <Flex gap="3" align="center" pt="1">
        {problem.since > 0 && <Text size="1" color="gray">{words.at(moment(problem.since))}</Text>}
        {problem.details !== "" && <Details text={problem.details} />}
      </Flex>
    </Flex>
  );
}
