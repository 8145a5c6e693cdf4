/** Says which media queries hold, by their text; all others don't. */
export function setMedia(holds: Record<string, boolean>): void {
  window.matchMedia = (query) => Object.assign(new EventTarget(), {
    media: query,
    matches: holds[query] ?? false,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  });
}
