import { useEffect, useRef, type ReactNode } from "react";

/**
 * Shows a cover in the place of what it covers, which stays as it is underneath: nothing that was typed is
 * lost. Uncovered, its heading gets the focus, since what had it is gone.
 */
export function Covered({ cover, children }: { cover: ReactNode; children: ReactNode }) {
  const covered = cover !== undefined;
  const beneath = useRef<HTMLDivElement>(null);
  const was = useRef(covered);
  useEffect(() => {
    if (was.current && !covered) {
      beneath.current?.querySelector("h1")?.focus({ preventScroll: true });
    }
    was.current = covered;
  }, [covered]);
  return (
    <>
      <div className="content-page" ref={beneath} hidden={covered}>{children}</div>
      {/* After it, so that of two headings that appear at once the one that is seen has the focus. */}
      {cover}
    </>
  );
}
