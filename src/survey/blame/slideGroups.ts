import { isSpace, type LineVersion } from './lineVersion.ts';

/** Some lines of a version that are compared: `count` from `start` on. `changed` has a place before the first line and one behind the last, both 0. */
export interface ComparedLines {
  readonly version: LineVersion;
  readonly start: number;
  readonly count: number;
  /** 1 for a line that the other side does not have; the first line's is at 1. A `Buffer`, which looks for bytes many at once. */
  readonly changed: Buffer;
}

/** So near a mark is sooner found one by one. */
const nearBy = 12;

/** Where a mark stands next, from a place on; below zero for nowhere. */
export function nextMark(changed: Buffer, from: number, mark: 0 | 1): number {
  const near = from + nearBy;
  for (let at = from; at < near; at++) if (changed[at] === mark) return at;
  return changed.indexOf(mark, near);
}

/** Indents are counted no further, blank lines and the way that a group slides are looked at no further. */
const mostIndent = 200;
const mostBlanks = 20;
const mostSliding = 100;

/** A group of changed lines side by side: from `start` to before `end`. Between any two unchanged lines there is one, mostly an empty one. */
class Group {
  readonly #lines: ComparedLines;
  start = 0;
  end = 0;

  constructor(lines: ComparedLines) {
    this.#lines = lines;
    this.#extendDown();
  }

  get size(): number {
    return this.end - this.start;
  }

  /** Goes on to the next group; false behind the last. */
  next(): boolean {
    if (this.end === this.#lines.count) return false;
    this.start = this.end = this.end + 1;
    this.#extendDown();
    return true;
  }

  /** Goes on over so many lines, all unchanged: an empty group comes to stand before an unchanged line again. */
  skip(lines: number): void {
    this.start = this.end = this.end + lines;
  }

  /** How many unchanged lines come next, the last one of all not counted. */
  get unchanged(): number {
    const { changed, count } = this.#lines;
    const next = nextMark(changed, this.end + 1, 1);
    return (next < 0 || next > count ? count : next - 1) - this.end - 1;
  }

  previous(): void {
    this.start = this.end = this.start - 1;
    this.#extendUp();
  }

  /** Moves the group by a line where the text remains the same, and takes in the groups that it meets. */
  slideUp(): boolean {
    const { changed } = this.#lines;
    if (this.start === 0 || this.#id(this.start - 1) !== this.#id(this.end - 1)) return false;
    changed[this.start--] = 1;
    changed[this.end--] = 0;
    this.#extendUp();
    return true;
  }

  slideDown(): boolean {
    const { changed, count } = this.#lines;
    if (this.end === count || this.#id(this.start) !== this.#id(this.end)) return false;
    changed[++this.start] = 0;
    changed[++this.end] = 1;
    this.#extendDown();
    return true;
  }

  #id(line: number): number {
    const { version, start } = this.#lines;
    return version.ids[start + line] ?? -1;
  }

  #extendDown(): void {
    this.end = nextMark(this.#lines.changed, this.end + 1, 0) - 1;
  }

  #extendUp(): void {
    while (this.#lines.changed[this.start] === 1) this.start--;
  }
}

/**
 * Slides the groups of changed lines of one side to where git has them: as far down as they go, but beside a group of the other side where there is
 * one, or else where the indents around say that something begins or ends.
 */
export function slideGroups(lines: ComparedLines, others: ComparedLines): void {
  const group = new Group(lines);
  const other = new Group(others);
  do {
    if (group.size === 0) {
      if (other.size === 0) skipUnchanged(group, other);
      continue;
    }
    let size: number;
    let highestEnd: number;
    let isBesideOther: boolean;
    do {
      size = group.size;
      while (group.slideUp()) other.previous();
      highestEnd = group.end;
      isBesideOther = other.size > 0;
      while (group.slideDown()) {
        other.next();
        if (other.size > 0) isBesideOther = true;
      }
    } while (size !== group.size);
    if (group.end === highestEnd) continue;
    const up = (): boolean => {
      const isMoved = group.slideUp();
      if (isMoved) other.previous();
      return isMoved;
    };
    if (isBesideOther) {
      while (other.size === 0 && up());
    } else {
      const best = bestEnd(lines, highestEnd, group.end, size);
      while (group.end > best && up());
    }
  } while (group.next() && other.next());
}

/** Most lines are unchanged, and stand in pairs. */
function skipUnchanged(group: Group, other: Group): void {
  const lines = Math.min(group.unchanged, other.unchanged);
  if (lines <= 0) return;
  group.skip(lines);
  other.skip(lines);
}

/** The best of the ends that a group of so many lines may have: the last of those with the least penalty. */
function bestEnd(lines: ComparedLines, highest: number, lowest: number, size: number): number {
  let best = -1;
  let [bestIndent, bestPenalty] = [0, 0];
  for (let end = Math.max(highest, lowest - size - 1, lowest - mostSliding); end <= lowest; end++) {
    const [below, above] = [splitAt(lines, end), splitAt(lines, end - size)];
    const indent = below.indent + above.indent;
    const penalty = below.penalty + above.penalty;
    const isBetter = 60 * Math.sign(indent - bestIndent) + (penalty - bestPenalty) <= 0;
    if (best >= 0 && !isBetter) continue;
    [best, bestIndent, bestPenalty] = [end, indent, penalty];
  }
  return best;
}

/** How bad a place before a line is for a group to begin or end there (Michael Haggerty's indent heuristic, with the weights that git has it with). */
function splitAt(lines: ComparedLines, at: number): { readonly indent: number; readonly penalty: number } {
  const isAtEnd = at >= lines.count;
  const own = isAtEnd ? -1 : indentOf(lines, at);
  const before = nearest(lines, at - 1, -1);
  const after = nearest(lines, at + 1, 1);
  const blanksAfter = own === -1 ? 1 + after.blanks : 0;
  const blanks = before.blanks + blanksAfter;
  let penalty = -30 * blanks + 6 * blanksAfter;
  if (before.indent === -1 && before.blanks === 0) penalty += 1;
  if (isAtEnd) penalty += 21;
  const indent = own === -1 ? after.indent : own;
  if (indent !== -1 && before.indent !== -1) {
    if (indent > before.indent) penalty += blanks > 0 ? 10 : -4;
    else if (indent < before.indent) {
      const opens = after.indent !== -1 && after.indent > indent;
      penalty += blanks > 0 ? 17 : opens ? 24 : 23;
    }
  }
  return { indent, penalty };
}

/** The indent of the nearest line that is not blank, -1 where there is none, and how many blank ones are before it. */
function nearest(
  lines: ComparedLines,
  from: number,
  step: 1 | -1,
): { readonly indent: number; readonly blanks: number } {
  let blanks = 0;
  for (let at = from; at >= 0 && at < lines.count; at += step) {
    const indent = indentOf(lines, at);
    if (indent !== -1) return { indent, blanks };
    blanks++;
    if (blanks === mostBlanks) return { indent: 0, blanks };
  }
  return { indent: -1, blanks };
}

/** By how many columns a line is indented; -1 for a blank one. */
function indentOf({ version: { bytes, starts }, start }: ComparedLines, line: number): number {
  const end = starts[start + line + 1] ?? 0;
  let indent = 0;
  for (let at = starts[start + line] ?? 0; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (!isSpace(byte)) return indent;
    if (byte === 32) indent++;
    else if (byte === 9) indent += 8 - (indent % 8);
    if (indent >= mostIndent) return mostIndent;
  }
  return -1;
}
