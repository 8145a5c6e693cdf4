/** A list that says when it has changed, in the shape useSyncExternalStore wants. The bridge knows no React. */
export interface List<T> {
  readonly get: () => readonly T[];
  readonly subscribe: (changed: () => void) => () => void;
  readonly add: (item: T) => void;
  readonly remove: (matches: (item: T) => boolean) => void;
}

/** A list with nothing in it. */
export function createList<T>(): List<T> {
  let items: readonly T[] = [];
  const subscribers = new Set<() => void>();
  const become = (next: readonly T[]) => {
    items = next;
    subscribers.forEach((changed) => {
      changed();
    });
  };
  return {
    get: () => items,
    subscribe: (changed) => {
      subscribers.add(changed);
      return () => subscribers.delete(changed);
    },
    add: (item) => {
      become([...items, item]);
    },
    remove: (matches) => {
      if (items.some(matches)) {
        become(items.filter((item) => !matches(item)));
      }
    },
  };
}
