import { type OriginId } from '../core/attribution/origin.ts';
import { type CancelSignal, type Git } from '../core/ports.ts';
import { isCalendarDay } from '../core/statistics/calendarDay.ts';
import { kindOfPath, languageOfPath } from '../core/statistics/languages.ts';
import { type Tally } from '../core/statistics/tally.ts';
import { type HistoryEvidence } from './historyEvidence.ts';
import { PatchReader } from './patchReader.ts';

/** A range of commits as `git log` takes it. */
export type LogRange = readonly string[];

/** What is meant as a date, whether there is such a one or not. */
const date = /^(\d{4}-\d{2}-\d{2})(?:[T ](.*))?$/;

/**
 * The arguments of `git log` for two bounds, each a revision (`since` excluded, `until` included) or a date (both included); or a sentence
 * about the bound that is neither.
 */
export async function logRange(
  git: Git,
  cwd: string,
  head: string,
  since: string | null,
  until: string | null,
): Promise<
  | {
      readonly ok: true;
      readonly range: LogRange;
      /** Full object id of the commit that the range ends with. */
      readonly tip: string;
    }
  | { readonly ok: false; readonly reason: string }
> {
  const options: string[] = [];
  const revisions: string[] = [];
  let tip = head;
  const resolve = async (bound: string): Promise<string | null> => {
    const result = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${bound}^{commit}`], {
      cwd,
    });
    return result.ok ? new TextDecoder().decode(result.stdout).trim() : null;
  };
  for (const [bound, isSince] of [
    [since, true],
    [until, false],
  ] as const) {
    if (bound === null) {
      if (!isSince) revisions.push(head);
    } else if (date.test(bound)) {
      const [, day = '', time] = date.exec(bound) ?? [];
      if (!isCalendarDay(day) || (time !== undefined && Number.isNaN(Date.parse(bound))))
        return { ok: false, reason: `"${bound}" is no day of the calendar (YYYY-MM-DD)` };
      // Days are those of the person's own calendar.
      options.push(
        isSince
          ? `--since=${time === undefined ? `${day}T00:00:00` : bound}`
          : `--until=${time === undefined ? `${day}T23:59:59` : bound}`,
      );
      if (!isSince) revisions.push(head);
    } else {
      const oid = await resolve(bound);
      if (oid === null)
        return { ok: false, reason: `"${bound}" is neither a date (YYYY-MM-DD) nor a revision of this repository` };
      revisions.push(isSince ? `^${oid}` : oid);
      if (!isSince) tip = oid;
    }
  }
  return { ok: true, range: [...options, ...revisions], tip };
}

/** What {@link committedTallies} reads from. */
export interface CommittedPlace {
  readonly git: Git;
  readonly cwd: string;
  readonly evidence: HistoryEvidence;
  /** Only commits that touch this path; `''` for all. */
  readonly scope: string;
  /** Just these commits, in place of all of the range. */
  readonly only?: readonly string[];
}

interface Growing {
  readonly path: string;
  readonly oid: string;
  readonly countByOrigin: Map<OriginId, number>;
}

/**
 * The lines that each commit of a range added, by whose they are: one tally a commit and file, blank lines left out. Merge commits add
 * nothing of their own. Null when git failed or was cancelled.
 */
export async function committedTallies(
  { git, cwd, evidence, scope, only }: CommittedPlace,
  range: LogRange,
  signal?: CancelSignal,
): Promise<readonly Tally[] | null> {
  const stdin = only === undefined ? {} : { stdin: `${only.join('\n')}\n` };
  const options = { cwd, ...stdin, ...(signal === undefined ? {} : { signal }) };
  const commits = only === undefined ? range : ['--no-walk=unsorted', '--stdin'];
  const paths = ['--', ...(scope === '' ? [] : [`:(top,literal)${scope}`])];
  const listed = await git.run(['rev-list', '--no-merges', ...commits, ...paths], options);
  if (!listed.ok) return null;
  const oids = new TextDecoder()
    .decode(listed.stdout)
    .split('\n')
    .filter((oid) => oid !== '');
  if (!(await evidence.loadRecords(oids, signal))) return null;
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
  const patches = await git.run(
    [
      'log',
      '-p',
      '-U0',
      '-M',
      '--no-merges',
      '--no-ext-diff',
      '--no-textconv',
      '--no-color',
      '--no-notes',
      '--src-prefix=a/',
      '--dst-prefix=b/',
      '--format=tformat:%x00%H',
      ...commits,
      ...paths,
    ],
    { ...options, onStdout: (chunk) => reader.push(chunk) },
  );
  if (!patches.ok) return null;
  return [...tallies.values()].map(({ path, oid, countByOrigin }) => {
    const facts = evidence.commitFacts(oid);
    return {
      path,
      language: languageOfPath(path),
      kind: kindOfPath(path),
      day: facts?.day ?? null,
      author: facts?.author ?? null,
      countByOrigin,
      mixedLines: 0,
    };
  });
}
