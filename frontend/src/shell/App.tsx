import { Suspense, use, useCallback, useEffect, useState, type Dispatch, type ReactNode, type SetStateAction } from "react";
import { Commands } from "../commands/commands";
import { CommandsContext, useCommands, useCommandSources } from "../commands/hooks";
import { useReportedAppearance } from "../preferences/hooks";
import { useZoomedPage } from "../preferences/zoom";
import { useInfo, useSession, useSessionStore, useWake } from "../session/hooks";
import { hasNewProblem, Status, type Snapshot } from "../session/snapshot";
import { lazily } from "../widgets/lazily";
import { useReach } from "../widgets/reach";
import type { ScopeKeeper } from "../widgets/scope";
import { words } from "../words";
import { useHistoryCommands } from "./accountCommands";
import { Announcer } from "./Announcer";
import { Bars } from "./Bars";
import { useCover } from "./cover";
import { Covered } from "./Covered";
import { DeferredView } from "./Deferred";
import { remember, signedInMemory } from "./memory";
import { misconfigured, usePreloadedCode } from "./onDemand";
import { done, SayContext, type Outcome } from "./outcome";
import { OutcomeToast } from "./OutcomeToast";
import { PaletteOnDemand } from "./PaletteOnDemand";
import { ProblemText } from "./ProblemText";
import { remedyFor } from "./remedies";
import { Restoring } from "./Restoring";
import type { SettingsProps } from "./Settings";
import { SettingsOnDemand } from "./SettingsOnDemand";
import { SignedIn } from "./SignedIn";
import { SignedOut } from "./SignedOut";
import { SigningInOnDemand } from "./SigningInOnDemand";
import { Title } from "./Title";
import { useWindowCommands } from "./windowCommands";

/** Vite leaves it out of what it builds. */
const devtools = import.meta.env.DEV ? lazily(() => import("../development/Devtools").then((m) => m.Devtools)) : undefined;

/** The window: whatever the session asks for, and above it what is unusual about it. */
export function App({ scopes }: { scopes: ScopeKeeper }) {
  const snapshot = useSession();
  const store = useSessionStore();
  const { cover, open, close } = useCover(snapshot);
  const problem = snapshot.problems.at(-1);
  const [outcome, setOutcome] = useState<Outcome>();
  const dismiss = useCallback(() => {
    setOutcome(undefined);
  }, [setOutcome]);
  const [searching, setSearching] = useState(false);
  const [commands] = useState(() => new Commands({
    runs: (id) => {
      // The palette's own command opens it, and closes it too.
      setSearching((is) => is && id === "palette");
    },
    refused: () => {
      setOutcome(done(words.commands.blocked));
    },
    missing: (id) => {
      const why = whyMissing(id, store.get());
      if (why !== undefined) {
        setOutcome(done(why));
      }
    },
  }));
  // What the window says in its own place need not be said at its foot as well, where it would outlast that.
  if (outcome?.failed && snapshot.problems.some(({ message, advice }) => words.announce.problem(message, advice) === outcome.text)) {
    setOutcome(undefined);
  }
  // Nor is it said that all is well beside a new problem.
  const [before, setBefore] = useState(snapshot);
  if (before !== snapshot) {
    setBefore(snapshot);
    if (outcome?.text === words.commands.checked && hasNewProblem(before, snapshot)) {
      setOutcome(undefined);
    }
  }
  useReach(!snapshot.problems.some(({ code }) => remedyFor(code).holds === "unreachable"));
  useWake();
  useReportedAppearance();
  useZoomedPage();
  return (
    <SayContext value={setOutcome}>
      <CommandsContext value={commands}>
        <div className="window">
          <Announcer text={problem ? words.announce.problem(problem.message, problem.advice) : ""} />
          <Bars snapshot={snapshot} settings={cover !== undefined} />
          <Frame snapshot={snapshot} scopes={scopes} covering={{ cover, open, close }} searching={searching} setSearching={setSearching} />
          {devtools && <Suspense fallback={null}><devtools.Component widgets={scopes.for(snapshot)?.client} /></Suspense>}
          <OutcomeToast outcome={outcome} dismiss={dismiss} />
        </div>
      </CommandsContext>
    </SayContext>
  );
}

/** Why a menu's command does nothing now; undefined for one that is not known. */
function whyMissing(id: string, { status }: Snapshot): string | undefined {
  if (id === "back") {
    return words.commands.noWayBack;
  }
  if (id === "forward") {
    return words.commands.noWayForward;
  }
  if (status !== Status.SignedIn) {
    return words.commands.signedOut;
  }
  return id.startsWith("page:") ? words.commands.noOrganization : undefined;
}

/** What the session asks for, the settings in front of it, and the palette over all. */
function Frame({ snapshot, scopes, covering: { cover, open, close }, searching, setSearching }: {
  snapshot: Snapshot;
  scopes: ScopeKeeper;
  covering: ReturnType<typeof useCover>;
  searching: boolean;
  setSearching: Dispatch<SetStateAction<boolean>>;
}) {
  const mac = useInfo()?.platform === "darwin";
  const toggle = useCallback(() => {
    setSearching((is) => !is);
  }, [setSearching]);
  const stop = useCallback(() => {
    setSearching(false);
  }, [setSearching]);
  useCommandSources(mac);
  usePreloadedCode();
  useCommands(useWindowCommands(open, toggle, use(SayContext)));
  return (
    <div className="view">
      <View snapshot={snapshot} scopes={scopes} settings={cover && { ...cover, mac, close }} />
      <PaletteOnDemand open={searching} mac={mac} close={stop} />
    </div>
  );
}

function View({ snapshot, scopes, settings }: { snapshot: Snapshot; scopes: ScopeKeeper; settings: SettingsProps | undefined }) {
  // Asked for in every state: it is how a scope learns that its session is over.
  const scope = scopes.for(snapshot);
  const left = useWasSignedIn(snapshot);
  if (snapshot.status === Status.SignedIn && scope && snapshot.user) {
    return <SignedIn snapshot={snapshot} user={snapshot.user} scope={scope} settings={settings} />;
  }
  return <WithoutPages settings={settings}><Outside snapshot={snapshot} left={left} /></WithoutPages>;
}

/** What has no navigation beside it. */
function WithoutPages({ settings, children }: { settings: SettingsProps | undefined; children: ReactNode }) {
  useCommands(useHistoryCommands(settings?.close, undefined));
  return (
    <>
      <Title parts={settings ? [words.settings.heading] : []} />
      <Covered cover={settings && <SettingsOnDemand key={settings.visit} {...settings} />}>{children}</Covered>
    </>
  );
}

function Outside({ snapshot, left }: { snapshot: Snapshot; left: boolean }) {
  switch (snapshot.status) {
    case Status.Misconfigured:
      return (
        <DeferredView code={misconfigured} heading={words.crashed.heading} beside={snapshot.problems.map((problem) => <ProblemText key={problem.code} problem={problem} />)}>
          <misconfigured.Component problems={snapshot.problems} />
        </DeferredView>
      );
    case Status.SignedOut:
      return <SignedOut problems={snapshot.problems} left={left} />;
    case Status.SigningIn:
      return snapshot.signIn ? <SigningInOnDemand signIn={snapshot.signIn} /> : <Restoring />;
    default:
      return <Restoring />;
  }
}

/** Whether somebody is or was signed in since the window opened. */
function useWasSignedIn({ status }: Snapshot): boolean {
  const [was, setWas] = useState(false);
  if (!was && status === Status.SignedIn) {
    setWas(true);
  }
  useEffect(() => {
    if (was) {
      remember(signedInMemory, "yes");
    }
  }, [was]);
  return was;
}
