import { createHash } from 'node:crypto';
import { originFromKey, originKey, type OriginTable } from '../core/attribution/origin.ts';
import { type Git, type Ledger } from '../core/ports.ts';
import { type EvidenceSummary } from '../core/statistics/evidenceSummary.ts';
import { kindOfPath, languageOfPath } from '../core/statistics/languages.ts';
import { skipReasons, type SkipReason, type Tally } from '../core/statistics/tally.ts';
import { markRulesKey } from './commitTable.ts';
import { type FileHistory, type Ownership } from './fileTally.ts';
import { type HistoryState } from './historyState.ts';
import { changedNotes } from './noteList.ts';
import { isNumbers, isStrings, readPacked, writePacked, type Unpacked } from './packed.ts';
import { renotedFiles, type Renoted } from './renoted.ts';
import { SameHistory } from './sameHistory.ts';
import { type LinguistAttributes } from './skippedNames.ts';
import { retraced, traceKeys } from './traceTable.ts';

/** What was counted of a file that is the same at HEAD and on the disk, and that was never tracked live. */
export interface StandingEntry {
  /** Object id at HEAD. */
  readonly blobOid: string;
  /** What git attributes said of the path, by {@link attributesKey}. */
  readonly attributes: string;
  readonly counted: { readonly tally: Tally } | { readonly skip: SkipReason };
  readonly owners: StandingOwners;
}

/** The commits that may have written a file's lines: by name, or in the words of {@link Ownership}. */
export type StandingOwners = readonly string[] | Exclude<Ownership, 'named'>;

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

/** What is remembered of a work tree. */
export interface Standing {
  readonly entries: ReadonlyMap<string, StandingEntry>;
  /** Of the whole history; null when it has to be read again. */
  readonly evidence: EvidenceSummary | null;
  /** The HEAD at which it was counted, if what blame said there is of use; null where nothing is remembered. */
  readonly head: string | null;
}

/** What {@link loadStanding} and {@link storeStanding} work with. */
export interface StandingPlace {
  readonly git: Git;
  readonly cwd: string;
  readonly ledger: Ledger;
  readonly worktree: string;
  readonly rules: StandingRules;
}

/** Attributes as a word: `''` for a path of which nothing is said. */
export function attributesKey(attributes: LinguistAttributes | undefined): string {
  if (attributes === undefined) return '';
  return [attributes.isGenerated, attributes.isVendored]
    .map((value) => (value === null ? '-' : value ? '1' : '0'))
    .join('');
}

const form = 3;
const nothing: Standing = { entries: new Map(), evidence: null, head: null };

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
  const { git, cwd, ledger, worktree, rules } = place;
  const packed = readPacked(ledger, cacheName(worktree));
  if (packed?.['rules'] !== rulesKey(rules) || packed['shape'] !== state.shape || state.head === null) return nothing;
  const { head, notes, traces } = packed;
  if (typeof traces !== 'object' || traces === null) return nothing;
  const otherTraces = retraced(traces as Readonly<Record<string, unknown>>, traceKeys(state.traces));
  if (typeof head !== 'string' || (notes !== null && typeof notes !== 'string')) return nothing;
  const isSame = head === state.head && notes === state.notes && otherTraces.length === 0;
  const entries = unpackEntries(packed, ledger.origins);
  if (entries === null) return nothing;
  if (isSame) return { entries, evidence: (packed['evidence'] ?? null) as EvidenceSummary | null, head };
  const [touched, changed] = await Promise.all([
    new SameHistory(git, cwd).touchedBetween(head, state.head),
    changedNotes(git, cwd, notes, state.notes),
  ]);
  const others = changed === null ? null : new Set([...changed, ...otherTraces]);
  const renoted = others === null ? null : await renotedFiles(git, cwd, [head, state.head], others);
  if (touched === null || renoted === null) return nothing;
  const holds = ([path, { owners }]: readonly [string, StandingEntry]): boolean =>
    !touched.has(path) && !isAbout(renoted, path, owners);
  return { entries: new Map([...entries].filter(holds)), evidence: null, head };
}

function isAbout({ commits, paths }: Renoted, path: string, owners: StandingOwners): boolean {
  if (typeof owners !== 'string') return owners.some((owner) => commits.has(owner));
  return owners === 'lineage' ? paths.size > 0 : paths.has(path);
}

/** Keeps what was counted for the next survey. */
export function storeStanding(place: StandingPlace, state: HistoryState, standing: Omit<Standing, 'head'>): void {
  const { ledger, worktree, rules } = place;
  const owners = new Map<string, number>();
  const originIndex = new Map<number, number>();
  const originKeys: string[] = [];
  const rows = [...standing.entries].map(([path, { blobOid, attributes, counted, owners: ofFile }]) => {
    const counts: number[] = [];
    if ('tally' in counted) {
      for (const [originId, count] of counted.tally.countByOrigin) {
        let index = originIndex.get(originId);
        if (index === undefined) {
          index = originKeys.push(originKey(ledger.origins.get(originId))) - 1;
          originIndex.set(originId, index);
        }
        counts.push(index, count);
      }
    }
    const ownerIndexes =
      typeof ofFile === 'string'
        ? ofFile
        : ofFile.map((oid) => {
            const index = owners.get(oid) ?? owners.size;
            owners.set(oid, index);
            return index;
          });
    const skip = 'skip' in counted ? skipReasons.indexOf(counted.skip) : -1;
    return [path, blobOid, attributes, skip, 'tally' in counted ? counted.tally.mixedLines : 0, counts, ownerIndexes];
  });
  writePacked(ledger, cacheName(worktree), {
    rules: rulesKey(rules),
    shape: state.shape,
    head: state.head,
    notes: state.notes,
    traces: traceKeys(state.traces),
    evidence: standing.evidence,
    origins: originKeys,
    owners: [...owners.keys()],
    rows,
  });
}

function unpackEntries(packed: Unpacked, origins: OriginTable): ReadonlyMap<string, StandingEntry> | null {
  const { origins: keys, owners, rows } = packed;
  if (!isStrings(keys) || !isStrings(owners) || !Array.isArray(rows)) return null;
  const originIds: number[] = [];
  for (const key of keys) {
    const origin = originFromKey(key);
    if (origin === null) return null;
    originIds.push(origins.intern(origin));
  }
  const entries = new Map<string, StandingEntry>();
  for (const row of rows as readonly unknown[]) {
    if (!Array.isArray(row)) return null;
    const [path, blobOid, attributes, skip, mixedLines, counts, ofFile] = row as readonly unknown[];
    if (typeof path !== 'string' || typeof blobOid !== 'string' || typeof attributes !== 'string') return null;
    if (typeof skip !== 'number' || typeof mixedLines !== 'number' || !isNumbers(counts)) return null;
    const isVague = ofFile === 'path' || ofFile === 'lineage';
    if (!isVague && !isNumbers(ofFile)) return null;
    const countByOrigin = new Map<number, number>();
    for (let index = 0; index + 1 < counts.length; index += 2)
      countByOrigin.set(originIds[counts[index] ?? -1] ?? 0, counts[index + 1] ?? 0);
    const language = languageOfPath(path);
    const tally = { path, language, kind: kindOfPath(path), day: null, author: null, countByOrigin, mixedLines };
    const reason = skipReasons[skip];
    entries.set(path, {
      blobOid,
      attributes,
      counted: reason === undefined ? { tally } : { skip: reason },
      owners: isVague ? ofFile : ofFile.map((index) => owners[index] ?? ''),
    });
  }
  return entries;
}
