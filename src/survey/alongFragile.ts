import { type FragileStretch } from './blameFile.ts';
import { type Stretch } from './blameStretches.ts';

/** A part of a stretch that newer commits divided. */
export interface DividedStretch {
  readonly part: Stretch;
  /** The whole stretch. */
  readonly stretch: FragileStretch;
  /** Stretches within it that were looked at after it. */
  readonly inner: readonly FragileStretch[];
}

/** Lines by stretches that hold only while they are not divided. */
export interface AlongFragile {
  /** Lines of no stretch that is divided. */
  readonly whole: readonly Stretch[];
  readonly divided: readonly DividedStretch[];
  /** Stretches that are there as a whole. */
  readonly undivided: readonly FragileStretch[];
}

/** `fragile` is in the order in which it was looked at; all is in lines of one text. */
export function alongFragile({ lineIndex, lineCount }: Stretch, fragile: readonly FragileStretch[]): AlongFragile {
  const endExclusive = lineIndex + lineCount;
  const near = fragile.filter((one) => one.lineIndex < endExclusive && endOf(one) > lineIndex);
  const [undivided, cut]: [FragileStretch[], FragileStretch[]] = [[], []];
  for (const one of near) (one.lineIndex >= lineIndex && endOf(one) <= endExclusive ? undivided : cut).push(one);
  const whole: Stretch[] = [];
  const divided: DividedStretch[] = [];
  let at = lineIndex;
  for (const stretch of outermost(cut)) {
    const from = Math.max(stretch.lineIndex, lineIndex);
    const end = Math.min(endOf(stretch), endExclusive);
    if (from > at) whole.push({ lineIndex: at, lineCount: from - at });
    at = end;
    const inner = near.slice(near.indexOf(stretch) + 1).filter((one) => isWithin(one, stretch));
    divided.push({ part: { lineIndex: from, lineCount: end - from }, stretch, inner });
  }
  if (endExclusive > at) whole.push({ lineIndex: at, lineCount: endExclusive - at });
  // What is within a divided one is found again with it, or not.
  const isInDivided = (one: FragileStretch): boolean => divided.some(({ stretch }) => isWithin(one, stretch));
  return { whole, divided, undivided: undivided.filter((one) => !isInDivided(one)) };
}

/** Whether some lines are among others. */
export function isWithin(one: Stretch, other: Stretch): boolean {
  return one.lineIndex >= other.lineIndex && endOf(one) <= endOf(other);
}

function endOf({ lineIndex, lineCount }: Stretch): number {
  return lineIndex + lineCount;
}

/** Stretches that are no parts of others: what was looked for first comes with what was looked for again in what remained. */
function outermost(stretches: readonly FragileStretch[]): readonly FragileStretch[] {
  const found: FragileStretch[] = [];
  let end = -Infinity;
  // Of two that are alike the one that was looked for first comes first.
  for (const stretch of [...stretches].sort((a, b) => a.lineIndex - b.lineIndex || b.lineCount - a.lineCount)) {
    if (stretch.lineIndex < end) continue;
    found.push(stretch);
    end = endOf(stretch);
  }
  return found;
}
