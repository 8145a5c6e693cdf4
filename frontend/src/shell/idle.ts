/** Calls back once there is nothing better to do, until the returned function is called. */
export function whenIdle(then: () => void): () => void {
  if ("requestIdleCallback" in window) {
    const handle = window.requestIdleCallback(then, { timeout: 5000 });
    return () => {
      window.cancelIdleCallback(handle);
    };
  }
  const timer = setTimeout(then, 1000); // WebKit has no idle callbacks
  return () => {
    clearTimeout(timer);
  };
}
