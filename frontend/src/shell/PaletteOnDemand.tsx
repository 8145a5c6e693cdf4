import { Suspense, use, useEffect } from "react";
import { lazily } from "../widgets/lazily";
import { words } from "../words";
import { Boundary } from "./Boundary";
import { whenIdle } from "./idle";
import { SayContext } from "./outcome";

const palette = lazily(() => import("../palette/Palette").then((m) => m.Palette));

/** The command palette while it is open. Its code is fetched ahead, as soon as there is nothing better to do. */
export function PaletteOnDemand({ open, mac, close }: { open: boolean; mac: boolean; close: () => void }) {
  useEffect(() => whenIdle(palette.preload), []);
  return open && (
    <Boundary fallback={() => <NotThere close={close} />}>
      <Suspense fallback={null}><palette.Component mac={mac} close={close} /></Suspense>
    </Boundary>
  );
}

/** Its code did not come: the window says so, and the next time it is tried again. */
function NotThere({ close }: { close: () => void }) {
  const say = use(SayContext);
  useEffect(() => {
    palette.renew();
    say({ text: words.commands.notLoaded, failed: true });
    close();
  }, [say, close]);
  return null;
}
