import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { app, insideWails, sessionSource } from "../session/app";
import { SessionContext } from "../session/hooks";
import { createSessionStore } from "../session/store";
import { reportAlive } from "../session/window";
import { lookAgainOnFocus } from "../widgets/focus";
import { ScopeKeeper } from "../widgets/scope";
import { App } from "./App";
import { createAppClient, Providers } from "./Providers";
import { NoApplication } from "./Stage";
import "@radix-ui/themes/styles.css";
import "@workos-inc/widgets/styles.css";
import "../widgets/mends.css";
import "./shell.css";

/** Puts the window's content on the page. */
export function start(page: Document): void {
  const root = page.getElementById("root");
  if (!root) {
    throw new Error("index.html has no element with the id root");
  }
  const content = insideWails() ? theWindow() : <NoApplication />;
  createRoot(root).render(<StrictMode><Providers client={createAppClient()}>{content}</Providers></StrictMode>);
  if (insideWails()) {
    reportAlive(page);
  }
}

function theWindow() {
  lookAgainOnFocus(window);
  const store = createSessionStore(sessionSource);
  const scopes = new ScopeKeeper(app.widgetToken);
  return <SessionContext value={store}><App scopes={scopes} /></SessionContext>;
}
