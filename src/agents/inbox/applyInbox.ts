import { realpathSync } from 'node:fs';
import path from 'node:path';
import { isSameRuns, learnFrom } from '../../core/attribution/lateEvidence.ts';
import { hasReturns, withLineBreaks } from '../../core/attribution/lineBreaks.ts';
import { type AttributedText } from '../../core/attribution/reportedChange.ts';
import { type Git, type Ledger, type Logger, type StoredDocument } from '../../core/ports.ts';
import { readRegularFile } from '../treeState.ts';
import { type InboxEntry } from './entry.ts';
import { FileChain, type ChangedFile } from './fileChain.ts';
import { blobOidOf, type Inbox, type PendingEntry } from './inbox.ts';
import { withLateModels } from './lateModels.ts';
import { withoutLeftOut } from './leftOutFiles.ts';
import { EntryTaker, type EntryServices } from './takeEntries.ts';

/** What taking the inbox into the ledger needs from outside. */
export interface ApplyServices {
  readonly inbox: Inbox;
  readonly ledger: Ledger;
  readonly git: Git;
  readonly log: Logger;
  readonly nowMs: number;
  /** The person's home folder, in which the agents keep their transcripts. */
  readonly homeFolder: string;
  /** Root of the work tree whose entries are taken; those of other work trees of the repository stay. */
  readonly root: string;
  /** The work tree's name in document keys. */
  readonly worktree: string;
  /** The text of a file's bytes; null for a binary file. */
  readonly decode: (bytes: Uint8Array) => string | null;
  readonly readBlob: (blobOid: string) => Promise<string | null>;
  /** Whether a file of this path and text counts. */
  readonly counts: (path: string, text: string) => boolean;
  /** Whether a file is open in an editor of this process, which keeps its attribution itself; left out where there is no editor. */
  readonly isOpen?: (path: string) => boolean;
}

/** What an agent left of a file that is open in an editor of this process. */
export interface LeftState extends AttributedText {
  readonly path: string;
}

/** What taking the inbox in did. */
export interface TakenInbox {
  /** Paths whose attribution is another one now, those of open files left out. */
  readonly changedPaths: readonly string[];
  /** The states through which agents led open files, in order. Whoever has the file open takes them up. */
  readonly leftStates: readonly LeftState[];
  /** When the longest of the commands began that still run (Unix milliseconds); null when none does. */
  readonly runsSinceMs: number | null;
}

const nothingTaken: TakenInbox = { changedPaths: [], leftStates: [], runsSinceMs: null };

/** Another process may take the same inbox in, or an editor write a document, while this one works. */
const mostTries = 3;

/**
 * Takes what agents told into the ledger: each entry once, however often it was told, all of one go in one transaction, so that a process that dies leaves
 * either everything to do or nothing. Entries that wait for the end of a command stay. Never throws for what the entries hold.
 */
export async function applyInbox(services: ApplyServices): Promise<TakenInbox> {
  const { inbox, ledger, log, nowMs } = services;
  if (ledger.problem !== null) return nothingTaken;
  for (let tries = 0; tries < mostTries; tries++) {
    const pending = inbox.pending();
    const own = pending.filter(({ entry }) => isSameFolder(entry.root, services.root));
    let taken: TakenInbox | null = nothingTaken;
    if (own.length > 0) {
      const [fresh, known] = withoutSeen(own, ledger);
      inbox.remove(known.map(({ name }) => name));
      try {
        const counting = await withoutLeftOut(fresh, services);
        taken = await applyOnce(await withLateModels(counting, services.homeFolder, nowMs), services);
      } catch (error) {
        log.error('What agents told could not be taken in', error);
        return nothingTaken;
      }
      if (taken === null) continue;
    }
    inbox.tidy(pending, nowMs);
    return taken;
  }
  log.warn('What agents told waits, because the ledger is busy');
  return nothingTaken;
}

function isSameFolder(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}

/** The entries that were not taken in yet, by name and by event; an event told twice counts once. */
function withoutSeen(
  entries: readonly PendingEntry[],
  ledger: Ledger,
): readonly [fresh: readonly PendingEntry[], known: readonly PendingEntry[]] {
  const events = new Set<string>();
  const fresh: PendingEntry[] = [];
  const known: PendingEntry[] = [];
  for (const one of entries) {
    const keys = keysOf(one.name, one.entry);
    const isKnown = keys.some((key) => events.has(key) || ledger.hasSeenReport(key));
    (isKnown ? known : fresh).push(one);
    for (const key of keys) events.add(key);
  }
  return [fresh, known];
}

function keysOf(name: string, { report, root }: InboxEntry): readonly string[] {
  // One event may be about several work trees.
  return report.eventKey === null ? [name] : [name, `${report.eventKey} ${root}`];
}

/** Null when somebody else wrote to the ledger meanwhile: then nothing is done, and all can be tried again. */
async function applyOnce(entries: readonly PendingEntry[], services: ApplyServices): Promise<TakenInbox | null> {
  const { inbox, ledger, nowMs, worktree } = services;
  const chain = new FileChain(ledger, worktree, services.readBlob);
  const taker = new EntryTaker(entryServices(chain, services), nowMs);
  const taken = await taker.takeAll(entries);
  const runsSinceMs = runningSince(taker, entries);
  const finished = [...taken.done, ...taken.unusable];
  if (finished.length === 0) return { ...nothingTaken, runsSinceMs };
  const isOpen = (path: string): boolean => services.isOpen?.(path) === true;
  const changes = chain.changes();
  const closed = changes.filter(({ path }) => !isOpen(path));
  const outcome = { isCurrent: true };
  const isWritten = ledger.atomically(() => {
    const names = new Set(finished);
    const ended = entries.filter(({ name }) => names.has(name));
    outcome.isCurrent =
      ended.every(({ name }) => !ledger.hasSeenReport(name)) &&
      closed.every((change) => isUntouched(change.stored, ledger.readDocument({ worktree, path: change.path })));
    if (!outcome.isCurrent) return;
    for (const change of changes) store(change, isOpen(change.path), services);
    ledger.addFlow(chain.flow());
    for (const session of taken.sessions) ledger.touchSession(session);
    for (const { name, entry } of ended) for (const key of keysOf(name, entry)) ledger.markReportSeen(key, nowMs);
  });
  if (!isWritten || !outcome.isCurrent) return null;
  keepOpenCommands(taker, entries, services);
  inbox.remove(taken.done);
  for (const name of taken.unusable) inbox.setAside(name);
  return {
    changedPaths: closed.map(({ path }) => path),
    leftStates: changes.flatMap(({ path, states }) =>
      isOpen(path) ? states.map((state) => ({ ...state, path })) : [],
    ),
    runsSinceMs,
  };
}

function runningSince(taker: EntryTaker, entries: readonly PendingEntry[]): number | null {
  const running = new Set(taker.openCommands().map(({ name }) => name));
  const began = entries.flatMap(({ name, entry }) => (running.has(name) ? [entry.atMs] : []));
  return began.length === 0 ? null : Math.min(...began);
}

/** Commands that still run must not be given what others did meanwhile, and the entries that tell of it are gone. */
function keepOpenCommands(taker: EntryTaker, entries: readonly PendingEntry[], { inbox }: ApplyServices): void {
  for (const { name, since } of taker.openCommands()) {
    const entry = entries.find((one) => one.name === name)?.entry;
    const tree = entry?.tree ?? null;
    if (entry === undefined || tree === null || since.size === 0) continue;
    const files = tree.files.filter((file) => !since.has(file.path));
    for (const [file, text] of since) files.push({ path: file, textId: inbox.keepText(Buffer.from(text)) });
    inbox.replace(name, { ...entry, tree: { ...tree, files } });
  }
}

function isUntouched(before: StoredDocument | null, now: StoredDocument | null): boolean {
  if (before === null || now === null) return before === now;
  return before.blobOid === now.blobOid && before.text === now.text && isSameRuns(before.runs, now.runs);
}

function store(change: ChangedFile, isOpen: boolean, { ledger, worktree, root, decode }: ApplyServices): void {
  const { path: file, known, stored } = change;
  const key = { worktree, path: file };
  if (change.now === null) {
    if (!isOpen) ledger.removeDocument(key);
    return;
  }
  const bytes = readRegularFile(path.join(root, file));
  const onDisk = bytes === null ? null : decode(bytes);
  // Agents tell of line feeds alone; of a file that was not known before the disk has the line breaks.
  const isStyleKnown = known !== null || onDisk === null;
  const now = isStyleKnown ? change.now : withLineBreaks(change.now, hasReturns(onDisk) ? '\r\n' : '\n');
  const blobOid = bytes !== null && onDisk === now.text ? blobOidOf(bytes) : null;
  const keepsText = known !== null && known.text !== now.text && (onDisk === known.text || isUnsaved(change));
  if (isOpen || keepsText) {
    // Whoever saves, reverts or opens the file finds the state by its text, in which no byte order mark is.
    const oids = new Set([blobOidOf(Buffer.from(now.text)), ...(blobOid === null ? [] : [blobOid])]);
    for (const oid of oids) ledger.rememberState({ path: file, blobOid: oid, runs: now.runs });
    if (isOpen || known === null || stored === null) return;
    const runs = learnFrom(known, now, ledger.origins);
    ledger.writeDocument(key, { runs, text: known.text, blobOid: stored.blobOid });
    return;
  }
  const runs = known?.text === now.text ? learnFrom(known, now, ledger.origins) : now.runs;
  ledger.writeDocument(key, { runs, text: now.text, blobOid });
}

/** Whether the ledger has a text that was typed and is not known to have been saved: an editor may hold it, and what agents find on disk is another one. */
function isUnsaved({ stored, wasOnDisk }: ChangedFile): boolean {
  return stored !== null && stored.blobOid === null && !wasOnDisk;
}

function entryServices(chain: FileChain, services: ApplyServices): EntryServices {
  const { git, root, inbox, decode } = services;
  const texts = new Map<string, Promise<string | null>>();
  const decoded = (bytes: Uint8Array | null): string | null => (bytes === null ? null : decode(bytes));
  const ask = async (...args: readonly string[]): Promise<string | null> => {
    const result = await git.run(args, { cwd: root });
    return result.ok ? new TextDecoder().decode(result.stdout) : null;
  };
  return {
    origins: services.ledger.origins,
    chain,
    textOfState: (textId) => decoded(inbox.readText(textId)),
    textAt: async (head, file) => {
      const name = `${head}:${file}`;
      const found =
        texts.get(name) ??
        git.run(['cat-file', 'blob', name], { cwd: root }).then((result) => (result.ok ? decode(result.stdout) : null));
      texts.set(name, found);
      return await found;
    },
    changedBetween: async (before, after) => {
      if (before === null) return [];
      const output = await ask('diff-tree', '-r', '-z', '--name-only', '--no-renames', before, after);
      return output?.split('\0').filter((one) => one !== '') ?? [];
    },
    isWrittenSince: async (before, after, sinceMs) => {
      const range = before === null ? [after] : [after, `^${before}`];
      const output = await ask('log', '--format=%at %P', ...range, '--');
      const back = before === null ? '' : await ask('log', '--max-count=1', '--format=%H', before, `^${after}`, '--');
      const commits = output?.split('\n').filter((line) => line !== '') ?? [];
      // A merge brings what others wrote; a branch that was left behind was not continued.
      return (
        back === '' &&
        commits.length > 0 &&
        commits.every((line) => {
          const [seconds = '0', ...parents] = line.split(' ').filter((word) => word !== '');
          return Number(seconds) * 1000 >= sinceMs && parents.length <= 1;
        })
      );
    },
    textOnDisk: (file) => decoded(readRegularFile(path.join(root, file))),
    counts: services.counts,
  };
}
