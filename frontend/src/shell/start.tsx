import { Theme } from "@radix-ui/themes";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { app, insideWails, sessionSource } from "../session/app";
import { SessionContext } from "../session/hooks";
import { createSessionStore } from "../session/store";
import { ScopeKeeper } from "../widgets/scope";
import { words } from "../words";
import { App } from "./App";
import { Boundary } from "./Boundary";
import { brand } from "./brand";
import { Failure } from "./Failure";
import { useMedia } from "./media";
import { NoApplication } from "./Stage";
import "@radix-ui/themes/styles.css";
import "@workos-inc/widgets/styles.css";
import "./shell.css";

/** Puts the window's content on the page. */
export function start(page: Document): void {
  const root = page.getElementById("root");
  if (!root) {
    throw new Error("index.html has no element with the id root");
  }
  createRoot(root).render(<StrictMode><Providers>{insideWails() ? theWindow() : <NoApplication />}</Providers></StrictMode>);
}

function theWindow() {
  const store = createSessionStore(sessionSource);
  const scopes = new ScopeKeeper(app.widgetToken);
  return <SessionContext value={store}><App scopes={scopes} /></SessionContext>;
}

// What the application itself answers needs no network, and fails for good or not at all.
const client = new QueryClient({
  defaultOptions: { queries: { networkMode: "always", retry: false }, mutations: { networkMode: "always" } },
});

/** Outermost first: QueryClientProvider, Theme, and inside them the widgets' own. The system's theme is followed live. */
function Providers({ children }: { children: ReactNode }) {
  const dark = useMedia("(prefers-color-scheme: dark)");
  return (
    <QueryClientProvider client={client}>
      <Theme {...brand} appearance={dark ? "dark" : "light"}>
        <Boundary fallback={(error, retry) => <Failure heading={words.crashed.heading} message={words.crashed.message} error={error} retry={retry} />}>
          {children}
        </Boundary>
      </Theme>
    </QueryClientProvider>
  );
}
