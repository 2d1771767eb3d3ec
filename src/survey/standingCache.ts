import { createHash } from 'node:crypto';
import { type Git, type Ledger } from '../core/ports.ts';
import { type EvidenceSummary } from '../core/statistics/evidenceSummary.ts';
import { markRulesKey } from './commitTable.ts';
import { type FileHistory } from './fileTally.ts';
import { type HistoryState } from './historyState.ts';
import { changedNotes } from './noteList.ts';
import { parseUnpacked } from './packed.ts';
import { readSections, writeSections } from './packedSections.ts';
import { renotedFiles, type Renoted } from './renoted.ts';
import { answeredOf, answersAt, noAnswers, type Answered, type KeptAnswers } from './keptAnswers.ts';
import { type SameHistory } from './sameHistory.ts';
import { type LinguistAttributes } from './skippedNames.ts';
import { packRows, StandingRows, type StandingEntry, type StandingOwners } from './standingRows.ts';
import { UnreadHistories } from './unreadHistories.ts';
import { retraced, traceKeys } from './traceTable.ts';

/** The owners of a file's lines; nobody's where nothing was read of its history. */
export function ownersOf(ofFile: FileHistory | null): StandingOwners {
  if (ofFile === null) return [];
  return ofFile.owners === 'named' ? [...new Set(ofFile.pieces.map((piece) => piece.commit))] : ofFile.owners;
}

/** What the counts depend on besides the files and their histories. */
export interface StandingRules {
  readonly noAiBefore: string | null;
  readonly exclude: readonly string[];
}

/** What is remembered of a work tree; `entries` is null where that is nothing. */
export interface Standing extends KeptAnswers {
  readonly entries: StandingRows | null;
  /** Of the whole history; null when it has to be read again. */
  readonly evidence: EvidenceSummary | null;
  /** Where the history was last read to its end; null where it never was. */
  readonly answered: Answered | null;
}

/** What {@link loadStanding} and {@link storeStanding} work with. */
export interface StandingPlace {
  readonly git: Git;
  readonly cwd: string;
  readonly ledger: Ledger;
  readonly worktree: string;
  /** Path of the surveyed folder from the root, `''` for the root. */
  readonly scope: string;
  readonly same: SameHistory;
  readonly rules: StandingRules;
}

/** Attributes as a word: `''` for a path of which nothing is said. */
export function attributesKey(attributes: LinguistAttributes | undefined): string {
  if (attributes === undefined) return '';
  return [attributes.isGenerated, attributes.isVendored]
    .map((value) => (value === null ? '-' : value ? '1' : '0'))
    .join('');
}

const form = 5;
const noPaths: ReadonlySet<string> = new Set();
const nothing: Standing = { entries: null, evidence: null, answered: null, ...noAnswers };

function rulesKey(rules: StandingRules): string {
  const counted = JSON.stringify([form, markRulesKey, rules.noAiBefore, rules.exclude]);
  return createHash('sha1').update(counted).digest('hex');
}

const cacheName = (worktree: string): string => `standing/${worktree}`;

/**
 * What an earlier survey counted and what still holds at `state`: all of it where nothing moved, without a walk through history; else what no commit in
 * between touched and no new authorship log is about.
 */
export async function loadStanding(place: StandingPlace, state: HistoryState): Promise<Standing> {
  const { git, cwd, ledger, worktree, same, rules } = place;
  const [packedCommon, ...columns] = readSections(ledger, cacheName(worktree)) ?? [];
  const packed = packedCommon === undefined ? null : parseUnpacked(packedCommon);
  if (packed?.['rules'] !== rulesKey(rules) || packed['shape'] !== state.shape || state.head === null) return nothing;
  const { head, notes, traces } = packed;
  if (typeof traces !== 'object' || traces === null) return nothing;
  const otherTraces = retraced(traces as Readonly<Record<string, unknown>>, traceKeys(state.traces));
  if (typeof head !== 'string' || (notes !== null && typeof notes !== 'string')) return nothing;
  const isSame = head === state.head && notes === state.notes && otherTraces.length === 0;
  const answered = answeredOf(packed['answered']);
  if (isSame) {
    // What is missing may have come since.
    const isAny = Array.isArray(packed['owners']) && packed['owners'].includes('unread');
    const history = { git, cwd, ledger, revision: head, shape: state.shape };
    const unread = isAny ? await new UnreadHistories(history, same).paths() : noPaths;
    const holds = (path: string, owners: StandingOwners): boolean => owners !== 'unread' || unread.has(path);
    const entries = StandingRows.unpack(packed, columns, ledger.origins, holds);
    if (entries === null) return nothing;
    const evidence = (packed['evidence'] ?? null) as EvidenceSummary | null;
    return { entries, evidence, answered, ...(await answersAt(place, state, answered)) };
  }
  const [touched, changed] = await Promise.all([
    same.touchedSince(head, state.head),
    changedNotes(git, cwd, notes, state.notes),
  ]);
  const others = changed === null ? null : new Set([...changed, ...otherTraces]);
  const renoted = others === null ? null : await renotedFiles(git, cwd, [head, state.head], others);
  if (touched === null || renoted === null) return nothing;
  const holds = (path: string, owners: StandingOwners): boolean =>
    owners !== 'unread' && !touched.has(path) && !isAbout(renoted, path, owners);
  const entries = StandingRows.unpack(packed, columns, ledger.origins, holds);
  if (entries === null) return nothing;
  return { entries, evidence: null, answered, ...(await answersAt(place, state, answered)) };
}

function isAbout({ commits, paths }: Renoted, path: string, owners: StandingOwners): boolean {
  if (typeof owners !== 'string') return owners.some((owner) => commits.has(owner));
  return owners === 'lineage' ? paths.size > 0 : paths.has(path);
}

/** Keeps what was counted for the next survey: sooner read in the order in which paths will be asked for. */
export function storeStanding(
  { ledger, worktree, rules }: StandingPlace,
  state: HistoryState,
  entries: Iterable<readonly [path: string, entry: StandingEntry]>,
  { evidence, answered }: Pick<Standing, 'evidence' | 'answered'>,
): void {
  const { common, columns } = packRows(entries, ledger.origins);
  const all = {
    rules: rulesKey(rules),
    shape: state.shape,
    head: state.head,
    notes: state.notes,
    traces: traceKeys(state.traces),
    evidence,
    answered,
    ...common,
  };
  writeSections(ledger, cacheName(worktree), [() => Buffer.from(JSON.stringify(all), 'utf8'), ...columns]);
}
