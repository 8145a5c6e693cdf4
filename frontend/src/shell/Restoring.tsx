import { Skeleton, VisuallyHidden } from "@radix-ui/themes";
import { words } from "../words";
import { useNarrow } from "./narrow";

/** The frame before it is known who is signed in: the same places and sizes, with nothing in them yet. */
export function Restoring() {
  const collapsed = useNarrow();
  return (
    <div className="frame" data-collapsed={collapsed} aria-busy>
      <aside className="sidebar" aria-hidden>
        <div className="switcher"><Skeleton width="100%" height="30px" /></div>
        <div className="navigation">
          {[52, 60, 64, 80].map((width) => (
            <div key={width} className="entry"><Skeleton width="15px" height="15px" /><Skeleton width={`${width}px`} height="12px" className="entry-name" /></div>
          ))}
        </div>
        <div className="person">
          <Skeleton width="30px" height="30px" className="picture" />
          <div className="person-text"><Skeleton width="110px" height="12px" mb="1" /><Skeleton width="140px" height="10px" /></div>
        </div>
      </aside>
      <main className="content">
        <VisuallyHidden asChild><h1>{words.restoring}</h1></VisuallyHidden>
        <div className="page" aria-hidden>
          <div className="page-header"><div className="grow"><Skeleton width="120px" height="20px" mb="3" /><Skeleton width="300px" maxWidth="100%" height="14px" /></div></div>
        </div>
      </main>
    </div>
  );
}
