import { placeEdits, takeBackEdits, withLineFeeds, type ReportedEdit } from '../text/placeEdits.ts';
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

/** What a reported change did. */
export interface TakenChange {
  readonly now: AttributedText;
  /** Code units by origin: what is new by the change, and what went by it. */
  readonly inserted: ReadonlyMap<OriginId, number>;
  readonly deleted: ReadonlyMap<OriginId, number>;
}

/** Stands for "new by this change" while a text is put together; no table gives out negative ids. */
const fresh: OriginId = -2;

const byteOrderMark = '\ufeff';

/** Texts are compared as agents report them: with `\n` for line breaks and without a byte order mark, whatever the file has. */
function plain(text: string): string {
  return withLineFeeds(text.startsWith(byteOrderMark) ? text.slice(1) : text);
}

/** The attributed text with `\n` for every line break. */
function withoutReturns(attributed: AttributedText): AttributedText {
  const { text, runs } = attributed;
  if (!text.includes('\r\n')) return attributed;
  const reader = new RunReader(runs);
  const collector = new RunCollector();
  let at = 0;
  for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n', at)) {
    reader.read(at, end, collector);
    at = end + 1;
  }
  reader.read(at, text.length, collector);
  return { text: withLineFeeds(text), runs: collector.runs };
}

/** The attributed text with `\r\n` for every `\n`; each return goes with its line feed. */
function withReturns({ text, runs }: AttributedText): AttributedText {
  const reader = new RunReader(runs);
  const collector = new RunCollector();
  let at = 0;
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) {
    reader.read(at, feed, collector);
    reader.read(feed, feed + 1, collector);
    at = feed;
  }
  reader.read(at, text.length, collector);
  return { text: text.replaceAll('\n', '\r\n'), runs: collector.runs };
}

/** Whether a file's lines end with `\r\n`: of mixed ones the first decides. */
function hasReturns(text: string): boolean {
  const feed = text.indexOf('\n');
  return feed > 0 && text[feed - 1] === '\r';
}

/** The two texts of a change, from the surest source to the least; null when none fits. */
function textsOf(
  known: string | null,
  change: ReportedChange,
): { readonly before: string; readonly after: string } | null {
  const [told, written] = [change.before, change.after].map((text) => (text === null ? null : plain(text)));
  const [earlier, later] = [change.earlier, change.later].map((text) => (text === null ? null : plain(text)));
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
 * change, the change explains the text that nobody had explained. Null when the change fits no text that is known: then nothing may be said.
 */
export function takeReportedChange(
  known: AttributedText | null,
  change: ReportedChange,
  origins: ChangeOrigins,
): TakenChange | null {
  const state = known === null ? null : withoutReturns(known);
  const texts = textsOf(state?.text ?? null, change);
  if (texts === null) return null;
  const { before, after } = texts;
  if (state !== null && state.text === after && before !== after) return explained(state, before, origins, known);
  const baseline: AttributedText = {
    text: before,
    runs: before === '' ? [] : [{ utf16Length: before.length, originId: baselineOriginId }],
  };
  const start = state === null ? baseline : { text: before, runs: realign(state, before, origins.gap).runs };
  const marked = realign(start, after, fresh).runs;
  const old = lengths(start.runs);
  const kept = lengths(marked);
  const deleted = new Map(
    [...old].map(([id, length]) => [id, length - (kept.get(id) ?? 0)] as const).filter(([, n]) => n > 0),
  );
  const runs = replaceOrigin(marked, fresh, origins.inserted);
  return {
    now: inStyle({ text: after, runs }, known?.text ?? change.later ?? change.earlier ?? ''),
    inserted: new Map([[origins.inserted, kept.get(fresh) ?? 0]]),
    deleted,
  };
}

/** The text is already as the change left it: what the change brought, and nobody had explained, is the change's. */
function explained(
  state: AttributedText,
  before: string,
  origins: ChangeOrigins,
  known: AttributedText | null,
): TakenChange {
  const old: readonly Run[] = before === '' ? [] : [{ utf16Length: before.length, originId: baselineOriginId }];
  const marks = realign({ text: before, runs: old }, state.text, fresh).runs;
  const reader = new RunReader(state.runs);
  const collector = new RunCollector();
  let inserted = 0;
  let at = 0;
  for (const { originId, utf16Length } of marks) {
    const part = new RunCollector();
    reader.read(at, at + utf16Length, part);
    for (const run of part.runs) {
      const isExplained = originId === fresh && run.originId === unknownOriginId;
      if (isExplained) inserted += run.utf16Length;
      collector.add(run.utf16Length, isExplained ? origins.inserted : run.originId);
    }
    at += utf16Length;
  }
  return {
    now: inStyle({ text: state.text, runs: collector.runs }, known?.text ?? ''),
    inserted: new Map([[origins.inserted, inserted]]),
    deleted: new Map(),
  };
}

function inStyle(attributed: AttributedText, model: string): AttributedText {
  return hasReturns(model) ? withReturns(attributed) : attributed;
}

function replaceOrigin(runs: readonly Run[], from: OriginId, to: OriginId): readonly Run[] {
  const collector = new RunCollector();
  for (const { originId, utf16Length } of runs) collector.add(utf16Length, originId === from ? to : originId);
  return collector.runs;
}
