import { QueryClientProvider } from "@tanstack/react-query";
import { Theme } from "@radix-ui/themes";
import { WorkOsWidgets } from "@workos-inc/widgets/workos-widgets";
import { useState, type ReactNode } from "react";
import { clearQueryString } from "../bridge/address";
import { widgetsHost } from "../bridge/requests";
import type { Scope } from "./scope";

/**
 * The providers of a widget tree, outermost first: QueryClientProvider, Theme, WorkOsWidgets. To be keyed by
 * the scope's key, and by the page's where there are several: the address's query string, in which widgets
 * leave their searches, is cleared before the first widget of the tree looks at it.
 */
export function WidgetRoot({ scope, children }: { scope: Scope; children: ReactNode }) {
  useState(clearQueryString);
  return (
    <QueryClientProvider client={scope.client}>
      <Theme hasBackground={false}>
        <WorkOsWidgets apiHostname={widgetsHost} queryClient={scope.client}>
          {children}
        </WorkOsWidgets>
      </Theme>
    </QueryClientProvider>
  );
}
