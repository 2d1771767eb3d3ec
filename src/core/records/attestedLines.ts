import { type KeyedRange } from './authorshipLog.ts';

/**
 * The same claims without overlap: a later range wins over an earlier one, as the format has it; neighbours of one key are one range;
 * sorted by line. Takes time n log n in the number of ranges, however long they are.
 */
export function flattenRanges(ranges: readonly KeyedRange[]): readonly KeyedRange[] {
  const bounds = [...new Set(ranges.flatMap((range) => [range.firstLineNumber, range.lastLineNumber + 1]))].sort(
    (a, b) => a - b,
  );
  const indexOf = new Map(bounds.map((bound, index) => [bound, index]));
  // Stretch i is [bounds[i], bounds[i + 1]); `next` leads to the first stretch from there on that nobody has claimed.
  const next = Int32Array.from(bounds, (_, index) => index);
  const claimedBy = new Map<number, string>();
  const firstFree = (from: number): number => {
    let free = from;
    while ((next[free] ?? free) !== free) free = next[free] ?? free;
    for (let at = from; at !== free;) [at, next[at]] = [next[at] ?? free, free];
    return free;
  };
  for (const { firstLineNumber, lastLineNumber, key } of [...ranges].reverse()) {
    const end = indexOf.get(lastLineNumber + 1) ?? 0;
    for (let at = firstFree(indexOf.get(firstLineNumber) ?? 0); at < end; at = firstFree(at)) {
      claimedBy.set(at, key);
      next[at] = at + 1;
    }
  }
  const flat: KeyedRange[] = [];
  for (let index = 0; index + 1 < bounds.length; index++) {
    const key = claimedBy.get(index);
    const last = flat.at(-1);
    const [firstLineNumber = 0, end = 0] = [bounds[index], bounds[index + 1]];
    if (key === undefined) continue;
    if (last?.key === key && last.lastLineNumber + 1 === firstLineNumber) {
      flat[flat.length - 1] = { ...last, lastLineNumber: end - 1 };
    } else {
      flat.push({ firstLineNumber, lastLineNumber: end - 1, key });
    }
  }
  return flat;
}

/** Ranges of lines that have a key; the entry at index i is the key of line i + 1, null for a line without one. */
export function rangesOfLines(keys: readonly (string | null)[]): readonly KeyedRange[] {
  const ranges: KeyedRange[] = [];
  keys.forEach((key, index) => {
    if (key === null) return;
    const last = ranges.at(-1);
    if (last?.key === key && last.lastLineNumber === index)
      ranges[ranges.length - 1] = { ...last, lastLineNumber: index + 1 };
    else ranges.push({ firstLineNumber: index + 1, lastLineNumber: index + 1, key });
  });
  return ranges;
}
