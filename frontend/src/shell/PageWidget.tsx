import { Card, Skeleton } from "@radix-ui/themes";
import { memo, useEffect, useEffectEvent, useMemo, useRef, useState, type ReactNode } from "react";
import { clearQueryString } from "../bridge/address";
import { portal } from "../bridge/outside";
import { explain } from "../session/app";
import type { WidgetPage } from "../widgets/catalogue";
import { useRest } from "../widgets/rest";
import { StaleScopeError, type Scope } from "../widgets/scope";
import { startAfresh, useWidgetToken } from "../widgets/token";
import { useTroubles } from "../widgets/trouble";
import { WidgetRoot } from "../widgets/WidgetRoot";
import { words } from "../words";
import { Deferred } from "./Deferred";
import { Failure } from "./Failure";
import { useKeeping } from "./keeping";
import { useLooks, type Looks } from "./looks";
import { brokenNotice } from "./onDemand";
import { DeferredNotices } from "./PageNotices";

interface PageWidgetProps {
  readonly page: WidgetPage;
  readonly scope: Scope;
  /** Whether it is in front; otherwise it rests, and stays as it was left. */
  readonly shown: boolean;
  /** Called when it is not worth keeping any longer while it is away. */
  readonly drop: (page: WidgetPage) => void;
}

/** The widget of a page, or why there is none. It is drawn when it begins to rest and when it no longer does, not when it is hidden or shown. */
export const PageWidget = memo(function PageWidget({ page, scope, shown, drop }: PageWidgetProps) {
  const container = useRef<HTMLDivElement>(null);
  const looks = useLooks(container, shown);
  const resting = useRest(shown);
  const [attempt, setAttempt] = useState(0);
  const again = () => {
    setAttempt(attempt + 1);
  };
  useReturnFromPortal(shown, again);
  useKeeping({ container, page, scope, shown, resting, drop });
  const widget = useMemo(() => {
    const { name } = words.pages[page.id];
    const skeleton = <PageSkeleton label={words.widget.loading(name)} />;
    return (
      <WidgetRoot key={attempt} scope={scope} resting={resting}>
        <Deferred code={page.code} heading={words.widget.failedHeading(name)} waiting={skeleton}>
          <WithToken page={page} scope={scope} skeleton={skeleton} />
        </Deferred>
      </WidgetRoot>
    );
  }, [attempt, scope, resting, page]);
  return (
    <>
      {looks !== "fine" && <BrokenNotice looks={looks} widget={page.widget} scope={scope} retry={again} />}
      <div ref={container}>{widget}</div>
    </>
  );
});

/** Calls back when the window comes to the front after the Admin Portal was opened from the page that is shown. */
function useReturnFromPortal(shown: boolean, returned: () => void): void {
  const visits = useRef(portal.visits);
  const look = useEffectEvent(() => {
    if (portal.visits !== visits.current) {
      visits.current = portal.visits;
      returned();
    }
  });
  useEffect(() => {
    if (!shown) {
      return;
    }
    visits.current = portal.visits;
    const listener = () => {
      look();
    };
    window.addEventListener("focus", listener);
    return () => {
      window.removeEventListener("focus", listener);
    };
  }, [shown]);
}

/** Says that a widget shows nothing, or an error of its own, unless it is known why. */
function BrokenNotice({ looks, widget, scope, retry }: { looks: Exclude<Looks, "fine">; widget: string; scope: Scope; retry: () => void }) {
  const explained = useTroubles(scope, widget).length > 0;
  return !explained && (
    <DeferredNotices code={brokenNotice} texts={[words.trouble[looks]]}>
      <brokenNotice.Component looks={looks} widget={widget} retry={() => {
        // Without what broke it, should that have been an answer.
        void startAfresh(scope.client);
        retry();
      }} />
    </DeferredNotices>
  );
}

/** The widget once it can be given a token; until then its skeleton, or why there is none to be had. */
function WithToken({ page, scope, skeleton }: { page: WidgetPage; scope: Scope; skeleton: ReactNode }) {
  const { authToken, query } = useWidgetToken(scope, page.widget);
  if (query.data) {
    return <Clear><page.code.Component authToken={authToken} /></Clear>;
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

/** Clears the address once more before its children look at it: a search in a page that was just left is written there a moment late. */
function Clear({ children }: { children: ReactNode }) {
  useState(clearQueryString);
  return children;
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
