import { lineStarts } from '../text/lines.ts';
import { type Attribution } from './attribution.ts';
import { blankLine, mixedFromMinority, type LineAttribution } from './lineAttribution.ts';
import { evidenceGrades, originKey, type Contributor, type Origin, type OriginId, type OriginTable } from './origin.ts';
import { type Run } from './run.ts';

/** Of two contributors with equally many characters the one that claims less has the line. */
const claimsLeastFirst: readonly Contributor[] = ['unknown', 'tool', 'human', 'ai'];

/** Whether a code unit is white space, line breaks included. */
function isBlankCode(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0xa0) return false;
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}

function nonBlankLength(text: string, offset: number, endExclusive: number): number {
  let count = 0;
  for (let index = offset; index < endExclusive; index++) if (!isBlankCode(text.charCodeAt(index))) count++;
  return count;
}

/** Whether a range of `text` holds white space only. Looks no further than the first character that is none. */
export function isBlankRange(text: string, offset: number, endExclusive: number): boolean {
  for (let index = offset; index < endExclusive; index++) if (!isBlankCode(text.charCodeAt(index))) return false;
  return true;
}

/**
 * Of two origins of one contributor with equally many characters the one that claims less: by weaker evidence, then by naming less. Not by
 * id, which differs from table to table: the same text must read the same through every door.
 */
function claimsLess(a: Origin, b: Origin): boolean {
  const difference = evidenceRank(b) - evidenceRank(a) || namedParts(a) - namedParts(b);
  return difference === 0 ? originKey(a) < originKey(b) : difference < 0;
}

/** How many of agent, model, session and commit the origin names. */
function namedParts({ agent, model, session, commit }: Origin): number {
  return [agent, model, session, commit].filter((part) => part !== null).length;
}

/** 0 for the strongest evidence. */
function evidenceRank({ evidence }: Origin): number {
  return evidence === null ? evidenceGrades.length : evidenceGrades.indexOf(evidence);
}

/** Decides one line from the number of non-blank characters of each origin on it. */
function decideLine(
  counts: ReadonlyMap<OriginId, number>,
  origins: OriginTable,
): { readonly originId: OriginId; readonly isMixed: boolean } {
  const byContributor = new Map<Contributor, number>();
  let total = 0;
  for (const [originId, count] of counts) {
    const { contributor } = origins.get(originId);
    byContributor.set(contributor, (byContributor.get(contributor) ?? 0) + count);
    total += count;
  }
  let owner: Contributor = 'unknown';
  let most = 0;
  for (const contributor of claimsLeastFirst) {
    const count = byContributor.get(contributor) ?? 0;
    if (count > most) [owner, most] = [contributor, count];
  }
  let originId: OriginId = blankLine;
  let commonest = 0;
  for (const [id, count] of counts) {
    const origin = origins.get(id);
    if (origin.contributor !== owner || count < commonest) continue;
    if (count === commonest && !claimsLess(origin, origins.get(originId))) continue;
    [originId, commonest] = [id, count];
  }
  return { originId, isMixed: total - most >= mixedFromMinority * total && total > most };
}

/**
 * Whose each line of a text is: the contributor of the majority of its non-blank characters, and of that contributor's origins the
 * commonest. Lines as in `lines.ts`. Throws `RangeError` when the runs do not cover the text.
 */
export function attributeLines(
  text: string,
  attribution: readonly Run[] | Attribution,
  origins: OriginTable,
): LineAttribution {
  const runs = 'runs' in attribution ? attribution.runs() : attribution;
  return attributeAskedLines(text, runs, origins, lineStarts(text), null);
}

/**
 * As {@link attributeLines}, of a text whose {@link lineStarts} are known. With `lineIndexes`, ascending, only of these lines; the others are {@link blankLine}.
 */
export function attributeAskedLines(
  text: string,
  runs: readonly Run[],
  origins: OriginTable,
  starts: Int32Array,
  lineIndexes: readonly number[] | null,
): LineAttribution {
  const originIds = new Int32Array(starts.length).fill(blankLine);
  const mixed = new Uint8Array(starts.length);
  let runIndex = 0;
  let runEnd = runs[0]?.utf16Length ?? 0;
  const count = lineIndexes === null ? starts.length : lineIndexes.length;
  for (let index = 0; index < count; index++) {
    const lineIndex = lineIndexes === null ? index : (lineIndexes[index] ?? starts.length);
    const start = starts[lineIndex] ?? 0;
    const endExclusive = starts[lineIndex + 1] ?? text.length;
    while (runEnd <= start && runIndex < runs.length) runEnd += runs[++runIndex]?.utf16Length ?? 0;
    const first = runs[runIndex];
    if (first === undefined) throw new RangeError(`The runs end at ${runEnd}, before line ${lineIndex} at ${start}`);
    if (runEnd >= endExclusive) {
      if (!isBlankRange(text, start, endExclusive)) originIds[lineIndex] = first.originId;
      continue;
    }
    const counts = new Map<OriginId, number>();
    for (let offset = start; offset < endExclusive;) {
      const run = runs[runIndex];
      if (run === undefined) throw new RangeError(`The runs end at ${runEnd}, the text at ${text.length}`);
      const until = Math.min(runEnd, endExclusive);
      const count = nonBlankLength(text, offset, until);
      if (count > 0) counts.set(run.originId, (counts.get(run.originId) ?? 0) + count);
      offset = until;
      if (offset < endExclusive) runEnd += runs[++runIndex]?.utf16Length ?? 0;
    }
    if (counts.size === 0) continue;
    const { originId, isMixed } = decideLine(counts, origins);
    originIds[lineIndex] = originId;
    mixed[lineIndex] = isMixed ? 1 : 0;
  }
  return { originIds, mixed };
}
