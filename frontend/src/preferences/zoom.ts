import { useLayoutEffect } from "react";
import { useInfo } from "../session/hooks";
import { usePreferences } from "./hooks";

/** The factors that zooming goes through; the first and the last are Go's bounds. */
export const zoomSteps: readonly number[] = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** The next larger step; the largest stays. */
export function zoomedIn(zoom: number): number {
  return zoomSteps.find((step) => step > zoom + 0.001) ?? zoom;
}

/** The next smaller step; the smallest stays. */
export function zoomedOut(zoom: number): number {
  return zoomSteps.findLast((step) => step < zoom - 0.001) ?? zoom;
}

/** A zoom as people write it. */
export function zoomText(zoom: number): string {
  return new Intl.NumberFormat(navigator.language, { style: "percent" }).format(zoom);
}

/** The factor by which the page has to zoom itself; 1 where the window does it. */
export function usePageZoom(): number {
  const info = useInfo();
  const { zoom } = usePreferences();
  return info && !info.nativeZoom ? zoom : 1;
}

/**
 * Zooms the page where the window does not; shell.css says what of it. Radix places what floats by what
 * getBoundingClientRect says, in pixels of the page. Engines that count an element's own zoom in (css-viewport's
 * definition) need it on the parts, so that those pixels stay the window's; the older ones on the document.
 */
export function useZoomedPage(): void {
  const zoom = usePageZoom();
  useLayoutEffect(() => {
    const { dataset, style } = document.documentElement;
    if (zoom === 1) {
      delete dataset["zoomed"];
      style.removeProperty("--zoom");
    } else {
      dataset["zoomed"] = countsZoomIn() ? "parts" : "document";
      style.setProperty("--zoom", String(zoom));
    }
  }, [zoom]);
}

function countsZoomIn(): boolean {
  const probe = document.createElement("div");
  probe.style.cssText = "position: fixed; visibility: hidden; width: 10px; height: 10px; zoom: 2";
  document.body.append(probe);
  const { width } = probe.getBoundingClientRect();
  probe.remove();
  return width > 15;
}
