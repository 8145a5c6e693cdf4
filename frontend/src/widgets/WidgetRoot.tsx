import { IsRestoringProvider, QueryClientProvider } from "@tanstack/react-query";
import { Theme } from "@radix-ui/themes";
import { WorkOsWidgets } from "@workos-inc/widgets/workos-widgets";
import { useState, type ReactNode } from "react";
import { clearQueryString } from "../bridge/address";
import { widgetsHost } from "../bridge/requests";
import type { Scope } from "./scope";

/**
 * The providers of a widget tree, outermost first: QueryClientProvider, Theme, WorkOsWidgets. To be keyed by
 * the scope's key, and by the page's where there are several: the address's query string, in which widgets
 * leave their searches, is cleared before the first widget of the tree looks at it. The widgets speak English,
 * which is said where the document is in another language. The queries of a tree that rests are left alone, as TanStack Query
 * leaves them while a cache is read back.
 */
export function WidgetRoot({ scope, resting = false, children }: { scope: Scope; resting?: boolean; children: ReactNode }) {
  useState(clearQueryString);
  const english = /^(?:en\b|$)/i.test(document.documentElement.lang);
  return (
    <QueryClientProvider client={scope.client}>
      <Theme hasBackground={false} lang={english ? undefined : "en"}>
        <WorkOsWidgets apiHostname={widgetsHost} queryClient={scope.client}>
          <IsRestoringProvider value={resting}>{children}</IsRestoringProvider>
        </WorkOsWidgets>
      </Theme>
    </QueryClientProvider>
  );
}
