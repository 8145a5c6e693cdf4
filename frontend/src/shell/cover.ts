import { useCallback, useState } from "react";
import { Status, type Snapshot } from "../session/snapshot";

/** What of the settings is in front; visit counts how often it was asked for, to take the focus there again. */
export interface Cover {
  readonly section: "settings" | "diagnostics" | "about";
  readonly visit: number;
}

/**
 * The settings in front of whatever the window shows. They make way for what changes underneath by itself, such
 * as the word that one is signed out.
 */
export function useCover(snapshot: Snapshot) {
  const phase = phaseOf(snapshot);
  const [state, setState] = useState<{ cover: Cover | undefined; phase: Phase }>({ cover: undefined, phase });
  if (state.phase !== phase) {
    setState({ cover: state.phase === Status.Restoring ? state.cover : undefined, phase });
  }
  const open = useCallback((section: Cover["section"]) => {
    setState(({ cover, ...rest }) => ({ ...rest, cover: { section, visit: (cover?.visit ?? 0) + 1 } }));
  }, []);
  const close = useCallback(() => {
    setState((before) => ({ ...before, cover: undefined }));
  }, []);
  return { cover: state.phase === phase ? state.cover : undefined, open, close };
}

type Phase = Snapshot["status"] | "stepping-up";

function phaseOf({ status, signIn }: Snapshot): Phase {
  return status === Status.SignedIn && signIn ? "stepping-up" : status;
}
