import { Button, Flex, IconButton, Text } from "@radix-ui/themes";
import { Cross2Icon, ExclamationTriangleIcon, EyeOpenIcon, MixIcon } from "@radix-ui/react-icons";
import { useMutation } from "@tanstack/react-query";
import type { ComponentType, ReactNode } from "react";
import { app, explain } from "../session/app";
import { useInfo } from "../session/hooks";
import { displayName, Status, type Problem, type Snapshot } from "../session/snapshot";
import { words } from "../words";
import { Details } from "./Details";
import { remedyFor } from "./remedies";

/** What is unusual about the window as it is, above everything else: one slim bar each, one sentence. */
export function Bars({ snapshot }: { snapshot: Snapshot }) {
  const { impersonator, user, status } = snapshot;
  const info = useInfo();
  // Where the whole window speaks of a problem, a bar would say it twice.
  const wordless = status === Status.SignedIn || status === Status.Restoring || status === Status.SigningIn;
  const problems = wordless ? snapshot.problems.filter((problem) => !remedyFor(problem.code).asked) : [];
  if (!info?.sandbox && !impersonator && problems.length === 0) {
    return null;
  }
  return (
    <section aria-label={words.notices} className="bars">
      {info?.sandbox && <Bar tone="quiet" icon={MixIcon}>{words.sandbox}</Bar>}
      {impersonator && user && (
        <Bar tone="warning" icon={EyeOpenIcon}>{words.impersonation(impersonator.email, displayName(user), impersonator.reason)}</Bar>
      )}
      {problems.map((problem) => <ProblemBar key={problem.code} problem={problem} signedIn={status === Status.SignedIn} />)}
    </section>
  );
}

function ProblemBar({ problem, signedIn }: { problem: Problem; signedIn: boolean }) {
  const { action, dismissible } = remedyFor(problem.code);
  const tryAgain = useMutation({ mutationFn: app.refreshSession });
  const signInAgain = useMutation({ mutationFn: app.signIn });
  const again = action === "sign-in-again" ? signInAgain : tryAgain;
  const dismiss = useMutation({ mutationFn: () => app.dismissProblem(problem.code) });
  const details = [problem.message, problem.advice, problem.details].filter(Boolean).join("\n");
  return (
    <Bar tone="warning" icon={ExclamationTriangleIcon} actions={
      <>
        {signedIn && action && <Button type="button" variant="ghost" size="1" loading={again.isPending} onClick={() => {
          again.mutate();
        }}>{action === "sign-in-again" ? words.signInAgain : words.tryAgain}</Button>}
        <Details text={again.isError ? `${details}\n${explain(again.error)}` : details} />
        {dismissible && <IconButton type="button" variant="ghost" color="gray" size="1" aria-label={words.dismiss} onClick={() => {
          dismiss.mutate();
        }}><Cross2Icon /></IconButton>}
      </>
    }>
      {problem.message} <span className="quiet">{problem.advice}</span>
    </Bar>
  );
}

function Bar({ tone, icon: Icon, actions, children }: { tone: "quiet" | "warning"; icon: ComponentType; actions?: ReactNode; children: ReactNode }) {
  return (
    <div className="bar" data-tone={tone}>
      <Icon />
      <Text size="1" className="bar-text">{children}</Text>
      {actions !== undefined && <Flex gap="4" align="center" flexShrink="0">{actions}</Flex>}
    </div>
  );
}
