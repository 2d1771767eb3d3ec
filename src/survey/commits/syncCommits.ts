import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CancelSignal, type DialogueGit, type Ledger, type Logger } from '../../core/ports.ts';
import { type RepositoryPlace } from '../locate.ts';
import { gitBlobOid } from '../storedRuns.ts';
import { ObjectDialogue } from '../objectDialogue.ts';
import { BlobTexts } from './blobTexts.ts';
import { Breath } from './breath.ts';
import { Claims, type FileOrigins } from './claims.ts';
import { readPatches, type CommitPatch, type FilePatch } from './commitPatches.ts';
import { gonePaths } from './gonePaths.ts';
import { ExplainedLines } from './knownTexts.ts';
import { LiveSources, pathsOf, type CommittedFile } from './liveSources.ts';
import { addNotes, readNotesAt, type NotesAnswer, type NotesState } from './notesRef.ts';
import { listRecorded, LogIndex, type RecordedCommit } from './logIndex.ts';
import { KeptKeysOfLines } from './keptKeys.ts';
import { personHere } from './personHere.ts';
import { RecordedSources } from './recordedSources.ts';
import { readTips, unseenCommits } from './unseenCommits.ts';

/** What {@link syncCommits} needs. */
export interface SyncServices {
  readonly git: DialogueGit;
  readonly ledger: Ledger;
  readonly log: Logger;
  readonly place: RepositoryPlace;
}

/** What a sync did, or with `isDryRun` would have done. */
export interface SyncResult {
  /** How many commits nobody had looked at. */
  readonly unseen: number;
  /** The logs that were written, parents before their children. */
  readonly written: readonly { readonly commit: string; readonly log: string }[];
  /** Whether nothing was done, because there was more to do than {@link SyncLimits} allow. */
  readonly isTooMuch: boolean;
}

/** How much a sync may take upon itself. */
export interface SyncLimits {
  readonly commits: number;
  /** Files of all commits together. */
  readonly files: number;
}

/** One file of a commit whose lines are being explained. */
interface OpenFile {
  readonly patch: CommitPatch;
  readonly file: FilePatch;
  readonly target: ExplainedLines;
}

/**
 * Gives every commit that was not looked at yet its authorship log, if it has none and something is known of its lines: from what tracking saw,
 * and from the logs of other commits that have the same lines, as after a rebase, a squash or a revert. The texts compared are those that the
 * commits hold. Costs one git process for each kind of question, however many commits there are.
 */
export async function syncCommits(
  { git, ledger, log, place }: SyncServices,
  isDryRun: boolean,
  signal?: CancelSignal,
  limits?: SyncLimits,
): Promise<NotesAnswer<SyncResult>> {
  const objects = new ObjectDialogue(git, place.root, signal);
  try {
    return await syncThrough(objects, { git, ledger, log, place }, isDryRun, signal, limits);
  } finally {
    objects.end();
  }
}

async function syncThrough(
  objects: ObjectDialogue,
  { git, ledger, log, place }: SyncServices,
  isDryRun: boolean,
  signal?: CancelSignal,
  limits: SyncLimits = { commits: Infinity, files: Infinity },
): Promise<NotesAnswer<SyncResult>> {
  const cwd = place.root;
  const stopped = { ok: false, reason: 'git failed or was stopped; nothing was written' } as const;
  // Before it is known what git has: what moves on after that was not looked at.
  const passed = ledger.statesWithText();
  const tips = await readTips(git, place, signal);
  if (tips === null) return stopped;
  const notes = await readNotesAt(objects, tips.notesTip);
  if (!notes.ok) return notes;
  const list: ListRecorded = async () => await listRecorded(git, cwd, notes.value, signal);
  const oldest = (): Promise<number> => oldestKnowledge(ledger, notes.value, list);
  const unseen = await unseenCommits({ git, cwd, objects, ledger, log }, tips, oldest, signal);
  if (unseen === null) return stopped;
  const cutOff = place.isShallow ? readShallow(place.commonDir) : new Set<string>();
  // Where history is cut off a commit seems to have added all that there is.
  const due = unseen.oids.filter((oid) => !notes.value.noteOidByCommit.has(oid) && !cutOff.has(oid));
  const tooMuch = { ok: true, value: { unseen: unseen.oids.length, written: [], isTooMuch: true } } as const;
  if (due.length > limits.commits) return tooMuch;
  const read = await readPatches(git, cwd, due, signal);
  if (read === null) return stopped;
  for (const oid of read.unreadable) log.warn(noLogFor(oid));
  const { patches } = read;
  if (patches.reduce((sum, { files }) => sum + files.length, 0) > limits.files) return tooMuch;
  const explained = await explainCommits(
    { objects, ledger, log, root: cwd, notes: notes.value, list, patches },
    signal,
  );
  if (explained === null) return stopped;
  const person = explained.isEmpty ? '' : await personHere({ git, cwd, ledger }, tips.headLog[0]?.by, patches[0]);
  const logs = await explained.logs(person);
  const added = isDryRun
    ? { ok: true as const, value: [...logs.keys()] }
    : await addNotes(git, cwd, logs, notes.value, person, log, signal);
  if (!added.ok) return added;
  if (!isDryRun) {
    unseen.markSeen();
    ledger.forgetStateTexts(passed);
  }
  await explained.keep(isDryRun ? new Map() : new Map(added.value.map((oid) => [oid, logs.get(oid) ?? ''])), person);
  const written = added.value.map((commit) => ({ commit, log: logs.get(commit) ?? '' }));
  return { ok: true, value: { unseen: unseen.oids.length, written, isTooMuch: false } };
}

/** Half a log would be there for good. */
function noLogFor(oid: string): string {
  return `No authorship log for ${oid}: an object of it is missing or damaged`;
}

/** The commits at which a shallow clone ends; none where git's list of them cannot be read. */
function readShallow(commonDir: string): ReadonlySet<string> {
  try {
    return new Set(readFileSync(path.join(commonDir, 'shallow'), 'utf8').split('\n'));
  } catch {
    return new Set();
  }
}

const secondsOfADay = 86_400;

/**
 * With more logs than this in a repository that is looked at for the first time, others have kept them for long: which of the old commits have none is their
 * business, and to go through all of them would take minutes of a processor. The lines of old commits are read from the logs that are there.
 */
const mostLogsAtFirst = 500;

/** Unix time before which no commit can hold a line that we know something of; a day is left for clocks that differ. */
async function oldestKnowledge(ledger: Ledger, notes: NotesState, list: ListRecorded): Promise<number> {
  const isOthersRecord = notes.noteOidByCommit.size > mostLogsAtFirst;
  let oldest = isOthersRecord ? Infinity : ((await list())?.[0]?.committedAtSeconds ?? Infinity);
  for (let id = 0; id < ledger.origins.size; id++) {
    oldest = Math.min(oldest, (ledger.origins.get(id).atMs ?? Infinity) / 1000);
  }
  return Number.isFinite(oldest) ? oldest - secondsOfADay : 2 ** 31;
}

type ListRecorded = () => Promise<readonly RecordedCommit[] | null>;

interface Explaining {
  readonly objects: ObjectDialogue;
  readonly log: Logger;
  readonly ledger: Ledger;
  /** The folder of the work tree. */
  readonly root: string;
  readonly notes: NotesState;
  readonly list: ListRecorded;
  readonly patches: readonly CommitPatch[];
}

/** Commits whose lines are explained as far as may be. */
interface ExplainedCommits {
  /** Whether nothing is known of any line. */
  readonly isEmpty: boolean;
  /** The logs of those of which something is known. `person` is `Name <address>` of whoever sits at this machine. */
  readonly logs: (person: string) => Promise<ReadonlyMap<string, string>>;
  /** Keeps what was found for the next sync. Of `written` logs, by commit, it is known what they claim. */
  readonly keep: (written: ReadonlyMap<string, string>, person: string) => Promise<void>;
}

/** Null when git failed or was cancelled. */
async function explainCommits(
  { objects, log, ledger, root, notes, list, patches }: Explaining,
  signal?: CancelSignal,
): Promise<ExplainedCommits | null> {
  const isCancelled = (): boolean => signal?.aborted === true;
  const breath = new Breath();
  const claims = new Claims();
  const texts = new BlobTexts(objects);
  const load = (names: readonly string[]): Promise<boolean> => texts.load(names);
  const targets = new Map<FilePatch, ExplainedLines>();
  const open = (patch: CommitPatch, file: FilePatch): OpenFile | null => {
    const lined = texts.get(file.blobOid);
    if (lined === null) return null;
    const target = targets.get(file) ?? new ExplainedLines(lined, lineIndexesOf(file), patch.committedAtSeconds);
    targets.set(file, target);
    return { patch, file, target };
  };
  const files = patches.flatMap((patch) => patch.files.map((file) => ({ patch, file })));
  const isOpen = ({ file }: CommittedFile): boolean => targets.get(file)?.isComplete !== true;
  const kept = { logs: new KeptKeysOfLines(ledger, 'logs'), states: new KeptKeysOfLines(ledger, 'states') };
  const live = new LiveSources(ledger, { claims, texts, keptKeys: kept.states }, root, patches.length);
  const exact = await live.seenAsCommitted(files, load, breath);
  if (exact === null) return null;
  for (const one of exact) {
    await breath.take();
    const opened = open(one.patch, one.file);
    if (opened !== null) live.explainExactly(one, opened.target);
  }
  const otherwise = await live.seenOtherwise(files.filter(isOpen), load, breath);
  if (otherwise === null) return null;
  for (const one of otherwise) {
    await breath.take();
    const opened = open(one.patch, one.file);
    if (opened !== null) await live.explain(one, opened.target);
  }
  const records = new RecordedSources({ objects, claims, texts, keptKeys: kept.logs });
  for (const { file } of files) {
    const target = targets.get(file);
    if (target !== undefined) records.add(file.path, target);
  }
  const unexplained = files.filter(isOpen);
  if (unexplained.length > 0 && (notes.noteOidByCommit.size > 0 || targets.size > 0)) {
    const logs = await LogIndex.read(objects, ledger, log, notes, list);
    if (logs === null) return null;
    const paths = unexplained.flatMap(({ patch, file }) => pathsOf(patch, file));
    if (!(await records.readPaths(paths, logs, breath))) return null;
    if (!(await load(unexplained.map(({ file }) => file.blobOid)))) return null;
    const opened = unexplained.flatMap(({ patch, file }) => open(patch, file) ?? []);
    for (const { patch, file, target } of opened) {
      await breath.take();
      if (isCancelled()) return null;
      await records.explain(pathsOf(patch, file), target);
      records.add(file.path, target);
    }
    // Files that were moved while history was rewritten, and lines that were moved from one file to another.
    const stillOpen = opened.filter(({ target }) => !target.isComplete);
    const gone = await goneFrom(objects, stillOpen, [
      ...new Set([...patches.flatMap((patch) => patch.files.map((file) => file.path)), ...logs.newestPaths(mostNamed)]),
    ]);
    if (gone === null) return null;
    const elsewhere = new Map<OpenFile, readonly string[]>();
    const allElsewhere = new Set<string>();
    for (const one of stillOpen) {
      await breath.take();
      const renamed = gone.get(one.patch.oid) ?? gone.get('') ?? [];
      const paths = [...besides(one), ...logs.pathsElsewhere(one.file.path), ...renamed];
      elsewhere.set(one, paths);
      for (const path of paths) allElsewhere.add(path);
    }
    if (!(await records.readPaths(allElsewhere, logs, breath))) return null;
    for (const [one, paths] of elsewhere) {
      await breath.take();
      if (isCancelled()) return null;
      await records.explain(paths, one.target);
    }
  }
  return {
    isEmpty: [...targets.values()].every((target) => target.isUntouched),
    logs: async (person) => {
      const logs = new Map<string, string>();
      for (const patch of patches) {
        await breath.take();
        if (patch.files.some((file) => texts.isMissing(file.blobOid))) {
          log.warn(noLogFor(patch.oid));
          continue;
        }
        const written = claims.logOf(originsOf(patch, targets), patch.oid, person);
        for (const complaint of written?.complaints ?? []) log.warn(`The authorship log of ${patch.oid}: ${complaint}`);
        if (written !== null) logs.set(patch.oid, written.text);
      }
      return logs;
    },
    keep: async (written, person) => {
      for (const { oid, files: patched } of patches) {
        await breath.take();
        const text = written.get(oid);
        const noteOid = text === undefined ? null : gitBlobOid(Buffer.from(text));
        for (const file of noteOid === null ? [] : patched) {
          const target = targets.get(file);
          const isClaimed = target?.result().map((originId) => claims.isClaimed(originId, person)) ?? [];
          if (target !== undefined && noteOid !== null && isClaimed.includes(true))
            records.remember(file.path, { oid, noteOid }, target.lined, isClaimed);
        }
      }
      await kept.logs.save(breath);
      await kept.states.save(breath);
    },
  };
}

/** Among so many paths, those that logs spoke of last, are looked for the former names of renamed files. */
const mostNamed = 500;

/** The trees of so many commits are looked at; of more at once only that of the last one, which stands for all. */
const mostTrees = 20;

/** Of each commit with lines that are not explained those of the paths that its tree does not have. Null when git failed or was cancelled. */
async function goneFrom(
  objects: ObjectDialogue,
  open: readonly CommittedFile[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]> | null> {
  const oids = [...new Set(open.map(({ patch }) => patch.oid))];
  const gone = new Map<string, readonly string[]>();
  for (const oid of oids.length > mostTrees ? oids.slice(-1) : oids) {
    const found = await gonePaths(objects, oid, paths);
    if (found === null) return null;
    gone.set(oid, found);
    gone.set('', found);
  }
  return gone;
}

/** Lines move between files of the same commit, unless it has so many that it is no such commit. */
const mostBesides = 50;

function besides({ patch, file }: CommittedFile): readonly string[] {
  const touched = [...patch.files.map(({ path }) => path), ...patch.shortenedPaths];
  return touched.length > mostBesides ? [] : touched.filter((path) => path !== file.path);
}

function originsOf(patch: CommitPatch, targets: ReadonlyMap<FilePatch, ExplainedLines>): FileOrigins {
  return new Map(patch.files.map((file) => [file.path, targets.get(file)?.result() ?? []]));
}

function* lineIndexesOf(file: FilePatch): Generator<number> {
  for (const { lineIndex, lineCount } of file.added) {
    for (let index = lineIndex; index < lineIndex + lineCount; index++) yield index;
  }
}
