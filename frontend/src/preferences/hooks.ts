import { createContext, use, useEffect, useSyncExternalStore } from "react";
import { useMutation } from "@tanstack/react-query";
import { app, type Preferences } from "../session/app";
import { useMedia } from "../shell/media";
import type { PreferencesStore } from "./store";

/** The store that usePreferences reads. Without the application behind the page nothing is set, or can be. */
export const PreferencesContext = createContext<PreferencesStore>(nothingSet());

function nothingSet(): PreferencesStore {
  const preferences: Preferences = { theme: "system", zoom: 1, logLevel: "" };
  return { subscribe: () => () => undefined, get: () => preferences, save: () => Promise.resolve() };
}

/** What the person has set. */
export function usePreferences(): Preferences {
  const { subscribe, get } = use(PreferencesContext);
  return useSyncExternalStore(subscribe, get);
}

/** Saves changes of the preferences. They hold at once; error has the words when they could not be kept. */
export function useSavePreferences() {
  return useMutation({ mutationFn: use(PreferencesContext).save });
}

/** How the window looks now: as it was set, or as the desktop does, live. */
export function useAppearance(): "light" | "dark" {
  const { theme } = usePreferences();
  const dark = useMedia("(prefers-color-scheme: dark)");
  if (theme === "system") {
    return dark ? "dark" : "light";
  }
  return theme;
}

/** Keeps the document's ground in step with the theme, and tells Go how the window looks: so it opens next time. */
export function useReportedAppearance(): void {
  const { theme } = usePreferences();
  const appearance = useAppearance();
  useEffect(() => {
    if (theme === "system") {
      delete document.documentElement.dataset["theme"];
    } else {
      document.documentElement.dataset["theme"] = theme;
    }
  }, [theme]);
  useEffect(() => {
    // Only the first paint of the next start depends on it.
    app.setAppearance(appearance).catch(() => undefined);
  }, [appearance]);
}
