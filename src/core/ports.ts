import { type OriginId, type OriginTable } from './attribution/origin.ts';
import { type Run } from './attribution/run.ts';

/** Tells the time. */
export interface Clock {
  /** Unix milliseconds, UTC. */
  nowMs(): number;
}

/** Where messages for developers go. Never pass text of the user's files. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  /** `error` is logged with its stack. */
  error(message: string, error?: unknown): void;
}

/** The part of the platform's `AbortSignal` that the engine needs; an `AbortSignal` is one. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A source of events with one listener list; the returned function ends the subscription. */
export type Subscribe<T> = (listener: (value: T) => void) => () => void;

/** How far a long task is: in files, of `evidence` in commits. `ai` finds out which lines are AI's, `history` whose all are. `total` is null while it is not known yet. */
export interface Progress {
  readonly phase: 'listing' | 'reading' | 'evidence' | 'ai' | 'history' | 'done';
  readonly done: number;
  readonly total: number | null;
}

// ---------------------------------------------------------------------------------------------------------------- files

/** Reads files. All paths are absolute, in the platform's own form. */
export interface FileSystem {
  /** The file's bytes; or why there are none. Never follows a symbolic link. */
  readFile(
    absolutePath: string,
    maxBytes: number,
  ): Promise<
    | { readonly ok: true; readonly bytes: Uint8Array; readonly modifiedAtMs: number }
    | { readonly ok: false; readonly reason: 'missing' | 'tooLarge' | 'notAFile' | 'unreadable' }
  >;
  /** What a path (with `/`) is: a regular file that {@link listFiles} would reach from a folder, through real folders only; nothing yet; or something else. */
  kindOf(absoluteFolder: string, path: string): Promise<'file' | 'missing' | 'other'>;
  /** Regular files under a folder, relative to it with `/`, symbolic links and `.git` left out, in no particular order. */
  listFiles(
    absoluteFolder: string,
    skipFolders: ReadonlySet<string>,
    signal?: CancelSignal,
  ): Promise<readonly string[]>;
}

// ------------------------------------------------------------------------------------------------------------------ git

/** What became of one git process. Expected failures are values; nothing of git's ever throws. */
export type GitResult =
  | { readonly ok: true; readonly stdout: Uint8Array }
  | {
      readonly ok: false;
      readonly reason: 'noGit' | 'failed' | 'cancelled' | 'tooMuchOutput';
      readonly exitCode: number | null;
      /** What git said, for the log; at most some kilobytes. */
      readonly stderr: string;
    };

/** Options of one git process. */
export interface GitOptions {
  /** Absolute folder in which git runs. */
  readonly cwd: string;
  readonly stdin?: Uint8Array | string;
  readonly signal?: CancelSignal;
  /** More environment, over the hardened one that the adapter sets. */
  readonly env?: Readonly<Record<string, string>>;
  /** Receives output as it comes; `stdout` of the result is then empty. */
  readonly onStdout?: (chunk: Uint8Array) => void;
  /** Without `onStdout`: output over this many bytes ends the process with `tooMuchOutput`. Default 512 MiB. */
  readonly maxBytes?: number;
}

/** What {@link GitSeries.ask} gives: what the command printed; that it failed; or that the series is over and cannot be asked. */
export type GitSeriesAnswer = Uint8Array | 'failed' | 'over';

/** Options of a {@link GitSeries}. */
export interface GitSeriesOptions {
  /** Absolute folder in which git runs. */
  readonly cwd: string;
  /** More environment, over the hardened one that the adapter sets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: CancelSignal;
  /** What the end of every good answer looks like, and of no part of one; tested on its last 200 bytes. */
  readonly endsWith: RegExp;
  /** How many arguments each question has; one unless it is said. */
  readonly argumentsEach?: number;
}

/** One command, started over and over with other last arguments each time. */
export interface GitSeries {
  /** Asks for one answer, with as many arguments as the series was opened for. Ask again only after the answer came. */
  ask(...lastArguments: readonly string[]): Promise<GitSeriesAnswer>;
  /** What the command that failed last said; absent where that is not known. */
  readonly failure?: string;
  /** No more questions. */
  end(): void;
}

/** Options of a {@link GitDialogue}. */
export type GitDialogueOptions = Omit<GitOptions, 'stdin' | 'maxBytes'> & Required<Pick<GitOptions, 'onStdout'>>;

/** One git process that takes questions for as long as it is kept open. */
export interface GitDialogue {
  /** Adds to what git reads; its output goes to `onStdout`. */
  readonly write: (input: string) => void;
  /** No more questions: git ends when it has answered those it got. */
  readonly end: () => void;
  /** What became of the process, when it has ended. `stdout` is empty. */
  readonly ended: Promise<GitResult>;
}

/** Runs the system's git without a shell, deaf to the user's diff, colour, quoting, pager and hook settings, and without optional locks. */
export interface Git {
  run(args: readonly string[], options: GitOptions): Promise<GitResult>;
  /** Opens a series, which costs less than many {@link run}s; null where the system has no means for it. Absent: as if null. */
  openSeries?(args: readonly string[], options: GitSeriesOptions): GitSeries | null;
  /** Opens a process that is asked on and on; absent where there are none. */
  readonly openDialogue?: (args: readonly string[], options: GitDialogueOptions) => GitDialogue;
}

/** A {@link Git} that can be asked on and on through one process. */
export interface DialogueGit extends Git {
  readonly openDialogue: (args: readonly string[], options: GitDialogueOptions) => GitDialogue;
}

// --------------------------------------------------------------------------------------------------------------- ledger

/** Names one document in the ledger of its repository or folder. */
export interface DocumentKey {
  /** `''` for the main work tree, else the name of the linked one under `.git/worktrees`. Outside git always `''`. */
  readonly worktree: string;
  /** Relative to the repository's (without git: the workspace folder's) root, with `/`. */
  readonly path: string;
}

/** The attribution of one document as the ledger remembers it. */
export interface StoredDocument {
  /** Their lengths sum to the length of the text they describe. Ids are of {@link Ledger.origins}. */
  readonly runs: readonly Run[];
  /** Git blob object id (SHA-1, hex) of the described text as it was last seen on disk; null while it was never saved. */
  readonly blobOid: string | null;
  /** The described text itself; null where only `blobOid` is kept, because a commit holds the text. */
  readonly text: string | null;
}

/**
 * The attribution of a state of a file that was once on disk. Commits and stashes are made of such states, so that they can be explained even
 * when the file has moved on; the text is with git, as long as git has it.
 */
export interface SavedState {
  readonly path: string;
  /** Git blob object id (SHA-1, hex). */
  readonly blobOid: string;
  readonly runs: readonly Run[];
}

/** Names a saved state. */
export type StateName = Pick<SavedState, 'path' | 'blobOid'>;

/** A saved state that the ledger remembers. */
export interface RememberedState extends SavedState {
  /** What the runs describe, where the ledger has it; see {@link Ledger.statesWithText}. */
  readonly text: string | null;
}

/** One replacement with its attribution, as tracking hands it to the ledger's journal. Offsets as in `TextEdit`. */
export interface LedgerEdit {
  readonly offset: number;
  readonly deletedUtf16Length: number;
  readonly insertedText: string;
  /** Their lengths sum to `insertedText.length`; ids are of {@link Ledger.origins}. */
  readonly insertedRuns: readonly Run[];
}

/** Characters that came and went on one day in one file from one origin (without session and commit). Feeds the `written` lens. */
export interface FlowRow {
  /** Local calendar day of the person, `YYYY-MM-DD`. */
  readonly day: string;
  readonly path: string;
  readonly originId: OriginId;
  readonly insertedUtf16Length: number;
  readonly deletedUtf16Length: number;
}

/** One contiguous piece of a file at a revision that `git blame` traced to one commit. All line indexes are 0-based. */
export interface BlamePiece {
  readonly lineIndex: number;
  readonly lineCount: number;
  /** Full hex object id. */
  readonly commit: string;
  readonly originalPath: string;
  readonly originalLineIndex: number;
}

/** An answer of `git blame` that was kept. */
export interface CachedBlame {
  /** Where git was asked: a commit, with whatever else the answer depends on. The same blob may have another history elsewhere. */
  readonly askedAt: string;
  readonly pieces: readonly BlamePiece[];
}

/** A {@link CachedBlame} with what it is kept under. */
export interface BlameRow extends CachedBlame {
  readonly path: string;
  readonly blobOid: string;
}

/** Why a ledger cannot be written, in words for a person; null when all is well. */
export type LedgerProblem = string | null;

/**
 * The local database. Synchronous, since every call takes microseconds. One process may open it many times, many processes
 * may have it open at once; each call is a transaction of its own, and a process may be killed between any two.
 * A ledger that cannot be written (`problem` says why) reads as what is there and swallows writes.
 */
export interface Ledger {
  /** Every origin in this ledger plus those interned since; what is interned becomes durable with the first write that uses it. */
  readonly origins: OriginTable;
  readonly problem: LedgerProblem;
  /** Whether every write does nothing, now and later: there is nothing to write to, or it must not be written, or it is closed. */
  readonly swallowsWrites: boolean;
  /** Snapshot plus journal; null when the document is not known. */
  readDocument(key: DocumentKey): StoredDocument | null;
  /** A number that is another one after every {@link writeDocument}, of whatever process; null when the document is not known. */
  generationOf(key: DocumentKey): number | null;
  /**
   * Replaces what is known of the document, empties its journal and, with a `blobOid`, remembers the {@link SavedState}. Returns the generation that
   * {@link appendEdits} must name; of a write that failed no edit is taken under it. The text of the state that stood here before goes to
   * {@link statesWithText}, unless it was forgotten.
   */
  writeDocument(key: DocumentKey, document: StoredDocument): number;
  /**
   * Adds edits to the document's journal, each in coordinates of the text after the one before it. False when the document was
   * written by somebody else since `generation`, or when the write failed: nothing is stored then, and the caller writes a snapshot.
   */
  appendEdits(key: DocumentKey, generation: number, edits: readonly LedgerEdit[]): boolean;
  removeDocument(key: DocumentKey): void;
  /** Moves what is known of a document to another path, over whatever was known there. */
  renameDocument(from: DocumentKey, to: DocumentKey): void;
  /** The documents of one work tree, ordered by path. */
  listDocuments(
    worktree: string,
  ): readonly { readonly path: string; readonly blobOid: string | null; readonly hasText: boolean }[];
  /** The work trees that have documents. */
  listWorktrees(): readonly string[];
  /** The last saved states of a path in any work tree, newest first. Only such that somebody is known to have written a part of. */
  readStates(path: string): readonly SavedState[];
  /**
   * Which states {@link readStates} would give, in the same order. `sequence` is another number, and a larger one than any before of the path, each time that
   * a state is remembered. `hasText`: it is one of {@link statesWithText}.
   */
  listStates(
    path: string,
  ): readonly { readonly blobOid: string; readonly sequence: number; readonly hasText: boolean }[];
  /** The saved state of a path with this content; null when there is none. */
  readState(path: string, blobOid: string): RememberedState | null;
  /** Remembers a saved state of a document whose attribution stays as it is. Nothing is remembered of which nobody is known to have written a part. */
  rememberState(state: SavedState): void;
  /** A saved state with this content at any path, the newest; null when there is none. */
  findState(blobOid: string): RememberedState | null;
  /**
   * The states whose text is kept though their document has moved on: git may have their lines in a text that nobody has looked at yet. Some of each path, the
   * last ones.
   */
  statesWithText(): readonly StateName[];
  /** Drops these texts: whatever git had of them was looked at. */
  forgetStateTexts(states: readonly StateName[]): void;
  /** What was last written under this name by {@link writeBookmark}; null for a new name. */
  readBookmark(name: string): string | null;
  /** Remembers how far some work has come. */
  writeBookmark(name: string, value: string): void;
  /** Drops a stored text whose `blobOid` a commit now holds. Does nothing when the document has moved on to another `blobOid`. */
  forgetText(key: DocumentKey, blobOid: string): void;
  /** Adds to the daily counters. */
  addFlow(rows: readonly FlowRow[]): void;
  /** Daily counters with `sinceDay <= day <= untilDay`; null means without bound. */
  readFlow(sinceDay: string | null, untilDay: string | null): readonly FlowRow[];
  /** Remembers that an agent's session was seen. */
  touchSession(session: {
    readonly id: string;
    readonly agent: string | null;
    readonly model: string | null;
    readonly atMs: number;
  }): void;
  /** What `git blame` said of this blob at this path; null when not cached. */
  readBlame(path: string, blobOid: string): CachedBlame | null;
  /** Adds or replaces answers of `git blame`; the oldest go when there are very many. */
  writeBlame(rows: readonly BlameRow[]): void;
  /** Something that can be made again from git, by its name; null when it is not there or damaged. */
  readCache(name: string): Uint8Array | null;
  /** Replaces what is kept under a name; with null it is forgotten. */
  writeCache(name: string, bytes: Uint8Array | null): void;
  /** Of all that is kept under names that begin so only the `most` that were written last stay. */
  trimCache(beginning: string, most: number): void;
  /**
   * Runs `work` as one transaction: all that it writes becomes durable at once, or, when it throws or the process dies, none of it. False when
   * nothing could be written. No other `atomically` within it. Waits for other writers no longer than `waitMs`, by default some seconds; whoever
   * asks for less keeps what could not be written and comes again.
   */
  atomically(work: () => void, waitMs?: number): boolean;
  /** Whether a report of an agent, by any key of it, was taken in before. */
  hasSeenReport(key: string): boolean;
  /** Remembers that a report was taken in; keys older than some months are forgotten. */
  markReportSeen(key: string, atMs: number): void;
  /** How much the ledger holds, for `doctor`. */
  summary(): {
    readonly documents: number;
    readonly origins: number;
    readonly flowDays: number;
    readonly sessions: number;
    readonly bytes: number;
  };
  close(): void;
}
