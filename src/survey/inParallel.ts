import { type CancelSignal } from '../core/ports.ts';

/** Works through `items` with at most `width` under way at once; stops taking new ones once cancelled. The first failure rejects. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
  signal?: CancelSignal,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length && signal?.aborted !== true; index = next++) {
      const item = items[index];
      if (item !== undefined) await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}
