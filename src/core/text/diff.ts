import { commonEnds, type TextEdit, type TextEdits } from './edit.ts';
import { pairLines, type TokenLine } from './pairLines.ts';
import { gapsOf, type Gap } from './gap.ts';
import { findMoves, type Move } from './moves.ts';
import { type Match } from './match.ts';
import { diffSequences, SearchRoom } from './sequenceDiff.ts';
import { slideGaps } from './slide.ts';
import { isSpaceAt, TokenNumbers, Tokens } from './tokens.ts';

/** The difference of two texts; `isExact` is false where the search was cut short and more was replaced than had to be. */
export interface TextDiff {
  readonly edits: TextEdits;
  readonly isExact: boolean;
}

/** What a diff may cost before it goes on crudely. No clock: the same texts always have the same diff. */
export interface DiffLimits {
  /** Elementary steps of all searches together; a hundred million are a second, about. */
  readonly searchSteps: number;
  /** Stretches of more tokens are replaced whole. Bounds memory. */
  readonly tokens: number;
}

const usualLimits: DiffLimits = { searchSteps: 30_000_000, tokens: 1_500_000 };

/** From this part of common non-blank characters on, a changed stretch is an edited form of the old one, else a new one. */
const editedFromCommon = 0.6;

/** From this part on, what two lines have in common shows that one is an edited form of the other. */
const editedLineFromCommon = 0.5;

/** Changed stretches of more code units are first compared line by line without white space: most likely they were formatted. */
const largeStretch = 40_000;

/** So many unchanged lines on both sides of the changed part are looked at too. */
const contextLines = 40;

/** Steps that the pairing of lines may take in one changed stretch. */
const mostPairingSteps = 2_000_000;

interface SymbolList {
  readonly symbols: Int32Array;
  readonly count: number;
}

/** Lines of part of a text. */
interface Lines extends SymbolList {
  /** Where each line starts, and at the end where the last one ends: one entry more than lines. */
  readonly starts: Int32Array;
  readonly text: string;
  /** 1 for lines that stand elsewhere in the other text: nothing here is a form of them. */
  moved: Uint8Array | null;
}

/**
 * What turns `before` into `after`: edits sorted and disjoint, so that `applyEdits(before, edits)` is `after`. Lines are compared
 * first; where lines differ, an edited line is told from a new one, and an edit inside a line touches only what changed. No edit cuts a
 * surrogate pair. Takes time linear in the length of the texts, whatever they are.
 */
export function diffTexts(before: string, after: string, limits: Partial<DiffLimits> = {}): TextDiff {
  return compare(before, after, limits, false);
}

/** A {@link TextDiff} that knows of text that only moved: `edits` insert it, and nothing else is taken for an edited form of it. */
export interface TextDiffWithMoves extends TextDiff {
  /** Ascending and disjoint in `after`. */
  readonly moves: readonly Move[];
}

/** {@link diffTexts}, and the blocks of lines that went at one place and came at another. */
export function diffTextsWithMoves(before: string, after: string, limits: Partial<DiffLimits> = {}): TextDiffWithMoves {
  return compare(before, after, limits, true);
}

function compare(before: string, after: string, limits: Partial<DiffLimits>, wantsMoves: boolean): TextDiffWithMoves {
  if (before === after) return { edits: [], moves: [], isExact: true };
  const script = new Script(before, after, { ...usualLimits, ...limits }, wantsMoves);
  const [prefix, suffix] = commonEnds(before, 0, before.length, after, 0, after.length);
  // Only the changed part and some lines around it are compared.
  const start = someLinesBefore(before, prefix);
  const kept = before.length - someLinesAfter(before, before.length - suffix);
  script.compareLines(start, before.length - kept, start, after.length - kept);
  return { edits: script.edits, moves: script.moves, isExact: script.isExact };
}

class Script {
  readonly edits: TextEdit[] = [];
  moves: readonly Move[] = [];
  isExact = true;
  readonly #before: string;
  readonly #after: string;
  readonly #limits: DiffLimits;
  readonly #wantsMoves: boolean;
  readonly #lineRoom: SearchRoom;
  readonly #tokenRoom: SearchRoom;
  readonly #tokenNumbers = new TokenNumbers();
  readonly #aTokens = new Tokens();
  readonly #bTokens = new Tokens();

  constructor(before: string, after: string, limits: DiffLimits, wantsMoves: boolean) {
    this.#before = before;
    this.#after = after;
    this.#limits = limits;
    this.#wantsMoves = wantsMoves;
    this.#lineRoom = new SearchRoom(limits.searchSteps / 2);
    this.#tokenRoom = new SearchRoom(limits.searchSteps / 2);
  }

  compareLines(aStart: number, aEnd: number, bStart: number, bEnd: number): void {
    const numbers = new Map<string, number>();
    const a = linesOf(this.#before, aStart, aEnd, numbers);
    const b = linesOf(this.#after, bStart, bEnd, numbers);
    const gaps = slideGaps(this.#gapsBetween(a, b, numbers.size), a, b);
    if (this.#wantsMoves) {
      const { moves, aMoved, bMoved } = findMoves(gaps, a, b);
      this.moves = moves;
      [a.moved, b.moved] = [aMoved, bMoved];
    }
    for (const gap of gaps) this.#refineLines(a, b, gap, true);
  }

  #gapsBetween(a: SymbolList, b: SymbolList, symbolCount: number): Gap[] {
    const { matches, isExact } = diffSequences(a.symbols, b.symbols, symbolCount, this.#lineRoom);
    this.isExact &&= isExact;
    return gapsOf(matches, a.count, b.count);
  }

  /** Compares lines that have no equal ones among them. */
  #refineLines(a: Lines, b: Lines, gap: Gap, mayBeFormatted: boolean): void {
    const [aStart, aEnd] = [a.starts[gap.aFrom] ?? 0, a.starts[gap.aTo] ?? 0];
    const [bStart, bEnd] = [b.starts[gap.bFrom] ?? 0, b.starts[gap.bTo] ?? 0];
    const [prefix, suffix] = commonEnds(this.#before, aStart, aEnd, this.#after, bStart, bEnd);
    const same = prefix + suffix;
    if (aEnd - aStart === same || bEnd - bStart === same) {
      this.#replace(aStart, aEnd, bStart, bEnd);
    } else if (mayBeFormatted && aEnd - aStart + bEnd - bStart > largeStretch) {
      this.#compareSqueezed(a, b, gap);
    } else {
      this.#compareTokens(a, b, gap);
    }
  }

  /** Lines that differ only in white space are the same line, formatted. */
  #compareSqueezed(a: Lines, b: Lines, gap: Gap): void {
    const numbers = new Map<string, number>();
    const aSqueezed = squeezed(a, gap.aFrom, gap.aTo, numbers, ' old');
    const bSqueezed = squeezed(b, gap.bFrom, gap.bTo, numbers, ' new');
    let [aAt, bAt] = [gap.aFrom, gap.bFrom];
    const respaceUpTo = (aLine: number): void => {
      for (; aAt < aLine; aAt++, bAt++) {
        this.#respace(a.starts[aAt] ?? 0, a.starts[aAt + 1] ?? 0, b.starts[bAt] ?? 0, b.starts[bAt + 1] ?? 0);
      }
    };
    for (const inner of this.#gapsBetween(aSqueezed, bSqueezed, numbers.size)) {
      respaceUpTo(gap.aFrom + inner.aFrom);
      [aAt, bAt] = [gap.aFrom + inner.aTo, gap.bFrom + inner.bTo];
      this.#refineLines(
        a,
        b,
        { aFrom: gap.aFrom + inner.aFrom, aTo: aAt, bFrom: gap.bFrom + inner.bFrom, bTo: bAt },
        false,
      );
    }
    respaceUpTo(gap.aTo);
  }

  /** Two stretches that differ only in white space. */
  #respace(aStart: number, aEnd: number, bStart: number, bEnd: number): void {
    let [a, b] = [aStart, bStart];
    while (a < aEnd || b < bEnd) {
      const [aFrom, bFrom] = [a, b];
      while (a < aEnd && isSpaceAt(this.#before, a)) a++;
      while (b < bEnd && isSpaceAt(this.#after, b)) b++;
      if (a > aFrom || b > bFrom) this.#replace(aFrom, a, bFrom, b);
      while (a < aEnd && b < bEnd && !isSpaceAt(this.#before, a) && !isSpaceAt(this.#after, b)) {
        a++;
        b++;
      }
    }
  }

  #compareTokens(aLines: Lines, bLines: Lines, gap: Gap): void {
    const [aStart, aEnd] = [aLines.starts[gap.aFrom] ?? 0, aLines.starts[gap.aTo] ?? 0];
    const [bStart, bEnd] = [bLines.starts[gap.bFrom] ?? 0, bLines.starts[gap.bTo] ?? 0];
    const [a, b, numbers, most] = [this.#aTokens, this.#bTokens, this.#tokenNumbers, this.#limits.tokens];
    numbers.clear();
    if (!a.cut(this.#before, aStart, aEnd, numbers, most) || !b.cut(this.#after, bStart, bEnd, numbers, most)) {
      this.isExact = false;
      this.#replace(aStart, aEnd, bStart, bEnd);
      return;
    }
    const symbolCount = withoutMoved(a, aLines, b, bLines, gap, numbers.size);
    this.#replaceGaps(a, b, this.#matchesOf(a, b, symbolCount));
  }

  /** The token matches that show an edit, not a chance. */
  #matchesOf(a: Tokens, b: Tokens, symbolCount: number): readonly Match[] {
    const { matches, isExact } = diffSequences(a.symbols, b.symbols, symbolCount, this.#tokenRoom);
    this.isExact &&= isExact;
    let common = 0;
    for (const match of matches) common += sumOf(a.weights, match.aStart, match.aStart + match.length);
    const all = sumOf(a.weights, 0, a.count) + sumOf(b.weights, 0, b.count);
    const aLines = tokenLines(this.#before, a);
    const bLines = tokenLines(this.#after, b);
    const areSingle = aLines.length === 1 && bLines.length === 1;
    if (2 * common >= (areSingle ? editedLineFromCommon : editedFromCommon) * all) return matches;
    if (areSingle) return [];
    const { pairs, steps } = pairLines(a, aLines, b, bLines, Math.min(mostPairingSteps, this.#tokenRoom.steps));
    this.#tokenRoom.steps -= steps;
    if (pairs === null) {
      this.isExact = false;
      return withinEditedLines(matches, a, aLines, b, bLines);
    }
    const paired: Match[] = [];
    for (const { aIndex, bIndex } of pairs) {
      const [aLine, bLine] = [aLines[aIndex], bLines[bIndex]];
      if (aLine === undefined || bLine === undefined) continue;
      const [aSymbols, bSymbols] = [symbolsOf(a, aLine), symbolsOf(b, bLine)];
      for (const match of diffSequences(aSymbols, bSymbols, symbolCount, this.#tokenRoom).matches) {
        paired.push({ ...match, aStart: aLine.from + match.aStart, bStart: bLine.from + match.bStart });
      }
    }
    return paired;
  }

  #replaceGaps(a: Tokens, b: Tokens, matches: readonly Match[]): void {
    for (const { aFrom, aTo, bFrom, bTo } of gapsOf(matches, a.count, b.count)) {
      this.#replace(a.starts[aFrom] ?? 0, a.starts[aTo] ?? 0, b.starts[bFrom] ?? 0, b.starts[bTo] ?? 0);
    }
  }

  #replace(aStart: number, aEnd: number, bStart: number, bEnd: number): void {
    const [prefix, suffix] = commonEnds(this.#before, aStart, aEnd, this.#after, bStart, bEnd);
    const deletedUtf16Length = aEnd - aStart - prefix - suffix;
    const insertedText = this.#after.slice(bStart + prefix, bEnd - suffix);
    if (deletedUtf16Length === 0 && insertedText === '') return;
    this.edits.push({ offset: aStart + prefix, deletedUtf16Length, insertedText });
  }
}

/** The start of a line that is some lines before `offset`, so that a block that begins there can be seen to begin earlier. */
function someLinesBefore(text: string, offset: number): number {
  let start = offset;
  for (let count = 0; count <= contextLines && start > 0; count++) start = text.lastIndexOf('\n', start - 2) + 1;
  return start;
}

/** The end of a line some lines after `offset`. */
function someLinesAfter(text: string, offset: number): number {
  let end = offset;
  for (let count = 0; count <= contextLines && end < text.length; count++) {
    const lineBreak = text.indexOf('\n', end);
    end = lineBreak < 0 ? text.length : lineBreak + 1;
  }
  return end;
}

function linesOf(text: string, start: number, endExclusive: number, numbers: Map<string, number>): Lines {
  const starts: number[] = [];
  const symbols: number[] = [];
  for (let offset = start; offset < endExclusive;) {
    const lineBreak = text.indexOf('\n', offset);
    const end = lineBreak < 0 || lineBreak >= endExclusive ? endExclusive : lineBreak + 1;
    starts.push(offset);
    symbols.push(numberOf(text.slice(offset, end), numbers));
    offset = end;
  }
  starts.push(endExclusive);
  return {
    starts: Int32Array.from(starts),
    symbols: Int32Array.from(symbols),
    count: symbols.length,
    text,
    moved: null,
  };
}

/** The same lines, numbered as if they had no white space. Lines that moved are `moved`, which no squeezed line is. */
function squeezed(lines: Lines, from: number, to: number, numbers: Map<string, number>, moved: string): SymbolList {
  const symbols = new Int32Array(to - from);
  for (let index = from; index < to; index++) {
    const line = lines.text.slice(lines.starts[index], lines.starts[index + 1]);
    symbols[index - from] = numberOf(lines.moved?.[index] === 1 ? moved : line.replace(/\s+/g, ''), numbers);
  }
  return { symbols, count: to - from };
}

function numberOf(line: string, numbers: Map<string, number>): number {
  let number = numbers.get(line);
  if (number === undefined) numbers.set(line, (number = numbers.size));
  return number;
}

/** Makes the tokens of lines that moved equal to none of the other side, and weigh nothing. Returns the number of symbols after that. */
function withoutMoved(a: Tokens, aLines: Lines, b: Tokens, bLines: Lines, gap: Gap, symbolCount: number): number {
  const hide = (tokens: Tokens, lines: Lines, from: number, to: number, symbol: number): void => {
    if (lines.moved === null) return;
    let at = 0;
    for (let line = from; line < to; line++) {
      const end = lines.starts[line + 1] ?? 0;
      for (; at < tokens.count && (tokens.starts[at] ?? 0) < end; at++) {
        if (lines.moved[line] === 0) continue;
        tokens.symbols[at] = symbol;
        tokens.weights[at] = 0;
      }
    }
  };
  hide(a, aLines, gap.aFrom, gap.aTo, symbolCount);
  hide(b, bLines, gap.bFrom, gap.bTo, symbolCount + 1);
  return symbolCount + 2;
}

function tokenLines(text: string, tokens: Tokens): readonly TokenLine[] {
  const lines: TokenLine[] = [];
  let from = 0;
  for (let index = 0; index < tokens.count; index++) {
    if (index < tokens.count - 1 && text.charCodeAt(tokens.starts[index] ?? 0) !== 0x0a) continue;
    lines.push({ from, to: index + 1 });
    from = index + 1;
  }
  return lines;
}

function symbolsOf(tokens: Tokens, line: TokenLine): Int32Array {
  return tokens.symbols.subarray(line.from, line.to);
}

/**
 * Of token matches those in lines that have enough in common to be one line edited: elsewhere it is chance that a bracket or
 * a common word is found again.
 */
function withinEditedLines(
  matches: readonly Match[],
  a: Tokens,
  aLines: readonly TokenLine[],
  b: Tokens,
  bLines: readonly TokenLine[],
): readonly Match[] {
  // Summed once: one line may meet very many of the other side.
  const aWeights = aLines.map((line) => sumOf(a.weights, line.from, line.to));
  const bWeights = bLines.map((line) => sumOf(b.weights, line.from, line.to));
  const kept: Match[] = [];
  let pending: Match[] = [];
  let common = 0;
  let [aLine, bLine] = [0, 0];
  const settle = (): void => {
    const all = (aWeights[aLine] ?? 0) + (bWeights[bLine] ?? 0);
    // Not by a spread: so many arguments as a line may have matches overflow the stack.
    if (common > 0 && 2 * common >= editedLineFromCommon * all) for (const match of pending) kept.push(match);
    pending = [];
    common = 0;
  };
  for (const { aStart, bStart, length } of matches) {
    for (let done = 0; done < length;) {
      const [x, y] = [aStart + done, bStart + done];
      if (x >= (aLines[aLine]?.to ?? Infinity) || y >= (bLines[bLine]?.to ?? Infinity)) {
        settle();
        while (x >= (aLines[aLine]?.to ?? Infinity)) aLine++;
        while (y >= (bLines[bLine]?.to ?? Infinity)) bLine++;
      }
      const here = Math.min(length - done, (aLines[aLine]?.to ?? x + 1) - x, (bLines[bLine]?.to ?? y + 1) - y);
      pending.push({ aStart: x, bStart: y, length: here });
      common += sumOf(a.weights, x, x + here);
      done += here;
    }
  }
  settle();
  return kept;
}

function sumOf(numbers: Int32Array, from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index++) sum += numbers[index] ?? 0;
  return sum;
}
