import { createHash } from 'node:crypto';
import { type FileSystem, type Git } from '../core/ports.ts';
import { notesRef } from './noteList.ts';
import { readHeadFile, readRefFiles } from './refFiles.ts';
import { type TraceTable } from './traceTable.ts';

/** All that an answer from history depends on: while it is the same, nothing has to be read again. */
export interface HistoryState {
  /** Full object id of the commit that HEAD names; null without commits. */
  readonly head: string | null;
  /** What the ref of the authorship logs names; null without one. */
  readonly notes: string | null;
  /**
   * Stands for everything that gives commits other parents than they were made with: a shallow clone's end, replaced objects, grafts. `''` where there is
   * none of it, which is nearly everywhere.
   */
  readonly shape: string;
  /** Full object ids of the commits at which a shallow clone ends: git shows them without their parents, as if they had added everything. */
  readonly cutOff: readonly string[];
  readonly traces: TraceTable;
}

/** Larger lists of cut-off commits than this do not occur. */
const maxListBytes = 64 * 1024 * 1024;

/** HEAD, and then what refs there are that matter: a line for each log ref's object, and the names of replaced ones. */
const refsAtOnce = [
  'HEAD^{commit}',
  '--glob=refs/notes/a[i]',
  '--symbolic-full-name',
  '--glob=refs/replace/*',
] as const;

/** Where the refs are: as in `RepositoryPlace`. */
export interface RefsPlace {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
}

interface Refs {
  readonly head: string | null;
  readonly notes: string | null;
  /** Replaced objects and by what, as lines. */
  readonly replaced: readonly string[];
}

/** What git's files say where there is a commit and nothing is replaced, which is nearly everywhere; null where git is to be asked. */
function plainRefs({ gitDir, commonDir }: RefsPlace): Refs | null {
  const head = readHeadFile(gitDir);
  if (head === null) return null;
  const branches = 'branch' in head ? [head.branch] : [];
  const refs = readRefFiles(commonDir, [notesRef, 'refs/replace', ...branches]);
  const oid = 'branch' in head ? refs?.get(head.branch) : head.oid;
  if (refs === null || oid === undefined) return null;
  if ([...refs.keys()].some((name) => name.startsWith('refs/replace/'))) return null;
  return { head: oid, notes: refs.get(notesRef) ?? null, replaced: [] };
}

/** One process at most where there is a commit and nothing is replaced. */
async function readRefs(git: Git, place: RefsPlace): Promise<Refs> {
  const plain = plainRefs(place);
  if (plain !== null) return plain;
  const { root } = place;
  const decoder = new TextDecoder();
  const atOnce = await git.run(['rev-parse', ...refsAtOnce], { cwd: root });
  const [first, second, ...more] = atOnce.ok ? decoder.decode(atOnce.stdout).trim().split('\n') : [''];
  if (isOid(first) && more.length === 0 && (second === undefined || isOid(second)))
    return { head: first, notes: second ?? null, replaced: [] };
  const [head, refs] = await Promise.all([
    git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD^{commit}'], { cwd: root }),
    git.run(['for-each-ref', '--format=%(objectname) %(refname)', notesRef, 'refs/replace/'], { cwd: root }),
  ]);
  const lines = refs.ok ? decoder.decode(refs.stdout).trim().split('\n') : [];
  return {
    head: head.ok ? decoder.decode(head.stdout).trim() : null,
    notes: lines.find((line) => line.endsWith(` ${notesRef}`))?.split(' ')[0] ?? null,
    replaced: lines.filter((line) => line.includes(' refs/replace/')),
  };
}

function isOid(line: string | undefined): line is string {
  return line !== undefined && /^[0-9a-f]{40,64}$/.test(line);
}

/** Reads the state of a repository: what git says of refs, and some files. */
export async function readHistoryState(
  git: Git,
  files: FileSystem,
  place: RefsPlace,
  readTraces: () => Promise<TraceTable>,
): Promise<HistoryState> {
  const { commonDir } = place;
  const [refs, shallow, grafts, traces] = await Promise.all([
    readRefs(git, place),
    files.readFile(`${commonDir}/shallow`, maxListBytes),
    files.readFile(`${commonDir}/info/grafts`, maxListBytes),
    readTraces(),
  ]);
  const hash = createHash('sha1');
  let isPlain = true;
  for (const part of [
    refs.replaced.join('\n'),
    ...[shallow, grafts].map((read) => (read.ok ? Buffer.from(read.bytes) : '')),
  ]) {
    if (part.length > 0) isPlain = false;
    hash.update(`${part.length} `).update(part);
  }
  return {
    head: refs.head,
    notes: refs.notes,
    shape: isPlain ? '' : hash.digest('hex'),
    cutOff: shallow.ok ? new TextDecoder().decode(shallow.bytes).split('\n').filter(isOid) : [],
    traces,
  };
}
