import { Button, Flex, Text } from "@radix-ui/themes";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { app } from "../session/app";
import { displayName, type User } from "../session/snapshot";
import { words } from "../words";
import { CancelSignIn } from "./CancelSignIn";
import { ErrorText } from "./ErrorText";
import { Picture } from "./Picture";
import { Stage } from "./Stage";

/**
 * The question whether somebody meant to come back from the browser as another person than the one signed in,
 * whose session would be over. Current is undefined when that session has ended while the question stood.
 */
export function ConfirmUser({ newcomer, current, footer }: { newcomer: User; current: User | undefined; footer: ReactNode }) {
  const [theirs, ours] = toldApart(newcomer, current);
  const heading = words.confirming.heading(theirs);
  return (
    <Stage heading={heading} sentence={current ? words.confirming.sentence : words.confirming.ended} footer={footer}>
      <ul className="accounts">
        {current && <Account user={current} role={words.confirming.here} />}
        <Account user={newcomer} role={words.confirming.came} />
      </ul>
      {current && <Text as="p" size="2" color="gray">{words.confirming.effect(theirs, ours)}</Text>}
      <Answers newcomer={theirs} current={current && ours} />
    </Stage>
  );
}

/** What staying and continuing are called; to stay is what nobody regrets. */
function Answers({ newcomer, current }: { newcomer: string; current: string | undefined }) {
  const replace = useMutation({ mutationFn: app.replaceSession });
  const stay = useMutation({ mutationFn: app.cancelSignIn });
  return (
    <Flex direction="column" gap="2">
      <Flex gap="2" wrap="wrap" className="answers">
        {current !== undefined && <Button type="button" loading={stay.isPending} disabled={replace.isPending} onClick={() => {
          stay.mutate();
        }}><Text truncate>{words.confirming.stayAs(current)}</Text></Button>}
        <Button type="button" variant={current === undefined ? "solid" : "soft"} loading={replace.isPending} disabled={stay.isPending} onClick={() => {
          replace.mutate();
        }}><Text truncate>{words.confirming.continueAs(newcomer)}</Text></Button>
        {current === undefined && <CancelSignIn />}
      </Flex>
      <ErrorText error={replace.error ?? stay.error} />
    </Flex>
  );
}

function Account({ user, role }: { user: User; role: string }) {
  const name = displayName(user);
  return (
    <li>
      <Picture size="2" radius="full" name={name} url={user.pictureUrl} />
      <div className="grow">
        <Text as="div" size="2" weight="medium" truncate>{name}</Text>
        {name !== user.email && <Text as="div" size="1" color="gray" truncate>{user.email}</Text>}
      </div>
      <Text size="1" color="gray">{role}</Text>
    </li>
  );
}

/** What two people are called; by their e-mail addresses when they share a name, as accounts of one person do. */
function toldApart(newcomer: User, current: User | undefined): readonly [string, string] {
  const names = [displayName(newcomer), current ? displayName(current) : ""] as const;
  return current && names[0] === names[1] ? [newcomer.email, current.email] : names;
}
