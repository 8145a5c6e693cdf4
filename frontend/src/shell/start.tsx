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
import { recall, signedInMemory } from "./memory";
import { createAppClient, Providers } from "./Providers";
import { lastPage } from "./route";
import { NoApplication } from "./Stage";
import { preloadSwitcher } from "./Switcher";
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
  if (inside && recall(signedInMemory) !== undefined) {
    preloadFirstView();
  }
  const providers = <Providers client={createAppClient()}>{inside ? theWindow() : <NoApplication />}</Providers>;
  createRoot(root).render(<StrictMode>{inside ? withPreferences(page, providers) : providers}</StrictMode>);
  if (inside) {
    reportAlive(page);
    reportPlace(window);
  }
}

/**
 * Fetches what somebody who is signed in sees first while the session is still being asked for. Not only for the time
 * that takes: React leaves a fallback once shown for 300 ms.
 */
function preloadFirstView(): void {
  lastPage()?.code.preload();
  preloadSwitcher();
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
