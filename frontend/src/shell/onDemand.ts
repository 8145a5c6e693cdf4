import { useEffect } from "react";
import { lazily } from "../widgets/lazily";
import { whenIdle } from "./idle";

// What no ordinary start shows, and no first picture waits for. Deferred.tsx says what is there until it comes, and if it does not.

export const settings = lazily(() => import("./Settings").then((m) => m.Settings));
export const palette = lazily(() => import("../palette/Palette").then((m) => m.Palette));
export const misconfigured = lazily(() => import("./Misconfigured").then((m) => m.Misconfigured));
export const signingIn = lazily(() => import("./SigningIn").then((m) => m.SigningIn));
export const locked = lazily(() => import("./Locked").then((m) => m.Locked));
export const notices = lazily(() => import("./Notices").then((m) => m.Notices));
export const brokenNotice = lazily(() => import("./Notices").then((m) => m.BrokenNotice));
export const errorContent = lazily(() => import("./Popovers").then((m) => m.ErrorContent));
export const detailsContent = lazily(() => import("./Popovers").then((m) => m.DetailsContent));

/** Fetches all of it as soon as there is nothing better to do. */
export function usePreloadedCode(): void {
  useEffect(() => whenIdle(() => {
    [signingIn, settings, palette, misconfigured, locked, notices, brokenNotice, errorContent, detailsContent].forEach(({ preload }) => {
      preload();
    });
  }), []);
}
