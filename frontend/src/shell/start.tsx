import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { PreferencesContext } from "../preferences/hooks";
import { createPreferencesStore, firstPreferences } from "../preferences/store";
import { app, insideWails, preferencesKeeper, sessionSource } from "../session/app";
import { SessionContext } from "../session/hooks";
import { createSessionStore } from "../session/store";
import { reportAlive, reportPlace } from "../session/window";
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
  const inside = insideWails();
  const providers = <Providers client={createAppClient()}>{inside ? theWindow() : <NoApplication />}</Providers>;
  createRoot(root).render(<StrictMode>{inside ? withPreferences(page, providers) : providers}</StrictMode>);
  if (inside) {
    reportAlive(page);
    reportPlace(window);
  }
}

function withPreferences(page: Document, children: ReactNode) {
  return <PreferencesContext value={createPreferencesStore(preferencesKeeper, firstPreferences(page))}>{children}</PreferencesContext>;
}

function theWindow() {
  lookAgainOnFocus(window);
  const store = createSessionStore(sessionSource);
  const scopes = new ScopeKeeper(app.widgetToken);
  return <SessionContext value={store}><App scopes={scopes} /></SessionContext>;
}
