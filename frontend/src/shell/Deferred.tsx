import { Suspense, useEffect, type ReactNode } from "react";
import { NotLoadedError, type Lazily } from "../widgets/lazily";
import { words } from "../words";
import { Boundary } from "./Boundary";
import { Failure } from "./Failure";

interface DeferredProps {
  readonly code: Pick<Lazily<object>, "renew">;
  /** What to say when it can't be shown: the message of why, and a button to try again, come by themselves. */
  readonly heading: string;
  /** What is there until the code is; nothing unless told. */
  readonly waiting?: ReactNode;
  /** The component of code. */
  readonly children: ReactNode;
}

/** A part of the window whose code comes when it is first needed. Should it not come, or break, its place says so. */
export function Deferred({ code, heading, waiting = null, children }: DeferredProps) {
  return <Boundary fallback={(error, retry) => <NotShown {...{ code, heading, error, retry }} />}><Suspense fallback={waiting}>{children}</Suspense></Boundary>;
}

/** The same for what takes the whole view. Beside another try there is what may be known or done without it. */
export function DeferredView({ code, heading, beside, children }: Omit<DeferredProps, "waiting"> & { readonly beside?: ReactNode }) {
  return (
    <Boundary fallback={(error, retry) => (
      <main className="page"><div className="page-body"><NotShown {...{ code, heading, error, retry, beside }} /></div></main>
    )}><Suspense fallback={null}>{children}</Suspense></Boundary>
  );
}

/** The same for what is small, and has something simpler to stand in its place. The next time it is tried again. */
export function DeferredExtra({ code, instead, children }: Pick<DeferredProps, "code" | "children"> & { readonly instead: ReactNode }) {
  return <Boundary fallback={() => <Instead code={code}>{instead}</Instead>}><Suspense fallback={null}>{children}</Suspense></Boundary>;
}

function Instead({ code, children }: Pick<DeferredProps, "code" | "children">) {
  useEffect(() => {
    code.renew();
  }, [code]);
  return children;
}

function NotShown({ code, heading, error, retry, beside }: Pick<DeferredProps, "code" | "heading"> & { readonly error: unknown; readonly retry: () => void; readonly beside?: ReactNode }) {
  const again = error instanceof NotLoadedError && error.attempt > 1;
  const message = !(error instanceof NotLoadedError) ? words.widget.crashed : again ? words.widget.notLoadedAgain : words.widget.notLoaded;
  return (
    <Failure heading={heading} message={message} error={error} reload={again} retry={() => {
      code.renew();
      retry();
    }}>{beside}</Failure>
  );
}
