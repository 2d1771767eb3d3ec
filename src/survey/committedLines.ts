import { type OriginId } from '../core/attribution/origin.ts';
import { type CancelSignal, type Git, type GitResult } from '../core/ports.ts';
import { facetsOfPath } from '../core/statistics/languages.ts';
import { type Tally } from '../core/statistics/tally.ts';
import { changedBlobs } from './changedBlobs.ts';
import { type CommittedRange } from './committedRange.ts';
import { absentObjects } from './gitObjects.ts';
import { type HistoryEvidence } from './historyEvidence.ts';
import { PatchReader } from './patchReader.ts';

/** What {@link committedTallies} reads from. */
export interface CommittedPlace {
  readonly git: Git;
  readonly cwd: string;
  readonly evidence: HistoryEvidence;
  /** Only commits that touch this path; `''` for all. */
  readonly scope: string;
}

/** The lines that commits added, by whose they are. */
export interface CommittedTallies {
  /** One a commit and file. */
  readonly tallies: readonly Tally[];
  /** How many commits are left out because what they changed is not here, or because a shallow clone ends with them. */
  readonly unread: number;
}

interface Growing {
  readonly path: string;
  readonly oid: string;
  readonly countByOrigin: Map<OriginId, number>;
}

/** Each commit's patch after a line of a NUL and its object id, for {@link PatchReader}. */
const patchOptions: readonly string[] = [
  ...['-p', '-U0', '-M', '--no-ext-diff', '--no-textconv', '--no-color', '--no-notes'],
  ...['--src-prefix=a/', '--dst-prefix=b/', '--format=tformat:%x00%H'],
];

/**
 * The lines that each commit added, blank lines left out: of a range, or of commits by their full object ids. Merge commits add nothing of their own. A
 * sentence about what failed where git did, or `'stopped'` where it was cancelled.
 */
export async function committedTallies(
  place: CommittedPlace,
  of: CommittedRange | readonly string[],
  signal?: CancelSignal,
): Promise<CommittedTallies | string> {
  const { git, cwd, evidence, scope } = place;
  const options = { cwd, ...(signal === undefined ? {} : { signal }) };
  const paths = ['--', ...(scope === '' ? [] : [`:(top,literal)${scope}`])];
  const isListed = 'revisions' in of;
  const asked = isListed ? of.revisions : ['--no-walk=unsorted', '--stdin'];
  const stdin = isListed ? {} : { stdin: `${of.join('\n')}\n` };
  const listed = await git.run(['rev-list', '--no-merges', ...asked, ...paths], { ...options, ...stdin });
  if (!listed.ok) return failure('git could not list the commits', listed, signal);
  const oids = new TextDecoder()
    .decode(listed.stdout)
    .split('\n')
    .filter((oid) => oid !== '' && (!isListed || isWithin(of, evidence.committedAtMs(oid))));
  const known = oids.filter((oid) => !evidence.isCutOff(oid));
  const cutOff = oids.length - known.length;
  if (!(await evidence.loadRecords(known, signal)))
    return failure('git could not read the authorship logs', null, signal);
  const whole = await patchesOf(place, known, paths, signal);
  if (whole.ok) return { tallies: whole.tallies, unread: cutOff };
  // What is not here, of a partial clone or a damaged one, ends git at the first commit that needs it.
  const needed = signal?.aborted === true ? null : await changedBlobs(git, cwd, known, paths, signal);
  const blobs = [...(needed?.values() ?? [])].flat();
  const absent = needed === null ? null : await absentObjects(git, cwd, new Set(blobs), signal);
  const here = known.filter((oid) => needed?.get(oid)?.some((blob) => absent?.has(blob) === true) !== true);
  const rest = absent === null || absent.size === 0 ? whole : await patchesOf(place, here, paths, signal);
  if (!rest.ok) return failure('git could not read what the commits changed', rest.result, signal);
  return { tallies: rest.tallies, unread: cutOff + known.length - here.length };
}

function isWithin({ fromMs, toMs }: CommittedRange, atMs: number): boolean {
  return !(atMs < fromMs || atMs > toMs);
}

function failure(what: string, result: GitResult | null, signal: CancelSignal | undefined): string {
  if (signal?.aborted === true) return 'stopped';
  const words = result === null || result.ok ? [] : result.stderr.trim().split('\n');
  const why = words.find((line) => !line.startsWith('warning: ')) ?? '';
  return why === '' ? what : `${what} (${why})`;
}

async function patchesOf(
  { git, cwd, evidence }: CommittedPlace,
  oids: readonly string[],
  paths: readonly string[],
  signal: CancelSignal | undefined,
): Promise<
  { readonly ok: true; readonly tallies: readonly Tally[] } | { readonly ok: false; readonly result: GitResult }
> {
  if (oids.length === 0) return { ok: true, tallies: [] };
  const tallies = new Map<string, Growing>();
  const onAddedLine = (oid: string, path: string, lineIndex: number, text: string): void => {
    if (!/\S/.test(text)) return;
    const key = `${oid} ${path}`;
    let tally = tallies.get(key);
    if (tally === undefined) tallies.set(key, (tally = { path, oid, countByOrigin: new Map() }));
    const originId = evidence.originOf(oid, path, lineIndex);
    tally.countByOrigin.set(originId, (tally.countByOrigin.get(originId) ?? 0) + 1);
  };
  const reader = new PatchReader({ onAddedLine });
  const result = await git.run(['log', ...patchOptions, '--no-walk=unsorted', '--stdin', ...paths], {
    cwd,
    stdin: `${oids.join('\n')}\n`,
    onStdout: (chunk) => reader.push(chunk),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!result.ok) return { ok: false, result };
  const found = [...tallies.values()].map(({ path, oid, countByOrigin }): Tally => {
    const facts = evidence.commitFacts(oid);
    return {
      path,
      ...facetsOfPath(path),
      day: facts?.day ?? null,
      author: facts?.author ?? null,
      countByOrigin,
      mixedLines: 0,
    };
  });
  return { ok: true, tallies: found };
}
