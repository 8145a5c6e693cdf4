import { Card, Skeleton } from "@radix-ui/themes";
import { memo, useEffect, useRef, useState, type ReactNode } from "react";
import { explain } from "../session/app";
import type { WidgetPage } from "../widgets/catalogue";
import { useRest } from "../widgets/rest";
import { keptFor, StaleScopeError, type Scope } from "../widgets/scope";
import { startAfresh, useWidgetToken } from "../widgets/token";
import { useTroubles } from "../widgets/trouble";
import { WidgetRoot } from "../widgets/WidgetRoot";
import { words } from "../words";
import { Deferred } from "./Deferred";
import { Failure } from "./Failure";
import { looksOf, useLooks, type Looks } from "./looks";
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

/** The widget of a page, or why there is none. What happens around it does not draw it anew. */
export const PageWidget = memo(function PageWidget({ page, scope, shown, drop }: PageWidgetProps) {
  const { name } = words.pages[page.id];
  const skeleton = <PageSkeleton label={words.widget.loading(name)} />;
  const container = useRef<HTMLDivElement>(null);
  const looks = useLooks(container, shown);
  const resting = useRest(shown);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (shown) {
      return;
    }
    if (container.current && !isSound(container.current)) {
      drop(page); // who comes back wants another try
      return;
    }
    const timer = setTimeout(drop, keptFor, page);
    return () => {
      clearTimeout(timer);
    };
  }, [shown, drop, page]);
  return (
    <>
      {looks !== "fine" && <BrokenNotice looks={looks} widget={page.widget} scope={scope} retry={() => {
        setAttempt(attempt + 1);
      }} />}
      <div ref={container}>
        <WidgetRoot key={attempt} scope={scope} resting={resting}>
          <Deferred code={page.code} heading={words.widget.failedHeading(name)} waiting={skeleton}>
            <WithToken page={page} scope={scope} skeleton={skeleton} />
          </Deferred>
        </WidgetRoot>
      </div>
    </>
  );
});

/** Whether a page shows what it is for, and nothing that went wrong. */
function isSound(container: HTMLElement): boolean {
  return looksOf(container) === "fine" && container.querySelector('[role="alert"]') === null;
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
