import { Button } from "@radix-ui/themes";
import { ExclamationTriangleIcon, LightningBoltIcon, MixIcon } from "@radix-ui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { app, explain } from "../session/app";
import { SandboxOnDemand } from "../sandbox/SandboxOnDemand";
import { useInfo } from "../session/hooks";
import { Status, type Problem, type Snapshot } from "../session/snapshot";
import { words } from "../words";
import { Announcer } from "./Announcer";
import { Bar } from "./Bar";
import { Details } from "./Details";
import { IdleBar, ImpersonationBar, useEndsSoon } from "./EndBars";
import { remedyFor } from "./remedies";
import { moment } from "./times";

/** What is unusual about the window as it is, above everything else: one slim bar each. Settings say themselves that theirs were damaged. */
export function Bars({ snapshot, settings }: { snapshot: Snapshot; settings: boolean }) {
  const { impersonator, status } = snapshot;
  const info = useInfo();
  const soon = useEndsSoon(snapshot);
  const [damageRead, setDamageRead] = useState(false);
  // Where the whole window speaks of a problem, a bar would say it twice.
  const wordless = status === Status.SignedIn || status === Status.Restoring || status === Status.SigningIn;
  const problems = wordless ? snapshot.problems.filter((problem) => !remedyFor(problem.code).asked) : [];
  const damaged = damageRead || settings ? "" : (info?.settingsDamaged ?? "");
  const idle = soon && !impersonator;
  const any = info?.sandbox || info?.openToWebPages || info?.safeMode || damaged !== "" || impersonator !== undefined || idle || problems.length > 0;
  return (
    <>
      <Announcer text={soon ? (impersonator ? words.announce.impersonationEnds : words.announce.ends) : ""} />
      {any && (
        <section aria-label={words.notices} className="bars">
          {info?.sandbox && <Bar tone="quiet" icon={MixIcon} actions={<SandboxOnDemand />}>{words.sandbox}</Bar>}
          {info?.openToWebPages && <Bar tone="warning" icon={ExclamationTriangleIcon}>{words.openToWebPages}</Bar>}
          {info?.safeMode && <Bar tone="quiet" icon={LightningBoltIcon}>{words.safeMode}</Bar>}
          {damaged !== "" && <DamagedBar path={damaged} onDismiss={() => {
            setDamageRead(true);
          }} />}
          <ImpersonationBar snapshot={snapshot} soon={soon} />
          {idle && <IdleBar endsAt={snapshot.endsAt} />}
          {problems.map((problem) => <ProblemBar key={problem.code} problem={problem} signedIn={status === Status.SignedIn} />)}
        </section>
      )}
    </>
  );
}

/** That the settings of before could not be read. */
function DamagedBar({ path, onDismiss }: { path: string; onDismiss: () => void }) {
  return (
    <Bar tone="warning" icon={ExclamationTriangleIcon} onDismiss={onDismiss} actions={<Details text={words.settings.damaged(path)} />}>
      {words.settingsDamaged.message} <span className="quiet">{words.settingsDamaged.advice}</span>
    </Bar>
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
    <Bar tone="warning" icon={ExclamationTriangleIcon} onDismiss={dismissible ? () => {
      dismiss.mutate();
    } : undefined} actions={
      <>
        {signedIn && action && <Button type="button" variant="ghost" size="1" loading={again.isPending} onClick={() => {
          again.mutate();
        }}>{action === "sign-in-again" ? words.signInAgain : words.tryAgain}</Button>}
        <Details text={again.isError ? `${details}\n${explain(again.error)}` : details} />
      </>
    }>
      {problem.message} <span className="quiet">{[problem.advice, standing(problem, signedIn)].filter(Boolean).join(" ")}</span>
    </Bar>
  );
}

/** Since when something holds, and what that means for what is on screen. "" for what has happened and is over. */
function standing({ code, since }: Problem, signedIn: boolean): string {
  const { holds } = remedyFor(code);
  const when = since > 0 ? moment(since) : "";
  if (holds === "unreachable" && signedIn) {
    return words.unreachable(when);
  }
  return holds !== undefined && when !== "" ? words.since(when) : "";
}
