import { Button, Flex, Heading, Text, TextField } from "@radix-ui/themes";
import { useMutation } from "@tanstack/react-query";
import { useId, useState, type ReactNode } from "react";
import { app } from "../session/app";
import { useNow } from "../session/hooks";
import { SignInStep, type SignIn, type User } from "../session/snapshot";
import { words } from "../words";
import { CancelSignIn } from "./CancelSignIn";
import { ChooseOrganization } from "./ChooseOrganization";
import { ConfirmUser } from "./ConfirmUser";
import { CopyButton } from "./CopyButton";
import { ErrorText } from "./ErrorText";
import { ProblemText } from "./ProblemText";
import { Stage } from "./Stage";
import { timeLeft } from "./TimeLeft";

/** A sign-in with nothing to say yet is slow after this long, in milliseconds. */
const slowAfter = 30_000;

/**
 * A sign-in under way, at whatever step it is. Current is the person who is signed in meanwhile, and
 * organization the name of the one that asked them for it; undefined for an ordinary sign-in.
 */
export function SigningIn({ signIn, current, organization }: { signIn: SignIn; current?: User; organization?: string }) {
  // The question of somebody signed in waits for an answer, not for a time. To cancel it would bring it back.
  const standing = current !== undefined && signIn.givesUpAt === 0;
  switch (signIn.step) {
    case SignInStep.WaitingForBrowser:
      return <Waiting signIn={signIn} organization={organization} />;
    case SignInStep.ChoosingOrganization:
      return (
        <Stage heading={words.choosing.heading} sentence={standing ? words.choosing.standing : words.choosing.sentence} footer={timeLeft(signIn)}>
          <ChooseOrganization signIn={signIn} />
          {!standing && <Flex><CancelSignIn /></Flex>}
        </Stage>
      );
    case SignInStep.ConfirmingUser:
      return signIn.user ? <ConfirmUser newcomer={signIn.user} current={current} footer={timeLeft(signIn)} /> : <Exchanging chosen={false} />;
    case SignInStep.Exchanging:
      return <Exchanging chosen={standing} />;
  }
}

function Exchanging({ chosen }: { chosen: boolean }) {
  return (
    <Stage heading={words.exchanging.heading} sentence={chosen ? words.exchanging.chosen : words.exchanging.sentence}>
      <Flex><CancelSignIn /></Flex>
    </Stage>
  );
}

function Waiting({ signIn, organization }: { signIn: SignIn; organization: string | undefined }) {
  const now = useNow(1000);
  const openAgain = useMutation({ mutationFn: app.openSignInAgain });
  const copyLink = useMutation({ mutationFn: app.copySignInLink });
  const slow = now - signIn.startedAt >= slowAfter || signIn.problem !== undefined;
  return (
    <Stage
      heading={organization === undefined ? words.waiting.heading : words.waiting.stepUp(organization)}
      sentence={organization === undefined ? words.waiting.sentence : words.waiting.stepUpSentence}
      footer={timeLeft(signIn)}
    >
      {signIn.problem && <div role="alert"><ProblemText problem={signIn.problem} /></div>}
      <Flex direction="column" gap="2">
        <Flex gap="2" wrap="wrap">
          <Button type="button" loading={openAgain.isPending} onClick={() => {
            openAgain.mutate();
          }}>{words.waiting.openAgain}</Button>
          <CopyButton label={words.waiting.copyLink} done={words.waiting.linkCopied} copy={() => copyLink.mutateAsync()} variant="soft" size="2" />
          <CancelSignIn />
        </Flex>
        <ErrorText error={openAgain.error ?? copyLink.error} />
      </Flex>
      {slow && <Stuck redirectUri={signIn.redirectUri} />}
    </Stage>
  );
}

/** What may be in the way, and the way round it: the address pasted by hand. */
function Stuck({ redirectUri }: { redirectUri: string }) {
  const id = useId();
  const [address, setAddress] = useState("");
  const paste = useMutation({ mutationFn: app.pasteCallback, onSuccess: () => {
    setAddress("");
  } });
  return (
    <section className="stuck" aria-labelledby={id}>
      <Heading as="h2" size="2" id={id} mb="2">{words.waiting.stuck}</Heading>
      <ul>
        <Hint>{redirectUri.startsWith("http:") ? words.waiting.httpsOnly : words.waiting.deepLink}</Hint>
        <Hint>{words.waiting.otherMachine}</Hint>
      </ul>
      <form onSubmit={(event) => {
        event.preventDefault();
        paste.mutate(address.trim());
      }}>
        <Text as="label" size="2" htmlFor={`${id}-address`}>{words.waiting.paste}</Text>
        <Flex gap="2" mt="2">
          <TextField.Root
            id={`${id}-address`} className="grow" aria-label={words.waiting.pasteLabel} value={address}
            placeholder={redirectUri} inputMode="url" autoComplete="off" autoCapitalize="off" spellCheck={false}
            aria-invalid={paste.isError} aria-describedby={`${id}-error`}
            onChange={(event) => {
              setAddress(event.target.value);
              paste.reset();
            }}
          />
          <Button type="submit" variant="soft" disabled={address.trim() === ""} loading={paste.isPending}>{words.waiting.pasteButton}</Button>
        </Flex>
        <div id={`${id}-error`}><ErrorText error={paste.error} /></div>
      </form>
    </section>
  );
}

function Hint({ children }: { children: ReactNode }) {
  return <Text as="p" size="2" color="gray" asChild><li>{children}</li></Text>;
}
