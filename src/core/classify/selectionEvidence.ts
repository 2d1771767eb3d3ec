import { type LinePosition } from '../text/lineMirror.ts';
import { type ChangeEvidence, type SelectionKind } from './change.ts';
import { type Selected } from './happening.ts';

/** A change that waits for the selection event that follows it. */
export interface AwaitingChange {
  readonly evidence: ChangeEvidence;
  /** Unix milliseconds. */
  readonly atMs: number;
  /** What a single replacement replaced, in places before the change; null for several replacements. */
  readonly replaced: Selected | null;
  /** Where its inserted text stands, in places after the change; null for several replacements. */
  readonly inserted: Selected | null;
}

/** What the changes that wait know more by a selection event. */
export interface SelectionFindings {
  /** The evidence of each change, in their order. */
  readonly evidence: readonly ChangeEvidence[];
  /** Nothing more is to be waited for. */
  readonly isComplete: boolean;
}

/**
 * Gives a selection event to the changes that it belongs to. An event without a kind belongs to the latest change and closes it, so that
 * no later key press counts for it. An event with a kind belongs to the latest changes whose texts hang together where the
 * selection now is: fast typing gets one event for several keys, and an edit of someone else in between is none of them.
 */
export function selectionFindings(
  changes: readonly AwaitingChange[],
  kind: SelectionKind,
  selections: readonly Selected[],
): SelectionFindings {
  const evidence = changes.map((change) => change.evidence);
  const last = changes.length - 1;
  const latest = changes[last];
  if (latest === undefined) return { evidence, isComplete: false };
  if (kind === null) {
    const { inserted } = latest;
    const selectsInserted = inserted !== null && selections.some((selected) => isPartOf(selected, inserted));
    const [caret, ...others] = selections;
    const caretAtEndOfInsert =
      inserted !== null &&
      caret !== undefined &&
      others.length === 0 &&
      isSame(caret.start, inserted.end) &&
      isSame(caret.end, inserted.end);
    evidence[last] = {
      ...latest.evidence,
      selectsInserted: latest.evidence.selectsInserted || selectsInserted,
      caretAtEndOfInsert: latest.evidence.caretAtEndOfInsert || caretAtEndOfInsert,
      caretElsewhere: latest.evidence.caretElsewhere || (inserted !== null && !caretAtEndOfInsert),
    };
    return { evidence, isComplete: selectsInserted };
  }
  let places = selections;
  let follower: AwaitingChange | null = null;
  for (let index = last; index >= 0; index--) {
    const change = changes[index];
    if (change === undefined) break;
    const { replaced, inserted } = change;
    const isHere = inserted === null || places.some((place) => touches(place, inserted));
    if (isHere && change.evidence.caretAtEndOfInsert) {
      const keyFollowsAfterMs = follower === null ? Infinity : follower.atMs - change.atMs;
      evidence[index] = { ...change.evidence, keyFollowsAfterMs };
    } else if (isHere) {
      evidence[index] = { ...change.evidence, selectionKind: kind };
      follower = change;
    }
    if (inserted === null || replaced === null) continue;
    places = isHere ? [replaced] : places.map((place) => moved(place, inserted.end, replaced.end));
  }
  return { evidence, isComplete: true };
}

const isSame = (a: LinePosition, b: LinePosition): boolean =>
  a.lineIndex === b.lineIndex && a.character === b.character;

const isBefore = (a: LinePosition, b: LinePosition): boolean =>
  a.lineIndex < b.lineIndex || (a.lineIndex === b.lineIndex && a.character < b.character);

/** Whether two ranges have a place in common, be it their edge. */
const touches = (a: Selected, b: Selected): boolean => !isBefore(a.end, b.start) && !isBefore(b.end, a.start);

/** Where a place stands that lies behind `from`, when `from` goes to `to`. */
function movedPosition(place: LinePosition, from: LinePosition, to: LinePosition): LinePosition {
  if (isBefore(place, from)) return place;
  return place.lineIndex === from.lineIndex
    ? { lineIndex: to.lineIndex, character: place.character - from.character + to.character }
    : { lineIndex: place.lineIndex - from.lineIndex + to.lineIndex, character: place.character };
}

function moved(place: Selected, from: LinePosition, to: LinePosition): Selected {
  return { start: movedPosition(place.start, from, to), end: movedPosition(place.end, from, to) };
}

/** Whether something is selected and lies within a range, and is not all of it. */
function isPartOf(selected: Selected, range: Selected): boolean {
  const isAll = !isBefore(range.start, selected.start) && !isBefore(selected.end, range.end);
  return (
    isBefore(selected.start, selected.end) &&
    !isBefore(selected.start, range.start) &&
    !isBefore(range.end, selected.end) &&
    !isAll
  );
}
