import { act, render } from "@testing-library/react";
import axe from "axe-core";
import { expect } from "vitest";
import { PreferencesContext } from "../preferences/hooks";
import { createPreferencesStore, firstPreferences } from "../preferences/store";
import { app, preferencesKeeper, sessionSource } from "../session/app";
import { SessionContext } from "../session/hooks";
import type { Snapshot } from "../session/snapshot";
import { createSessionStore } from "../session/store";
import { App } from "../shell/App";
import { createAppClient, Providers } from "../shell/Providers";
import { ScopeKeeper } from "../widgets/scope";
import { installApplication } from "./application";

/** Shows the whole window for a snapshot, with an application behind it. */
export function renderWindow(snapshot: Snapshot, more: Parameters<typeof installApplication>[1] = {}) {
  const application = installApplication(snapshot, more);
  render(
    <PreferencesContext value={createPreferencesStore(preferencesKeeper, firstPreferences(document))}>
      <Providers client={createAppClient()}>
        <SessionContext value={createSessionStore(sessionSource)}><App scopes={new ScopeKeeper(app.widgetToken)} /></SessionContext>
      </Providers>
    </PreferencesContext>,
  );
  const publish: typeof application.publish = (changes) => {
    act(() => {
      application.publish(changes);
    });
  };
  const emit: typeof application.emit = (event, data) => {
    act(() => {
      application.emit(event, data);
    });
  };
  return { ...application, publish, emit };
}

/**
 * Fails unless what axe-core finds wrong with the page is exactly what is known of its widgets. Colours have
 * no values in jsdom: contrast is looked at in a browser.
 */
export async function expectAccessible(known: readonly string[] = []): Promise<void> {
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
  expect(found.filter((one) => !known.some((id) => one.startsWith(`${id}:`)))).toEqual([]);
  expect(violations.map(({ id }) => id)).toEqual(expect.arrayContaining([...known]));
}
