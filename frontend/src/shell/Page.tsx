import { Card, Flex, IconButton, Skeleton, Spinner, Text, Tooltip } from "@radix-ui/themes";
import { ReloadIcon } from "@radix-ui/react-icons";
import { useIsFetching } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { portal } from "../bridge/outside";
import { explain } from "../session/app";
import { StaleScopeError, type Scope } from "../widgets/scope";
import { allows, type WidgetPage } from "../widgets/catalogue";
import { startAfresh, useWidgetToken } from "../widgets/token";
import { useTroubles } from "../widgets/trouble";
import { WidgetRoot } from "../widgets/WidgetRoot";
import { words } from "../words";
import { Deferred } from "./Deferred";
import { Failure } from "./Failure";
import { useLooks } from "./looks";
import { brokenNotice, locked } from "./onDemand";
import { PageHeading } from "./PageHeading";
import { DeferredNotices, PageNotices } from "./PageNotices";
import { PaletteButton } from "./PaletteButton";
import { useRefresh } from "./refresh";

/** What a page has to know of the session. */
export interface PageProps {
  readonly page: WidgetPage;
  readonly scope: Scope;
  readonly permissions: readonly string[];
  readonly role: string;
  readonly organizationName: string;
  /** What the organization is called that a switch is under way to; undefined when there is none. */
  readonly switchingTo: string | undefined;
}

/** One page of the window: heading, one sentence, and its widget or why there is none. */
export function Page({ page, scope, permissions, role, organizationName, switchingTo }: PageProps) {
  const { name, sentence } = words.pages[page.id];
  const isLocked = !allows(page, permissions);
  const busy = switchingTo !== undefined;
  return (
    <main className="page" aria-busy={busy}>
      <header className="page-header">
        <div>
          <PageHeading>{name}</PageHeading>
          <Text as="p" size="2" color="gray" mt="3">{busy ? <Flex as="span" align="center" gap="2"><Spinner size="1" />{words.switching(switchingTo)}</Flex> : sentence(organizationName)}</Text>
        </div>
        <Flex align="center" gap="4" flexShrink="0">
          <PaletteButton />
          {!isLocked && <Refresh scope={scope} />}
        </Flex>
      </header>
      <PageNotices widget={page.widget} scope={scope} />
      <div className="page-scroll" tabIndex={busy ? 0 : undefined}>
        {/* What is begun now would be gone once the switch is through. */}
        <div className="page-body" data-wide={page.wide} inert={busy}>
          {isLocked ? <Deferred code={locked} heading={words.widget.failedHeading(name)}><locked.Component page={page} role={role} /></Deferred> : <PageWidget page={page} scope={scope} />}
        </div>
      </div>
    </main>
  );
}

function PageWidget({ page, scope }: { page: WidgetPage; scope: Scope }) {
  const { name } = words.pages[page.id];
  const skeleton = <PageSkeleton label={words.widget.loading(name)} />;
  const container = useRef<HTMLDivElement>(null);
  const looks = useLooks(container);
  const explained = useTroubles(scope, page.widget).length > 0;
  const [attempt, setAttempt] = useState(0);
  useReturnFromPortal(() => {
    setAttempt(attempt + 1);
  });
  return (
    <>
      {looks !== "fine" && !explained && (
        <DeferredNotices code={brokenNotice} texts={[words.trouble[looks]]}>
          <brokenNotice.Component looks={looks} widget={page.widget} retry={() => {
            // Without what broke it, should that have been an answer.
            void startAfresh(scope.client);
            setAttempt(attempt + 1);
          }} />
        </DeferredNotices>
      )}
      <div ref={container}>
        <WidgetRoot key={attempt} scope={scope}>
          <Deferred code={page.code} heading={words.widget.failedHeading(name)} waiting={skeleton}>
            <WithToken page={page} scope={scope} skeleton={skeleton} />
          </Deferred>
        </WidgetRoot>
      </div>
    </>
  );
}

/** Calls back when the window comes to the front after the Admin Portal was opened from it. */
function useReturnFromPortal(returned: () => void): void {
  const visits = useRef(portal.visits);
  useEffect(() => {
    const look = () => {
      if (portal.visits !== visits.current) {
        visits.current = portal.visits;
        returned();
      }
    };
    window.addEventListener("focus", look);
    return () => {
      window.removeEventListener("focus", look);
    };
  }, [returned]);
}

/** The widget once it can be given a token; until then its skeleton, or why there is none to be had. */
function WithToken({ page, scope, skeleton }: { page: WidgetPage; scope: Scope; skeleton: ReactNode }) {
  const { authToken, query } = useWidgetToken(scope, page.widget);
  if (query.data) {
    return <page.code.Component authToken={authToken} />;
  }
  if (!query.isError) {
    return skeleton;
  }
  return (
    <Failure
      heading={words.widget.failedHeading(words.pages[page.id].name)}
      message={query.error instanceof StaleScopeError ? words.widget.moved : `${words.widget.noToken} ${explain(query.error)}`}
      error={query.error} pending={query.isFetching} retry={() => void query.refetch()}
    />
  );
}

function Refresh({ scope }: { scope: Scope }) {
  const refresh = useRefresh(scope);
  const fetching = useIsFetching({}, scope.client) > 0;
  return (
    <Tooltip content={words.refresh}>
      <IconButton type="button" variant="ghost" color="gray" aria-label={words.refresh} data-busy={fetching} className="refresh" onClick={refresh}>
        <ReloadIcon />
      </IconButton>
    </Tooltip>
  );
}

/** About the size of what replaces it: a list of a few rows. */
function PageSkeleton({ label }: { label: string }) {
  return (
    <Card size="2" role="status" aria-label={label} className="page-skeleton">
      {[1, 2, 3].map((n) => (
        <div key={n}>
          <Skeleton width="34%" height="14px" />
          <Skeleton width="72px" height="30px" />
        </div>
      ))}
    </Card>
  );
}
