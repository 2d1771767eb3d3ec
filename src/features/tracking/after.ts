/** Runs an action once, after some time; the returned function takes that back. */
export type After = (afterMs: number, action: () => void) => () => void;

/** What follows a change comes within some milliseconds, or not at all. */
const lookEveryMs = 10;

/** So often at most; then it is done at any moment. */
const mostLooks = 30;

/** {@link After} by the clock of the system. */
export const afterSomeTime: After = (afterMs, action) => {
  const timer = setTimeout(action, afterMs);
  return () => clearTimeout(timer);
};

/** As {@link After}, at the next moment from then on at which nothing waits that the action would decide too early; some tenths of a second later at the latest. */
export function atQuietMoment(
  isQuiet: () => boolean,
  afterMs: number,
  action: () => void,
  after: After = afterSomeTime,
): () => void {
  let looksLeft = mostLooks;
  const look = (): void => {
    if (isQuiet() || looksLeft-- === 0) action();
    else takeBack = after(lookEveryMs, look);
  };
  let takeBack = after(afterMs, look);
  return () => takeBack();
}
