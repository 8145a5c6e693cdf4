import { useCallback, useState } from "react";
import { useInfo } from "../session/hooks";
import { recall, remember } from "../shell/memory";

const memory = "settings put aside";

/**
 * Where settings that could not be read were put at this start, and the way to say that it was read; undefined
 * when there is nothing to say. It is said once: each damaged file is put under a name of its own.
 */
export function useDamagedSettings(): { readonly path: string; readonly dismiss: () => void } | undefined {
  const path = useInfo()?.settingsDamaged ?? "";
  const [read, setRead] = useState(() => recall(memory));
  const dismiss = useCallback(() => {
    remember(memory, path);
    setRead(path);
  }, [path]);
  return path === "" || path === read ? undefined : { path, dismiss };
}
