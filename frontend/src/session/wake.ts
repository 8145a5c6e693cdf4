/** The least time between two calls, in milliseconds. */
const restsFor = 5000;

/**
 * Calls wake when the window gets the focus or is seen again, and when the network is back. What comes sooner
 * after the last call, or after the start, is made up for at the end of that time: the network often returns
 * a moment after the window. Returns the way to stop.
 */
export function wakeOnReturn(wake: () => void): () => void {
  let missed = false;
  // Timers rather than the clock, which may be set meanwhile.
  let resting: ReturnType<typeof setTimeout> | undefined;
  const rest = () => {
    resting = setTimeout(() => {
      resting = undefined;
      if (missed) {
        call();
      }
    }, restsFor);
  };
  const call = () => {
    missed = false;
    rest();
    wake();
  };
  const returned = () => {
    if (resting === undefined) {
      call();
    } else {
      missed = true;
    }
  };
  const shown = () => {
    if (document.visibilityState === "visible") {
      returned();
    }
  };
  rest();
  window.addEventListener("focus", returned);
  window.addEventListener("online", returned);
  document.addEventListener("visibilitychange", shown);
  return () => {
    clearTimeout(resting);
    window.removeEventListener("focus", returned);
    window.removeEventListener("online", returned);
    document.removeEventListener("visibilitychange", shown);
  };
}
