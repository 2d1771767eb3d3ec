/**
 * Lines as git counts them: separated by `\n` only (a `\r` before it belongs to the line), and a `\n` at the very end does not
 * begin another line. An empty text has no lines.
 */
export function lineStarts(text: string): Int32Array {
  let starts = new Int32Array(Math.max(16, text.length >> 4));
  let count = 0;
  for (let start = 0; start < text.length;) {
    if (count === starts.length) {
      const larger = new Int32Array(starts.length * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[count++] = start;
    const lineBreak = text.indexOf('\n', start);
    if (lineBreak < 0) break;
    start = lineBreak + 1;
  }
  return starts.slice(0, count);
}

/** How many lines the text has; see {@link lineStarts}. */
export function lineCount(text: string): number {
  let count = 0;
  for (let start = 0; start < text.length; count++) {
    const lineBreak = text.indexOf('\n', start);
    start = lineBreak < 0 ? text.length : lineBreak + 1;
  }
  return count;
}

/** The index of the line that holds the code unit at `offset`; offsets beyond the text belong to the last line. -1 without lines. */
export function lineIndexAt(starts: Int32Array, offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
