// What the window remembers from one start to the next. The web view's storage can be full, forbidden or
// damaged: then nothing is remembered, and nothing else suffers.

/** Remembers text under a name. */
export function remember(name: string, value: string): void {
  try {
    window.localStorage.setItem(name, value);
  } catch {
    // not remembered
  }
}

/** What was remembered under a name; undefined when nothing was. */
export function recall(name: string): string | undefined {
  try {
    return window.localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Under which names, each followed by an organization's ID, organizations' names are remembered. */
export const organizationMemory = "organization ";

/** Under which name it is remembered that somebody has signed in on this computer, whoever that was. */
export const signedInMemory = "signed in before";

/** Forgets everything that was remembered under names that begin like this. */
export function forget(beginning: string): void {
  try {
    Object.keys(window.localStorage).filter((name) => name.startsWith(beginning)).forEach((name) => {
      window.localStorage.removeItem(name);
    });
  } catch {
    // nothing to forget
  }
}
