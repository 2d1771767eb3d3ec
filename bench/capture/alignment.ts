// A diff of our own for the truth, so that a fault in the product's cannot hide itself: plain longest common subsequence, by words.

/** Words, line breaks, single blanks and single marks. */
const tokens = (text: string): readonly string[] => text.match(/\r\n|[\p{L}\p{N}_]+|[\s\S]/gu) ?? [];

/** A word that both have says more than a blank that both have. */
const weight = (token: string): number => (/\S/.test(token) ? 3 : 1);

/** More cells than this are not filled: the middle then counts as replaced as a whole. */
const mostCells = 30_000_000;

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}

/**
 * For each code unit of `after` the place in `before` that it comes from, or -1 for what is new. What both begin and end with is kept;
 * between that, a longest common subsequence of words; and of a word that gave way to another, what both begin and end with. Blanks
 * between new words are new.
 */
export function alignment(before: string, after: string): readonly number[] {
  const places = Array.from({ length: after.length }, () => -1);
  const keep = (from: number, to: number, length: number): void => {
    for (let at = 0; at < length; at++) places[to + at] = from + at;
  };
  const start = commonStart(before, after);
  const end = commonEnd(before.slice(start), after.slice(start));
  keep(0, 0, start);
  keep(before.length - end, after.length - end, end);
  const [a, b] = [tokens(before.slice(start, before.length - end)), tokens(after.slice(start, after.length - end))];
  const width = b.length + 1;
  if (a.length === 0 || b.length === 0 || a.length * b.length > mostCells) return places;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + weight(a[i] ?? '') : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let [i, j, from, to] = [0, 0, start, start];
  let [gone, come] = ['', ''];
  const endGap = (): void => {
    const first = commonStart(gone, come);
    const last = commonEnd(gone.slice(first), come.slice(first));
    keep(from - gone.length, to - come.length, first);
    keep(from - last, to - last, last);
    [gone, come] = ['', ''];
  };
  while (i < a.length || j < b.length) {
    const [old = '', young = ''] = [a[i], b[j]];
    if (i < a.length && j < b.length && old === young) {
      endGap();
      keep(from, to, old.length);
      [i, j, from, to] = [i + 1, j + 1, from + old.length, to + young.length];
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      [i, from, gone] = [i + 1, from + old.length, gone + old];
    } else {
      [j, to, come] = [j + 1, to + young.length, come + young];
    }
  }
  endGap();
  return withWholeLines(after, withoutLoneBlanks(after, places));
}

/**
 * Where a new stretch can as well begin and end later, because the same characters follow it, it is taken to end with a line: "a⏎b⏎" in
 * which "b⏎" is new was "a⏎".
 */
function withWholeLines(after: string, places: readonly number[]): readonly number[] {
  const kept = [...places];
  for (let start = 0; start < after.length; start++) {
    if (kept[start] !== -1) continue;
    let end = start;
    while (end < after.length && kept[end] === -1) end++;
    let shift = 0;
    for (let by = 1; end + by <= after.length && after[start + by - 1] === after[end + by - 1]; by++) {
      if ((kept[end + by - 1] ?? -1) === -1) break;
      if (after[end + by - 1] === '\n') shift = by;
    }
    for (let by = 0; by < shift; by++) {
      kept[start + by] = kept[end + by] ?? -1;
      kept[end + by] = -1;
    }
    start = end + shift;
  }
  return kept;
}

/** Blanks between two words that are both new are no remains of anything. */
function withoutLoneBlanks(after: string, places: readonly number[]): readonly number[] {
  const kept = [...places];
  for (const { 0: blanks, index } of after.matchAll(/\s+/g)) {
    const behind = index + blanks.length;
    if (index > 0 && behind < after.length && places[index - 1] === -1 && places[behind] === -1)
      kept.fill(-1, index, behind);
  }
  return kept;
}
