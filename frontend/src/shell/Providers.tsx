import { Theme } from "@radix-ui/themes";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useAppearance } from "../preferences/hooks";
import { words } from "../words";
import { Boundary } from "./Boundary";
import { brand } from "./brand";
import { Failure } from "./Failure";

/** A client for what the application itself answers: that needs no network, and fails for good or not at all. */
export function createAppClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { networkMode: "always", retry: false }, mutations: { networkMode: "always" } },
  });
}

/**
 * What everything in the window stands on. Outermost first: QueryClientProvider, Theme, and inside them the
 * widgets' own (widgets/WidgetRoot.tsx). The theme is the one of the PreferencesContext above.
 */
export function Providers({ client, children }: { client: QueryClient; children: ReactNode }) {
  const appearance = useAppearance();
  return (
    <QueryClientProvider client={client}>
      <Theme {...brand} appearance={appearance}>
        <Boundary fallback={(error, retry) => <Failure heading={words.crashed.heading} message={words.crashed.message} error={error} retry={retry} />}>
          {children}
        </Boundary>
      </Theme>
    </QueryClientProvider>
  );
}
