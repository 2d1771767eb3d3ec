import { type CancelSignal } from '../core/ports.ts';
import { type RevisionFile } from './fileScope.ts';
import { type FileHistory } from './fileTally.ts';
import { inParallel } from './inParallel.ts';
import { PassObjects } from './passObjects.ts';
import { type FilePieces, type RevisionHistory, type Shortcuts } from './revisionHistory.ts';

/** Files that are looked at at once: while one waits for git another goes on. */
const filesAtOnce = 6;

/** Where threads blame them as many as these: with fewer a thread has nothing to do while this one takes in what it said (svelte was complete 14 % later with 6). */
const filesAtOnceOnThreads = 48;

/** Records and texts of many files are read together; yet something is to be seen several times a second. */
const mostFilesTogether = 150;
const flushEveryMs = 200;
/** Where no process is started for it, little is left to do when the last answer comes. */
const quickFlushEveryMs = 40;
/** No more than about this part of the time goes into starting such processes, which is slow where memory is large. */
const flushShare = 0.2;

/** A file whose lines history shall say. */
export interface WantedFile {
  /** The caller's name for it: its path in the work tree, say. */
  readonly name: string;
  readonly file: RevisionFile;
}

/** A file's text at the revision, where it is at hand; and whatever the caller wants back. Called once a pass, shortly before the answer. */
export type OpenWanted<T> = (
  wanted: WantedFile,
) => Promise<{ readonly revisionText: string | null; readonly carried: T }>;

/** Reads nothing beforehand. */
export const openNothing: OpenWanted<null> = () => Promise.resolve({ revisionText: null, carried: null });

/** The answer for one file; null where git failed. */
export type OnHistory<T> = (wanted: WantedFile, carried: T, history: FileHistory | null) => void;

/** What a pass works with. */
export interface PassOptions<T> {
  readonly history: RevisionHistory;
  readonly shortcuts: Shortcuts;
  readonly nowMs: () => number;
  readonly open: OpenWanted<T>;
  /** Whether the caller writes to the ledger what was asked: where it is not much, and the answer is waited for. Default: no. */
  readonly isFlushedLater?: boolean;
  /** Whether threads blame the files. Default: no. */
  readonly isOnThreads?: boolean;
}

/**
 * Says whose the lines of many files are, in about the order in which they are given. Answers come in small groups, as soon as they are known. Stops within
 * one file of being cancelled; what was found out until then is kept.
 */
export async function passThroughHistory<T>(
  { history, shortcuts, nowMs, open, isFlushedLater = false, isOnThreads = false }: PassOptions<T>,
  wanted: readonly WantedFile[],
  onHistory: OnHistory<T>,
  signal?: CancelSignal,
): Promise<void> {
  interface Ready {
    readonly one: WantedFile;
    readonly carried: T;
    readonly revisionText: string | null;
    readonly found: FilePieces | null;
  }
  let ready: Ready[] = [];
  const objects = new PassObjects(history.place, signal);
  let flushAtMs = nowMs() + flushEveryMs;
  let storeAtMs = flushAtMs;
  const blamer = history.openBlamer(shortcuts, false, signal);
  const flush = async (): Promise<void> => {
    const group = ready;
    ready = [];
    const startedAtMs = nowMs();
    // Not before this one is over.
    flushAtMs = Infinity;
    const answered = group.filter(({ found }) => found !== null);
    const isLoaded = await history.evidence.loadRecords(
      new Set(answered.flatMap(({ found }) => (found?.pieces ?? []).map((piece) => piece.commit))),
      signal,
      objects.read,
    );
    const unread = answered.filter(({ revisionText }) => revisionText === null).map(({ one }) => one.file.blobOid);
    const texts = unread.length === 0 ? null : await history.readTexts([...new Set(unread)], objects.read);
    if (!isFlushedLater && nowMs() >= storeAtMs) {
      history.flush();
      storeAtMs = nowMs() + flushEveryMs;
    }
    const tookMs = nowMs() - startedAtMs;
    flushAtMs = nowMs() + (objects.isQuick ? quickFlushEveryMs : Math.max(flushEveryMs, tookMs / flushShare));
    if (signal?.aborted === true) return;
    for (const { one, carried, revisionText, found } of group) {
      const text = revisionText ?? texts?.get(one.file.blobOid) ?? null;
      const isKnown = isLoaded && found !== null && text !== null;
      onHistory(one, carried, isKnown ? history.join(text, found) : null);
    }
  };
  await inParallel(
    wanted,
    isOnThreads ? filesAtOnceOnThreads : filesAtOnce,
    async (one) => {
      const { revisionText, carried } = await open(one);
      const found = await history.pieces(one.file, shortcuts, blamer);
      ready.push({ one, carried, revisionText, found });
      if (ready.length >= mostFilesTogether || nowMs() >= flushAtMs) await flush();
    },
    signal,
  );
  blamer.end();
  await flush();
  objects.end();
  if (!isFlushedLater) history.flush();
}
