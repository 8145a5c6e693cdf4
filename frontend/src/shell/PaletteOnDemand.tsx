import { use, useEffect } from "react";
import { words } from "../words";
import { DeferredExtra } from "./Deferred";
import { palette } from "./onDemand";
import { SayContext } from "./outcome";

/** The command palette while it is open. */
export function PaletteOnDemand({ open, mac, close }: { open: boolean; mac: boolean; close: () => void }) {
  return open && <DeferredExtra code={palette} instead={<NotThere close={close} />}><palette.Component mac={mac} close={close} /></DeferredExtra>;
}

/** Its code did not come: the window says so. */
function NotThere({ close }: { close: () => void }) {
  const say = use(SayContext);
  useEffect(() => {
    say({ text: words.commands.notLoaded, failed: true });
    close();
  }, [say, close]);
  return null;
}
