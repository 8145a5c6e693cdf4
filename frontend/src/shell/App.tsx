import { useState } from "react";
import { useSession, useWake } from "../session/hooks";
import { Status, type Snapshot } from "../session/snapshot";
import type { ScopeKeeper } from "../widgets/scope";
import { words } from "../words";
import { Announcer } from "./Announcer";
import { Bars } from "./Bars";
import { Misconfigured } from "./Misconfigured";
import { Restoring } from "./Restoring";
import { SignedIn } from "./SignedIn";
import { SignedOut } from "./SignedOut";
import { SigningIn } from "./SigningIn";

/** The window: whatever the session asks for, and above it what is unusual about it. */
export function App({ scopes }: { scopes: ScopeKeeper }) {
  const snapshot = useSession();
  const problem = snapshot.problems.at(-1);
  useWake();
  return (
    <div className="window">
      <Announcer text={problem ? words.announce.problem(problem.message, problem.advice) : ""} />
      <Bars snapshot={snapshot} />
      <div className="view"><View snapshot={snapshot} scopes={scopes} /></div>
    </div>
  );
}

function View({ snapshot, scopes }: { snapshot: Snapshot; scopes: ScopeKeeper }) {
  // Asked for in every state: it is how a scope learns that its session is over.
  const scope = scopes.for(snapshot);
  const left = useWasSignedIn(snapshot);
  switch (snapshot.status) {
    case Status.Restoring:
      return <Restoring />;
    case Status.Misconfigured:
      return <Misconfigured problems={snapshot.problems} />;
    case Status.SignedOut:
      return <SignedOut problems={snapshot.problems} left={left} />;
    case Status.SigningIn:
      return snapshot.signIn ? <SigningIn signIn={snapshot.signIn} /> : <Restoring />;
    case Status.SignedIn:
      return scope && snapshot.user ? <SignedIn snapshot={snapshot} user={snapshot.user} scope={scope} /> : <Restoring />;
  }
}

/** Whether somebody is or was signed in since the window opened. */
function useWasSignedIn({ status }: Snapshot): boolean {
  const [was, setWas] = useState(false);
  if (!was && status === Status.SignedIn) {
    setWas(true);
  }
  return was;
}
