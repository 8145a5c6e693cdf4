import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { PreferencesContext } from "../preferences/hooks";
import { createPreferencesStore, firstPreferences } from "../preferences/store";
import { app, preferencesKeeper } from "../session/app";
import { SessionContext } from "../session/hooks";
import { Status } from "../session/snapshot";
import { until, type SessionStore } from "../session/store";
import { reportAlive, reportPlace } from "../session/window";
import { lookAgainOnFocus } from "../widgets/focus";
import { fetchAhead } from "../widgets/ahead";
import { allows } from "../widgets/catalogue";
import { ScopeKeeper } from "../widgets/scope";
import { App } from "./App";
import { recall, signedInMemory } from "./memory";
import { createAppClient, Providers } from "./Providers";
import { lastPage } from "./route";
import { NoApplication } from "./Stage";
import { switcher, switcherArrival } from "./Switcher";
import "@radix-ui/themes/styles.css";
import "@workos-inc/widgets/styles.css";
import "../widgets/mends.css";
import "./shell.css";

/**
 * How long the window may keep its first picture for the first one with something in it, in milliseconds. It is there sooner
 * than with a skeleton between them, which React leaves for 300 ms once it is shown.
 */
const patience = 150;

/** Puts the window's content on the page. Without a session it runs in a browser, outside the application. */
export async function start(page: Document, session: SessionStore | undefined): Promise<void> {
  const root = page.getElementById("root");
  if (!root) {
    throw new Error("index.html has no element with the id root");
  }
  // Its listeners, more than a hundred, are put on the page while the session is waited for, and nothing is drawn yet.
  const drawn = createRoot(root);
  const scopes = new ScopeKeeper(app.widgetToken);
  if (session) {
    await Promise.race([firstView(session, scopes), pause(patience)]);
  }
  const providers = <Providers client={createAppClient()}>{session ? theWindow(session, scopes) : <NoApplication />}</Providers>;
  drawn.render(<StrictMode>{session ? withPreferences(page, providers) : providers}</StrictMode>);
  if (session) {
    reportAlive(page);
    reportPlace(window);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** Fetches what is to be seen first: the session, and for somebody who is signed in their page's and the switcher's code and first data. */
async function firstView(session: SessionStore, scopes: ScopeKeeper): Promise<void> {
  const page = lastPage();
  const code = recall(signedInMemory) === undefined ? [] : [page?.code.arrival(), switcherArrival()];
  await until(session, ({ status }) => status !== Status.Restoring);
  const snapshot = session.get();
  const scope = snapshot.status === Status.SignedIn ? scopes.for(snapshot) : undefined;
  if (scope) {
    const shown = page && allows(page, snapshot.permissions) ? [page] : [];
    await Promise.all([...code, ...[...shown, switcher].map((widget) => fetchAhead(scope, widget))]);
  }
}

function withPreferences(page: Document, children: ReactNode) {
  return <PreferencesContext value={createPreferencesStore(preferencesKeeper, firstPreferences(page))}>{children}</PreferencesContext>;
}

function theWindow(session: SessionStore, scopes: ScopeKeeper) {
  lookAgainOnFocus(window);
  return <SessionContext value={session}><App scopes={scopes} /></SessionContext>;
}
