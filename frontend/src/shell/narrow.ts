import { usePageZoom } from "../preferences/zoom";
import { narrowerThan, narrowWidth, useMedia } from "./media";

/** Whether the sidebar has room for icons only. Media queries know nothing of a page that zooms itself. */
export function useNarrow(): boolean {
  return useMedia(narrowerThan(narrowWidth * usePageZoom()));
}
