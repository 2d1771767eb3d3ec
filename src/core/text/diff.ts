import { minimizeEdit, type TextEdit, type TextEdits } from './edit.ts';
import { diffSequences, type Match } from './sequenceDiff.ts';

/** The difference of two texts; `isExact` is false where the search was cut short and more was replaced than had to be. */
export interface TextDiff {
  readonly edits: TextEdits;
  readonly isExact: boolean;
}

/** From this part of common non-blank characters on, a changed stretch is an edited form of the old one, else a new one. */
const editedFromCommon = 0.6;

/** From this part on, one line is an edited form of another. */
const editedLineFromCommon = 0.5;

/** Stretches of more tokens are replaced whole: the person or tool that changed so much at once wrote it anew. */
const mostTokens = 60_000;

/** Pairs of lines that are compared one with another. */
const mostLinePairs = 4_096;

/** A piece of a text: where it is. */
interface Piece {
  readonly offset: number;
  readonly text: string;
}

function linesOf(text: string): readonly Piece[] {
  const lines: Piece[] = [];
  for (let offset = 0; offset < text.length;) {
    const lineBreak = text.indexOf('\n', offset);
    const endExclusive = lineBreak < 0 ? text.length : lineBreak + 1;
    lines.push({ offset, text: text.slice(offset, endExclusive) });
    offset = endExclusive;
  }
  return lines;
}

const token = /[\p{L}\p{N}_$]+|[^\S\n]+|[\s\S]/gu;

function tokensOf(text: string): readonly Piece[] {
  return Array.from(text.matchAll(token), (match) => ({ offset: match.index, text: match[0] }));
}

/** Gives equal pieces equal numbers. */
function intern(pieces: readonly Piece[], numbers: Map<string, number>): Int32Array {
  const symbols = new Int32Array(pieces.length);
  for (let index = 0; index < pieces.length; index++) {
    const text = pieces[index]?.text ?? '';
    let symbol = numbers.get(text);
    if (symbol === undefined) numbers.set(text, (symbol = numbers.size));
    symbols[index] = symbol;
  }
  return symbols;
}

function diffPieces(a: readonly Piece[], b: readonly Piece[]): { matches: readonly Match[]; isExact: boolean } {
  const numbers = new Map<string, number>();
  return diffSequences(intern(a, numbers), intern(b, numbers));
}

/**
 * What turns `before` into `after`: edits sorted and disjoint, so that `applyEdits(before, edits)` is `after`. Lines are compared
 * first; where lines differ, an edited line is told from a new one, and an edit inside a line touches only what changed.
 * Takes time linear in the length of the texts, whatever they are.
 */
export function diffTexts(before: string, after: string): TextDiff {
  if (before === after) return { edits: [], isExact: true };
  const script = new Script(before, after);
  const whole = minimizeEdit(before, { offset: 0, deletedUtf16Length: before.length, insertedText: after });
  // Only the lines around the changed part are compared.
  const start = whole.offset === 0 ? 0 : before.lastIndexOf('\n', whole.offset - 1) + 1;
  const tailLength = before.length - (whole.offset + whole.deletedUtf16Length);
  const tailBreak = before.indexOf('\n', before.length - tailLength);
  const kept = tailBreak < 0 ? 0 : before.length - (tailBreak + 1);
  script.compareLines(start, before.slice(start, before.length - kept), start, after.slice(start, after.length - kept));
  return { edits: script.edits, isExact: script.isExact };
}

class Script {
  readonly edits: TextEdit[] = [];
  isExact = true;
  readonly #before: string;
  readonly #after: string;

  constructor(before: string, after: string) {
    this.#before = before;
    this.#after = after;
  }

  compareLines(aOffset: number, aText: string, bOffset: number, bText: string): void {
    const a = linesOf(aText);
    const b = linesOf(bText);
    const { matches, isExact } = diffPieces(a, b);
    this.isExact &&= isExact;
    forEachGap(matches, a.length, b.length, (aFrom, aTo, bFrom, bTo) => {
      const aStart = a[aFrom]?.offset ?? aText.length;
      const bStart = b[bFrom]?.offset ?? bText.length;
      this.#refine(aOffset + aStart, a.slice(aFrom, aTo), bOffset + bStart, b.slice(bFrom, bTo));
    });
  }

  /** Compares two stretches of lines that have no line in common; they start at these offsets of the whole texts. */
  #refine(aStart: number, aLines: readonly Piece[], bStart: number, bLines: readonly Piece[]): void {
    const aEnd = aStart + lengthOf(aLines);
    const bEnd = bStart + lengthOf(bLines);
    if (aLines.length === 0 || bLines.length === 0) {
      this.#replace(aStart, aEnd, bStart, bEnd);
      return;
    }
    const script = compareTokens(this.#before.slice(aStart, aEnd), this.#after.slice(bStart, bEnd), editedFromCommon);
    if (script !== null) {
      this.#addAll(aStart, script.gaps, bStart);
      this.isExact &&= script.isExact;
      return;
    }
    const pairs = aLines.length * bLines.length <= mostLinePairs ? pairLines(aLines, bLines) : [];
    const [aShift, bShift] = [aStart - (aLines[0]?.offset ?? 0), bStart - (bLines[0]?.offset ?? 0)];
    let [aAt, bAt] = [aStart, bStart];
    for (const { aLine, bLine, gaps } of pairs) {
      const [aLineStart, bLineStart] = [aShift + aLine.offset, bShift + bLine.offset];
      this.#replace(aAt, aLineStart, bAt, bLineStart);
      this.#addAll(aLineStart, gaps, bLineStart);
      [aAt, bAt] = [aLineStart + aLine.text.length, bLineStart + bLine.text.length];
    }
    this.#replace(aAt, aEnd, bAt, bEnd);
  }

  #addAll(aOffset: number, gaps: readonly Gap[], bOffset: number): void {
    for (const gap of gaps) {
      this.#replace(aOffset + gap.aStart, aOffset + gap.aEnd, bOffset + gap.bStart, bOffset + gap.bEnd);
    }
  }

  #replace(aStart: number, aEnd: number, bStart: number, bEnd: number): void {
    if (aStart === aEnd && bStart === bEnd) return;
    this.edits.push(
      minimizeEdit(this.#before, {
        offset: aStart,
        deletedUtf16Length: aEnd - aStart,
        insertedText: this.#after.slice(bStart, bEnd),
      }),
    );
  }
}

/** A stretch of the old and of the new text between two matches, in offsets of the compared texts. */
interface Gap {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/** The gaps between equal tokens, if the texts have at least the part `fromCommon` of their non-blank characters in common; else null. */
function compareTokens(
  aText: string,
  bText: string,
  fromCommon: number,
): { readonly gaps: readonly Gap[]; readonly isExact: boolean; readonly common: number } | null {
  const a = tokensOf(aText);
  const b = tokensOf(bText);
  if (a.length + b.length > mostTokens) return null;
  const { matches, isExact } = diffPieces(a, b);
  let commonLength = 0;
  for (const match of matches) {
    for (let index = match.aStart; index < match.aStart + match.length; index++) {
      commonLength += nonBlankLength(a[index]?.text ?? '');
    }
  }
  const allLength = nonBlankLength(aText) + nonBlankLength(bText);
  const common = allLength === 0 ? 1 : (2 * commonLength) / allLength;
  if (common < fromCommon) return null;
  const gaps: Gap[] = [];
  forEachGap(matches, a.length, b.length, (aFrom, aTo, bFrom, bTo) => {
    gaps.push({
      aStart: a[aFrom]?.offset ?? aText.length,
      aEnd: a[aTo]?.offset ?? aText.length,
      bStart: b[bFrom]?.offset ?? bText.length,
      bEnd: b[bTo]?.offset ?? bText.length,
    });
  });
  return { gaps, isExact, common };
}

interface LinePair {
  readonly aLine: Piece;
  readonly bLine: Piece;
  readonly gaps: readonly Gap[];
}

/** The best ascending pairing of old lines with edited forms of them, by the sum of what they have in common. */
function pairLines(aLines: readonly Piece[], bLines: readonly Piece[]): readonly LinePair[] {
  const columns = bLines.length + 1;
  const score = new Float64Array((aLines.length + 1) * columns);
  const gapsOf = new Map<number, readonly Gap[]>();
  for (let i = aLines.length - 1; i >= 0; i--) {
    for (let j = bLines.length - 1; j >= 0; j--) {
      const cell = i * columns + j;
      let best = Math.max(score[cell + columns] ?? 0, score[cell + 1] ?? 0);
      const tokens = couldBeEdited(aLines[i], bLines[j])
        ? compareTokens(aLines[i]?.text ?? '', bLines[j]?.text ?? '', editedLineFromCommon)
        : null;
      const paired = tokens === null ? -1 : tokens.common + (score[cell + columns + 1] ?? 0);
      if (tokens !== null && paired > best) {
        best = paired;
        gapsOf.set(cell, tokens.gaps);
      }
      score[cell] = best;
    }
  }
  const pairs: LinePair[] = [];
  for (let i = 0, j = 0; i < aLines.length && j < bLines.length;) {
    const cell = i * columns + j;
    const gaps = gapsOf.get(cell);
    const aLine = aLines[i];
    const bLine = bLines[j];
    if (gaps !== undefined && aLine !== undefined && bLine !== undefined) {
      pairs.push({ aLine, bLine, gaps });
      i++;
      j++;
    } else if ((score[cell + columns] ?? 0) >= (score[cell + 1] ?? 0)) i++;
    else j++;
  }
  return pairs;
}

/** Lines of very different length have too little in common to be compared. Lines of few characters are not told apart by likeness. */
function couldBeEdited(aLine: Piece | undefined, bLine: Piece | undefined): boolean {
  const a = nonBlankLength(aLine?.text ?? '');
  const b = nonBlankLength(bLine?.text ?? '');
  return Math.min(a, b) >= 3 && 2 * Math.min(a, b) >= editedLineFromCommon * (a + b);
}

function nonBlankLength(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x20) count++;
  return count;
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.text.length, 0);
}

function forEachGap(
  matches: readonly Match[],
  aLength: number,
  bLength: number,
  callback: (aFrom: number, aTo: number, bFrom: number, bTo: number) => void,
): void {
  let a = 0;
  let b = 0;
  for (const match of matches) {
    if (match.aStart > a || match.bStart > b) callback(a, match.aStart, b, match.bStart);
    a = match.aStart + match.length;
    b = match.bStart + match.length;
  }
  if (aLength > a || bLength > b) callback(a, aLength, b, bLength);
}
