import {
  baselineOriginId,
  makeOrigin,
  unknownOriginId,
  type OriginId,
  type OriginTable,
} from '../../core/attribution/origin.ts';
import { placeEdits, withLineFeeds } from '../../core/text/placeEdits.ts';
import { type AgentReport, type ReportedFile } from '../agent.ts';
import { type FileState, type TreeState } from './entry.ts';
import { type FileChain } from './fileChain.ts';
import { type PendingEntry } from './inbox.ts';
import { authorOfCommand } from './shellRules.ts';

/** What taking entries in needs from outside. */
export interface EntryServices {
  readonly origins: OriginTable;
  readonly chain: FileChain;
  /** The decoded text of bytes that the inbox keeps; null when they are gone or binary. */
  readonly textOfState: (textId: string) => string | null;
  /** The decoded text of a file at a commit; null where the commit has no such text. */
  readonly textAt: (head: string, path: string) => Promise<string | null>;
  /** The paths in which two commits differ. */
  readonly changedBetween: (before: string | null, after: string) => Promise<readonly string[]>;
  /** Whether every commit that is new since `before` was written, not merely brought here, at or after a moment. */
  readonly isWrittenSince: (before: string | null, after: string, sinceMs: number) => Promise<boolean>;
  /** The file's text on disk now; null when there is none. */
  readonly textOnDisk: (path: string) => string | null;
  /** Whether a file of this path and text counts; generated and vendored ones do not. */
  readonly counts: (path: string, text: string) => boolean;
}

/** A shell command of which the end was not told yet. */
interface OpenCommand {
  readonly pending: PendingEntry;
  /** Texts after edits that were reported while the command ran: these are not its own. */
  readonly since: Map<string, string>;
}

/** What became of the entries. */
export interface TakenEntries {
  /** Names of entries that are dealt with. */
  readonly done: readonly string[];
  /** Names of entries that fit nothing. */
  readonly unusable: readonly string[];
  readonly sessions: readonly {
    readonly id: string;
    readonly agent: string;
    readonly model: string | null;
    readonly atMs: number;
  }[];
}

/** A command whose end nobody told of after this time has none. */
const commandEndsWithinMs = 6 * 60 * 60 * 1000;

/** Takes the entries of one work tree in, in their order. */
export class EntryTaker {
  readonly #services: EntryServices;
  readonly #nowMs: number;
  readonly #models = new Map<string, string>();
  readonly #sessions = new Map<string, { id: string; agent: string; model: string | null; atMs: number }>();
  readonly #before = new Map<string, PendingEntry>();
  readonly #open = new Map<string, OpenCommand>();
  readonly #done: string[] = [];
  readonly #unusable: string[] = [];

  constructor(services: EntryServices, nowMs: number) {
    this.#services = services;
    this.#nowMs = nowMs;
  }

  /** Takes every entry in; entries that wait for another one are neither done nor unusable afterwards. */
  async takeAll(entries: readonly PendingEntry[]): Promise<TakenEntries> {
    for (const [index, pending] of entries.entries()) {
      const { report } = pending.entry;
      if (report.kind === 'session' && report.model !== null) this.#models.set(sessionKey(report), report.model);
      const isUsed = await this.#takeOne(pending, entries.slice(index + 1));
      if (isUsed === 'done') this.#done.push(pending.name);
      else if (isUsed === 'unusable') this.#unusable.push(pending.name);
    }
    const isOld = ({ entry }: PendingEntry): boolean => entry.atMs < this.#nowMs - commandEndsWithinMs;
    for (const pending of [...this.#before.values(), ...[...this.#open.values()].map((one) => one.pending)]) {
      if (isOld(pending)) this.#done.push(pending.name);
    }
    return { done: this.#done, unusable: this.#unusable, sessions: [...this.#sessions.values()] };
  }

  /** Edits that were reported while commands ran whose end is still to come: by the entry's name, the texts that are not the command's. */
  openCommands(): readonly { readonly name: string; readonly since: ReadonlyMap<string, string> }[] {
    return [...this.#open.values()].map(({ pending, since }) => ({ name: pending.name, since }));
  }

  async #takeOne(pending: PendingEntry, later: readonly PendingEntry[]): Promise<'done' | 'unusable' | 'waits'> {
    const { report } = pending.entry;
    if (report.kind === 'session' || report.kind === 'other') return 'done';
    const key = report.callKey;
    if (report.phase === 'before') {
      if (report.kind === 'files') {
        if (key === null) return 'done';
        this.#replaceBefore(key, pending);
        return 'waits';
      }
      if (report.files.length > 0 && (await this.#takeUntoldPatch(pending, later))) return 'done';
      if (key === null) return 'done';
      const older = this.#open.get(key);
      if (older !== undefined) this.#done.push(older.pending.name);
      this.#open.set(key, { pending, since: new Map() });
      return 'waits';
    }
    if (report.kind === 'shell') return await this.#takeCommand(pending);
    return await this.#takeFiles(pending);
  }

  #replaceBefore(key: string, pending: PendingEntry): void {
    const older = this.#before.get(key);
    if (older !== undefined) this.#done.push(older.name);
    this.#before.set(key, pending);
  }

  async #takeFiles(pending: PendingEntry): Promise<'done' | 'unusable'> {
    const { report, states, atMs } = pending.entry;
    const before = report.callKey === null ? undefined : this.#before.get(report.callKey);
    if (before !== undefined && report.callKey !== null) {
      this.#before.delete(report.callKey);
      this.#done.push(before.name);
    }
    if (report.succeeded === false) return 'done';
    const earlierStates = before?.entry.states ?? [];
    let fits = true;
    for (const file of report.files) fits = (await this.#takeFile(report, file, earlierStates, states, atMs)) && fits;
    return fits ? 'done' : 'unusable';
  }

  async #takeFile(
    report: AgentReport,
    file: ReportedFile,
    earlierStates: readonly FileState[],
    laterStates: readonly FileState[],
    atMs: number,
  ): Promise<boolean> {
    const { chain } = this.#services;
    if (file.action === 'delete') {
      await chain.remove(file.path);
      this.#touch(file.path, '');
      return true;
    }
    const earlierPath = file.movedFrom ?? file.path;
    if (file.movedFrom !== null) {
      await chain.move(file.movedFrom, file.path);
      this.#touch(file.movedFrom, '');
    }
    const isOverwritten = file.action === 'write' && file.before === null && (await chain.known(file.path)) === null;
    const earlier =
      this.#textIn(earlierStates, earlierPath) ?? (isOverwritten ? await this.#committed(earlierPath) : null);
    const change = {
      before: file.before,
      after: file.after,
      edits: file.edits,
      earlier,
      later: this.#textIn(laterStates, file.path),
    };
    const origins = { inserted: this.#originOf(report, 'reported', atMs), gap: this.#gapOrigin(report, atMs) };
    // Where nothing tells the text before, the last commit may have it.
    const isTaken =
      (await chain.take(file.path, change, origins, atMs)) ||
      (await chain.take(file.path, { ...change, earlier: await this.#committed(earlierPath) }, origins, atMs));
    const now = await chain.known(file.path);
    if (now !== null) this.#touch(file.path, now.text);
    return isTaken;
  }

  async #committed(path: string): Promise<string | null> {
    return await this.#services.textAt('HEAD', path);
  }

  /** Remembers that a text is not the work of the commands that run. */
  #touch(path: string, text: string): void {
    for (const { since } of this.#open.values()) since.set(path, text);
  }

  async #takeCommand(pending: PendingEntry): Promise<'done'> {
    const { report, tree, atMs } = pending.entry;
    const key = report.callKey;
    const open = key === null ? undefined : this.#open.get(key);
    if (key === null || open === undefined) return 'done';
    this.#open.delete(key);
    this.#done.push(open.pending.name);
    const before = open.pending.entry.tree;
    if (before === null || tree === null) return 'done';
    const window = await this.#window(before, tree, open, atMs);
    const went = new Map(window.filter(({ to }) => to === null).map(({ path, from }) => [from ?? '', path]));
    for (const { path, from, to, isFromGit } of window) {
      if (to === null) continue;
      if (!this.#services.counts(path, to)) continue;
      const source = from === null ? went.get(to) : undefined;
      if (source !== undefined && to !== '') {
        await this.#services.chain.move(source, path);
        went.delete(to);
        this.#touch(path, to);
        continue;
      }
      const inserted = isFromGit ? baselineOriginId : this.#commandOrigin(report, atMs);
      // The texts were found, not told: a person may have saved meanwhile.
      const change = { before: null, after: null, edits: [], earlier: from ?? '', later: to };
      await this.#services.chain.take(path, change, { inserted, gap: this.#gapOrigin(report, atMs) }, atMs);
      this.#touch(path, to);
    }
    for (const path of went.values()) {
      await this.#services.chain.remove(path);
      this.#touch(path, '');
    }
    return 'done';
  }

  /** The files that differ between the beginning and the end of a command, without what others reported in between. */
  async #window(
    before: TreeState,
    after: TreeState,
    open: OpenCommand,
    atMs: number,
  ): Promise<readonly { path: string; from: string | null; to: string | null; isFromGit: boolean }[]> {
    const { textAt, changedBetween, isWrittenSince } = this.#services;
    const hasMoved = after.head !== null && after.head !== before.head;
    const moved = hasMoved ? await changedBetween(before.head, after.head) : [];
    const paths = new Set([...before.files, ...after.files].map((file) => file.path).concat(moved));
    // The beginning of the command by git's clock, which counts seconds.
    const sinceMs = Math.floor(open.pending.entry.atMs / 1000) * 1000;
    const isOwnCommit = hasMoved && atMs >= sinceMs && (await isWrittenSince(before.head, after.head, sinceMs));
    const found = [];
    for (const path of [...paths].sort()) {
      const from = open.since.get(path) ?? (await this.#textInTree(before, path));
      const to = await this.#textInTree(after, path);
      // Where one of the two is not known, nobody knows what came.
      if (from === undefined || to === undefined) continue;
      if (isSame(from, to)) continue;
      // A file that was not there, or that others took away meanwhile.
      if (to === null && (from === null || from === '')) continue;
      const isAsCommitted = before.head !== null && isSame(to, await textAt(before.head, path));
      const isAsBrought = hasMoved && !isOwnCommit && isSame(to, await textAt(after.head, path));
      found.push({ path, from, to, isFromGit: isAsCommitted || isAsBrought });
    }
    return found;
  }

  /** Null for a file that was not there, undefined for one whose text is gone or binary. */
  async #textInTree(tree: TreeState, path: string): Promise<string | null | undefined> {
    const state = tree.files.find((file) => file.path === path);
    if (state === undefined) return tree.head === null ? null : await this.#services.textAt(tree.head, path);
    return state.textId === null ? null : (this.#services.textOfState(state.textId) ?? undefined);
  }

  /**
   * A patch that went through the shell, of which the agent tells no end: it counts where the file is found to be as the patch leaves it.
   */
  async #takeUntoldPatch(pending: PendingEntry, later: readonly PendingEntry[]): Promise<boolean> {
    const { report, tree, atMs } = pending.entry;
    if (tree === null || later.some(({ entry }) => entry.report.callKey === report.callKey)) return false;
    let isTaken = false;
    for (const file of report.files) {
      if (file.edits.length === 0 && file.after === null) continue;
      const earlier = file.before ?? (await this.#textInTree(tree, file.path));
      const next = later.map(({ entry }) => entry.tree).find((one) => one !== null);
      const found = next === undefined ? this.#services.textOnDisk(file.path) : await this.#textInTree(next, file.path);
      if (typeof earlier !== 'string' || typeof found !== 'string') continue;
      const change = { before: earlier, after: null, edits: file.edits, earlier: null, later: null };
      const after = file.after ?? placeEdits(withLineFeeds(earlier), file.edits);
      if (after === null || !isSameText(after, found)) continue;
      const origins = { inserted: this.#originOf(report, 'reported', atMs), gap: this.#gapOrigin(report, atMs) };
      isTaken = (await this.#services.chain.take(file.path, { ...change, after }, origins, atMs)) || isTaken;
      this.#touch(file.path, found);
    }
    return isTaken;
  }

  #textIn(states: readonly FileState[], path: string): string | null {
    const state = states.find((one) => one.path === path);
    if (state === undefined) return null;
    return state.textId === null ? '' : this.#services.textOfState(state.textId);
  }

  #commandOrigin(report: AgentReport, atMs: number): OriginId {
    switch (authorOfCommand(report.command)) {
      case 'agent':
        return this.#originOf(report, 'observed', atMs);
      case 'unknown':
        return unknownOriginId;
      case 'tool':
        return this.#services.origins.intern(
          makeOrigin({ contributor: 'tool', evidence: 'observed', source: 'agent-hook', atMs }),
        );
    }
  }

  /**
   * Whose text is that came before a change without anybody telling: while one single command runs, that command's; else nobody knows.
   */
  #gapOrigin(report: AgentReport, atMs: number): OriginId {
    const others = [...this.#open.values()].filter(({ pending }) => pending.entry.report.callKey !== report.callKey);
    const [only] = others;
    return others.length === 1 && only !== undefined
      ? this.#commandOrigin(only.pending.entry.report, atMs)
      : unknownOriginId;
  }

  #originOf(report: AgentReport, evidence: 'reported' | 'observed', atMs: number): OriginId {
    const model = report.model ?? this.#models.get(sessionKey(report)) ?? null;
    if (report.session !== null) {
      this.#sessions.set(report.session, { id: report.session, agent: report.agent, model, atMs });
    }
    return this.#services.origins.intern(
      makeOrigin({
        contributor: 'ai',
        evidence,
        source: 'agent-hook',
        agent: report.agent,
        model,
        session: report.session,
        atMs,
      }),
    );
  }
}

/** A subagent may have another model than the agent that started it. */
function sessionKey(report: AgentReport): string {
  return JSON.stringify([report.agent, report.session, report.subagent]);
}

function isSameText(a: string, b: string): boolean {
  return a === b || a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');
}

function isSame(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && isSameText(a, b);
}
