import { placeEdits, takeBackEdits, withLineFeeds, type ReportedEdit } from '../text/placeEdits.ts';
import { explainLines } from './lateEvidence.ts';
import { hasReturns, withLineBreaks, withoutReturns } from './lineBreaks.ts';
import { baselineOriginId, unknownOriginId, type OriginId } from './origin.ts';
import { realign } from './realign.ts';
import { type Run } from './run.ts';
import { RunCollector, RunReader } from './runReader.ts';

/** A text and whose it is. */
export interface AttributedText {
  readonly text: string;
  /** Their lengths sum to `text.length`. */
  readonly runs: readonly Run[];
}

/** What is known of one change of one file that somebody reported. Null is "not known"; a file that is not there has the text `''`. */
export interface ReportedChange {
  /** The whole texts, as the one who reported it told. */
  readonly before: string | null;
  readonly after: string | null;
  readonly edits: readonly ReportedEdit[];
  /** The file as it was found at some time before the change, and at some time after it. */
  readonly earlier: string | null;
  readonly later: string | null;
}

/** Which origins a change gives. */
export interface ChangeOrigins {
  /** Of text that the change brought. */
  readonly inserted: OriginId;
  /** Of text that had come before the change without anybody telling. */
  readonly gap: OriginId;
}

/** What else is known of the file and its origins. */
export interface FileKnowledge {
  /** Other states of the file: unsaved text, states that were once on disk. Where one is the very text of a change, it says all. */
  readonly others: readonly AttributedText[];
  /** Whether what is learnt later may still say whose text of this origin is; see `isOpenOrigin`. */
  readonly isOpen: (originId: OriginId) => boolean;
}

const nothingElse: FileKnowledge = {
  others: [],
  isOpen: (originId) => originId === unknownOriginId || originId === baselineOriginId,
};

/** What a reported change did. */
export interface TakenChange {
  /** The text from which the change started, with `\n` for every line break and without a byte order mark. */
  readonly before: string;
  readonly now: AttributedText;
  /** Code units by origin: what is new by the change, and what went by it. */
  readonly inserted: ReadonlyMap<OriginId, number>;
  readonly deleted: ReadonlyMap<OriginId, number>;
}

/** Stands for "new by this change" while a text is put together; no table gives out negative ids. */
const fresh: OriginId = -2;

/** Stands for "came before this change, and nobody told". */
const untold: OriginId = -3;

const byteOrderMark = '\ufeff';

/** Texts are compared as agents report them: with `\n` for line breaks and without a byte order mark, whatever the file has. */
export function plainText(text: string): string {
  return withLineFeeds(text.startsWith(byteOrderMark) ? text.slice(1) : text);
}

/** The two texts of a change, from the surest source to the least; null when none fits. */
function textsOf(
  known: string | null,
  change: ReportedChange,
): { readonly before: string; readonly after: string } | null {
  const [told, written] = [change.before, change.after].map((text) => (text === null ? null : plainText(text)));
  const [earlier, later] = [change.earlier, change.later].map((text) => (text === null ? null : plainText(text)));
  const before = told ?? null;
  if (written !== null && written !== undefined) return { before: before ?? earlier ?? known ?? '', after: written };
  if (change.edits.length > 0) {
    // What stands already was not brought again: such a text is the one after the change.
    const isDone = later !== null && later === known;
    const candidates = [before, isDone ? null : known, earlier, takenBack(later ?? null, change.edits)];
    for (const candidate of candidates) {
      const after = candidate === null || candidate === undefined ? null : placeEdits(candidate, change.edits);
      if (candidate !== null && candidate !== undefined && after !== null) return { before: candidate, after };
    }
    return null;
  }
  const first = before ?? earlier ?? known;
  return later === null || later === undefined || first === null ? null : { before: first, after: later };
}

function takenBack(later: string | null, edits: readonly ReportedEdit[]): string | null {
  return later === null ? null : takeBackEdits(later, edits);
}

function lengths(runs: readonly Run[]): Map<OriginId, number> {
  const sums = new Map<OriginId, number>();
  for (const { originId, utf16Length } of runs) sums.set(originId, (sums.get(originId) ?? 0) + utf16Length);
  return sums;
}

/**
 * Takes a reported change into the attribution of its file. `known` is the text as it was last known, null for a file never seen. Only characters
 * that the change brought get the origin `inserted`; what stays keeps its own, also where it moved, and what was there before anybody watched is
 * baseline. Text between what was known and what the change started from gets the origin `gap`. Where the known text is already the one after the
 * change, the change explains the text that nobody had explained. A change of which only the texts before and after were found may be the work of
 * several: lines in it that are known to be somebody's stay theirs. Null when the change fits no text that is known: then nothing may be said.
 */
export function takeReportedChange(
  known: AttributedText | null,
  change: ReportedChange,
  origins: ChangeOrigins,
  knowledge: FileKnowledge = nothingElse,
): TakenChange | null {
  const state = known === null ? null : withoutReturns(known);
  const texts = textsOf(state?.text ?? null, change);
  if (texts === null) return null;
  const { before, after } = texts;
  const { isOpen } = knowledge;
  const others = knowledge.others.map(withoutReturns);
  if (state !== null && state.text === after && before !== after) {
    return explained(state, before, origins.inserted, isOpen, known);
  }
  const start = { text: before, runs: startRuns(state, before, others, origins.gap, isOpen) };
  const news = realign(start, after, fresh).runs;
  const isFound = change.after === null && change.edits.length === 0;
  const marked = isFound ? withOthersWork(after, news, state === null ? others : [state, ...others], isOpen) : news;
  const old = lengths(start.runs);
  const kept = lengths(news);
  const deleted = new Map(
    [...old].map(([id, length]) => [id, length - (kept.get(id) ?? 0)] as const).filter(([, n]) => n > 0),
  );
  const runs = replaceOrigin(marked, fresh, origins.inserted);
  return {
    before,
    now: inStyle({ text: after, runs }, known?.text ?? change.later ?? change.earlier ?? ''),
    inserted: new Map([[origins.inserted, lengths(marked).get(fresh) ?? 0]]),
    deleted,
  };
}

/** Whose the text is from which a change starts. */
function startRuns(
  state: AttributedText | null,
  before: string,
  others: readonly AttributedText[],
  gap: OriginId,
  isOpen: (originId: OriginId) => boolean,
): readonly Run[] {
  const exact = others.find((other) => other.text === before);
  const baseline: readonly Run[] = before === '' ? [] : [{ utf16Length: before.length, originId: baselineOriginId }];
  if (state === null) return exact?.runs ?? baseline;
  const isUntold = (originId: OriginId): boolean => originId === untold;
  const isKnown = (originId: OriginId): boolean => !isOpen(originId);
  let runs = realign(state, before, untold).runs;
  if (exact === undefined) {
    for (const other of others) runs = explainLines(before, runs, other, isUntold, isKnown);
  } else {
    runs = fillFrom(runs, exact.runs, (originId) => isUntold(originId) || isOpen(originId));
  }
  return replaceOrigin(runs, untold, gap);
}

/** Of what is new in a text that was found: the lines that are known to be somebody's. */
function withOthersWork(
  after: string,
  news: readonly Run[],
  sources: readonly AttributedText[],
  isOpen: (originId: OriginId) => boolean,
): readonly Run[] {
  const isNew = (originId: OriginId): boolean => originId === fresh;
  const isKnown = (originId: OriginId): boolean => !isOpen(originId);
  let runs = news;
  for (const source of sources) {
    runs =
      source.text === after
        ? fillFrom(runs, source.runs, isNew, isKnown)
        : explainLines(after, runs, source, isNew, isKnown);
  }
  return runs;
}

/** The runs with code units of origins that are `asked` for taken from `others`, which cover the same text, as far as these are `told` there. */
function fillFrom(
  runs: readonly Run[],
  others: readonly Run[],
  asked: (originId: OriginId) => boolean,
  told: (originId: OriginId) => boolean = () => true,
): readonly Run[] {
  const reader = new RunReader(others);
  const collector = new RunCollector();
  let at = 0;
  for (const { originId, utf16Length } of runs) {
    const part = new RunCollector();
    reader.read(at, at + utf16Length, part);
    for (const run of part.runs) {
      collector.add(run.utf16Length, asked(originId) && told(run.originId) ? run.originId : originId);
    }
    at += utf16Length;
  }
  return collector.runs;
}

/** The text is already as the change left it: what the change brought, and nobody had explained, is the change's. */
function explained(
  state: AttributedText,
  before: string,
  inserted: OriginId,
  isOpen: (originId: OriginId) => boolean,
  known: AttributedText | null,
): TakenChange {
  const old: readonly Run[] = before === '' ? [] : [{ utf16Length: before.length, originId: baselineOriginId }];
  const news = realign({ text: before, runs: old }, state.text, fresh).runs;
  // What is new and was not explained is left as fresh; all else is as it was.
  const isKnown = (originId: OriginId): boolean => !isOpen(originId);
  const marked = fillFrom(news, state.runs, () => true, isKnown);
  const runs = fillFrom(replaceOrigin(marked, baselineOriginId, untold), state.runs, (id) => id === untold);
  return {
    before,
    now: inStyle({ text: state.text, runs: replaceOrigin(runs, fresh, inserted) }, known?.text ?? ''),
    inserted: new Map([[inserted, lengths(runs).get(fresh) ?? 0]]),
    deleted: new Map(),
  };
}

function inStyle(attributed: AttributedText, model: string): AttributedText {
  return hasReturns(model) ? withLineBreaks(attributed, '\r\n') : attributed;
}

function replaceOrigin(runs: readonly Run[], from: OriginId, to: OriginId): readonly Run[] {
  const collector = new RunCollector();
  for (const { originId, utf16Length } of runs) collector.add(utf16Length, originId === from ? to : originId);
  return collector.runs;
}
