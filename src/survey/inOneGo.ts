import { setImmediate as nextTurn } from 'node:timers/promises';

/** Makes of all that is given within one turn of the event loop one call. */
export function inOneGo<T>(call: (all: readonly T[]) => Promise<void>): (one: T) => Promise<void> {
  let given = new Set<T>();
  let calling: Promise<void> | null = null;
  const callNext = async (): Promise<void> => {
    await nextTurn();
    const all = [...given];
    given = new Set();
    calling = null;
    await call(all);
  };
  return (one) => {
    given.add(one);
    return (calling ??= callNext());
  };
}
