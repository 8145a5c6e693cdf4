import { Button, Flex, Spinner, Text } from "@radix-ui/themes";
import { AvatarIcon, EnterIcon } from "@radix-ui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { use, useEffect, useMemo, useState } from "react";
import { CommandsContext, useCommands } from "../commands/hooks";
import { app, type Info } from "../session/app";
import { useAnotherAccount, useInfo, useLeaving } from "../session/hooks";
import type { Problem } from "../session/snapshot";
import { words } from "../words";
import { product } from "./brand";
import { ErrorText } from "./ErrorText";
import { forget, organizationMemory, recall, signedInMemory } from "./memory";
import { ProblemText } from "./ProblemText";
import { logoutPage, remedyFor } from "./remedies";
import { Stage } from "./Stage";

/** Nobody is signed in: a welcome to somebody who never was on this computer, or the reason why. Left says that somebody has been, in this window. */
export function SignedOut({ problems, left }: { problems: readonly Problem[]; left: boolean }) {
  const info = useInfo();
  // Put off until WorkOS can be reached, it is nothing to wait for.
  const putOff = problems.some((problem) => problem.code === logoutPage);
  const leaving = useLeaving();
  const [known] = useState(() => recall(signedInMemory) !== undefined);
  const first = problems.length === 0 && !left && !known;
  // Where somebody works is nothing to leave behind on a machine they signed out of.
  useEffect(() => {
    forget(organizationMemory);
  }, []);
  if (leaving && !putOff) {
    return <Leaving />;
  }
  return (
    <Stage
      heading={first ? words.signedOut.welcome(info?.product ?? product) : words.signedOut.again}
      sentence={first ? words.signedOut.sentence : undefined}
      footer={info && <Footer info={info} />}
    >
      {problems.map((problem) => <ProblemText key={problem.code} problem={problem} />)}
      <WaysIn
        another={!leaving && (left || problems.some((problem) => remedyFor(problem.code).anotherAccount))}
        note={leaving ? words.signedOut.follows : first ? words.signedOut.first : words.signedOut.how}
      />
    </Stage>
  );
}

/** Where this connects to, which version it is, and the way to its settings. */
function Footer({ info }: { info: Info }) {
  const commands = use(CommandsContext);
  return (
    <>
      {[info.sandbox ? "" : words.signedOut.environment(info.apiHost), info.version].filter(Boolean).join(" · ")}
      {" · "}
      <Button type="button" variant="ghost" color="gray" size="1" onClick={() => {
        commands.run("settings");
      }}>{words.settings.heading}</Button>
    </>
  );
}

/** The browser is going through WorkOS's logout page; the sign-in follows by itself. */
function Leaving() {
  const signIn = useMutation({ mutationFn: app.signIn });
  return (
    <Stage heading={words.signedOut.leaving} sentence={words.signedOut.leavingSentence}>
      <Flex gap="3" align="center">
        <Spinner size="3" />
        <Button type="button" variant="soft" color="gray" loading={signIn.isPending} onClick={() => {
          signIn.mutate();
        }}>{words.signedOut.withoutWaiting}</Button>
      </Flex>
      <ErrorText error={signIn.error} />
    </Stage>
  );
}

/** Signing in, and where the browser may still be signed in as somebody, signing in as another. */
function WaysIn({ another, note }: { another: boolean; note: string }) {
  const signIn = useMutation({ mutationFn: app.signIn });
  const anotherAccount = useAnotherAccount();
  const [begin, beginAnother] = [signIn.mutate as () => void, anotherAccount.mutate as () => void];
  useCommands(useMemo(() => [
    { id: "sign-in", name: words.signIn, group: "actions", icon: EnterIcon, run: begin },
    ...(another ? [{ id: "use-another-account", name: words.useAnotherAccount, group: "actions", icon: AvatarIcon, run: beginAnother } as const] : []),
  ], [another, begin, beginAnother]));
  return (
    <Flex direction="column" gap="3" align="start">
      <Flex gap="3" wrap="wrap">
        <Button type="button" size="3" loading={signIn.isPending} onClick={() => {
          signIn.mutate();
        }}>{words.signIn}</Button>
        {another && <Button type="button" size="3" variant="soft" color="gray" onClick={() => {
          anotherAccount.mutate();
        }}>{words.useAnotherAccount}</Button>}
      </Flex>
      <ErrorText error={signIn.error ?? anotherAccount.error} />
      <Text as="p" size="2" color="gray">{note}</Text>
    </Flex>
  );
}
