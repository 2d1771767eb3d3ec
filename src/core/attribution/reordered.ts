import { Attribution } from './attribution.ts';
import { type Run } from './run.ts';

const lineBreak = /\r\n|\n|\r/;

/** A line without its break, and its offset. */
interface Line {
  readonly content: string;
  readonly start: number;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const content of text.split(lineBreak)) {
    lines.push({ content, start });
    const end = start + content.length;
    start = end + (text.startsWith('\r\n', end) ? 2 : 1);
  }
  return lines;
}

/** Where the break behind a line stands; of length 0 behind the last one. */
function breakBehind(lines: readonly Line[], index: number): { readonly start: number; readonly length: number } {
  const line = lines[index];
  const start = line === undefined ? 0 : line.start + line.content.length;
  return { start, length: (lines[index + 1]?.start ?? start) - start };
}

/** A text with its attribution. */
interface AttributedText {
  readonly text: string;
  readonly runs: readonly Run[];
}

function reorderedLines(before: AttributedText, afterText: string): readonly Run[] | null {
  if (!before.text.includes('\n')) return null;
  const [old, young] = [linesOf(before.text), linesOf(afterText)];
  if (old.length !== young.length) return null;
  const places = new Map<string, number[]>();
  // The last of several equal lines is taken first.
  for (const { content, start } of old.toReversed()) {
    const known = places.get(content);
    if (known === undefined) places.set(content, [start]);
    else known.push(start);
  }
  const attribution = Attribution.fromRuns(before.runs);
  const runs: Run[] = [];
  for (const [index, { content }] of young.entries()) {
    const start = places.get(content)?.pop();
    const [oldBreak, youngBreak] = [breakBehind(old, index), breakBehind(young, index)];
    // Where line breaks of several kinds are mixed, they would not stay where they are.
    if (start === undefined || oldBreak.length !== youngBreak.length) return null;
    runs.push(...attribution.slice(start, start + content.length));
    runs.push(...attribution.slice(oldBreak.start, oldBreak.start + oldBreak.length));
  }
  return runs;
}

function swappedCharacters({ text, runs }: AttributedText, afterText: string): readonly Run[] | null {
  if (text.length !== 2 || afterText !== text.charAt(1) + text.charAt(0)) return null;
  const attribution = Attribution.fromRuns(runs);
  return [...attribution.slice(1, 2), ...attribution.slice(0, 1)];
}

/**
 * The attribution of a text that has the same lines as the text before in another order, or the same two characters: each takes along what it
 * had, line breaks stay where they are. However short a line is, it cannot come from elsewhere then. Null where the text is no such one.
 */
export function reordered(before: AttributedText, afterText: string): readonly Run[] | null {
  return before.text.length === afterText.length
    ? (swappedCharacters(before, afterText) ?? reorderedLines(before, afterText))
    : null;
}
