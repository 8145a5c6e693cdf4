import { LayersIcon } from "@radix-ui/react-icons";
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { ReactQueryDevtoolsPanel } from "@tanstack/react-query-devtools";
import { useMemo, useState } from "react";
import type { Command } from "../commands/commands";
import { useCommands } from "../commands/hooks";
import { name } from "./name";

/**
 * React Query's devtools, under the window's content so that they cover none of it: of the widgets' cache while
 * somebody is signed in, else of the application's own. The palette opens and closes them.
 */
export function Devtools({ widgets }: { widgets: QueryClient | undefined }) {
  const own = useQueryClient();
  const [open, setOpen] = useState(false);
  useCommands(useMemo((): Command[] => [{ id: "devtools", name, group: "actions", icon: LayersIcon, run: () => {
    setOpen((is) => !is);
  } }], []));
  return open && (
    <section aria-label={name} style={{ flexShrink: 0, height: "min(360px, 45%)", overflow: "hidden" }}>
      <ReactQueryDevtoolsPanel client={widgets ?? own} style={{ height: "100%" }} onClose={() => {
        setOpen(false);
      }} />
    </section>
  );
}
