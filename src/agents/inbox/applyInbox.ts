import { realpathSync } from 'node:fs';
import path from 'node:path';
import { type Git, type Ledger, type Logger, type StoredDocument } from '../../core/ports.ts';
import { readRegularFile } from '../treeState.ts';
import { type InboxEntry } from './entry.ts';
import { FileChain, type ChangedFile } from './fileChain.ts';
import { blobOidOf, type Inbox, type PendingEntry } from './inbox.ts';
import { EntryTaker, type EntryServices } from './takeEntries.ts';

/** What taking the inbox into the ledger needs from outside. */
export interface ApplyServices {
  readonly inbox: Inbox;
  readonly ledger: Ledger;
  readonly git: Git;
  readonly log: Logger;
  readonly nowMs: number;
  /** Root of the work tree whose entries are taken; those of other work trees of the repository stay. */
  readonly root: string;
  /** The work tree's name in document keys. */
  readonly worktree: string;
  /** The text of a file's bytes; null for a binary file. */
  readonly decode: (bytes: Uint8Array) => string | null;
  readonly readBlob: (blobOid: string) => Promise<string | null>;
  /** Whether a file of this path and text counts. */
  readonly counts: (path: string, text: string) => boolean;
}

/** Another process may take the same inbox in, or an editor write a document, while this one works. */
const mostTries = 3;

/**
 * Takes what agents told into the ledger: each entry once, however often it was told, all of one go in one transaction, so that a process that dies leaves
 * either everything to do or nothing. Entries that wait for the end of a command stay. Never throws for what the entries hold.
 */
export async function applyInbox(services: ApplyServices): Promise<void> {
  const { inbox, ledger, log, nowMs } = services;
  if (ledger.problem !== null) return;
  for (let tries = 0; tries < mostTries; tries++) {
    const pending = inbox.pending();
    const own = pending.filter(({ entry }) => isSameFolder(entry.root, services.root));
    if (own.length > 0) {
      const [fresh, known] = withoutSeen(own, ledger);
      inbox.remove(known.map(({ name }) => name));
      try {
        if (!(await applyOnce(fresh, services))) continue;
      } catch (error) {
        log.error('What agents told could not be taken in', error);
        return;
      }
    }
    inbox.tidy(pending, nowMs);
    return;
  }
  log.warn('What agents told waits, because the ledger is busy');
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

async function applyOnce(entries: readonly PendingEntry[], services: ApplyServices): Promise<boolean> {
  const { inbox, ledger, nowMs, worktree } = services;
  const chain = new FileChain(ledger, worktree, services.readBlob);
  const taker = new EntryTaker(entryServices(chain, services), nowMs);
  const taken = await taker.takeAll(entries);
  const finished = [...taken.done, ...taken.unusable];
  if (finished.length === 0) return true;
  const changes = chain.changes();
  const outcome = { isCurrent: true };
  const isWritten = ledger.atomically(() => {
    const names = new Set(finished);
    const ended = entries.filter(({ name }) => names.has(name));
    outcome.isCurrent =
      ended.every(({ name }) => !ledger.hasSeenReport(name)) &&
      changes.every((change) => isUntouched(change.stored, ledger.readDocument({ worktree, path: change.path })));
    if (!outcome.isCurrent) return;
    for (const change of changes) write(change, services);
    ledger.addFlow(chain.flow());
    for (const session of taken.sessions) ledger.touchSession(session);
    for (const { name, entry } of ended) for (const key of keysOf(name, entry)) ledger.markReportSeen(key, nowMs);
  });
  if (!isWritten || !outcome.isCurrent) return false;
  keepOpenCommands(taker, entries, services);
  inbox.remove(taken.done);
  for (const name of taken.unusable) inbox.setAside(name);
  return true;
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
  return (
    before.blobOid === now.blobOid &&
    before.text === now.text &&
    before.runs.length === now.runs.length &&
    before.runs.every((run, index) => {
      const other = now.runs[index];
      return other?.originId === run.originId && other.utf16Length === run.utf16Length;
    })
  );
}

function write({ path: file, now }: ChangedFile, { ledger, worktree, root, decode }: ApplyServices): void {
  const key = { worktree, path: file };
  if (now === null) {
    ledger.removeDocument(key);
    return;
  }
  const bytes = readRegularFile(path.join(root, file));
  const isOnDisk = bytes !== null && decode(bytes) === now.text;
  ledger.writeDocument(key, { runs: now.runs, text: now.text, blobOid: isOnDisk ? blobOidOf(bytes) : null });
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
