import { type BlamePiece, type CancelSignal, type Git } from '../core/ports.ts';
import { readObjects } from './gitObjects.ts';
import { unquotePath } from './gitPath.ts';
import { piecesOfSteps, type FileStep } from './hunkPieces.ts';
import { PatchReader, type PatchHunk } from './patchReader.ts';

/** So few files are blamed as soon. */
const fewFiles = 10;

/** More commits than this are rather left to blame, which passes over what does not touch its file. */
const mostCommits = 60;

/** More paths than this would not fit on the command line of every system; then all are read. */
const mostPathsNamed = 200;

/** Contents that are larger are left to blame. */
const mostBytes = 1024 * 1024;

/** A step, but for the texts. */
interface Step extends Pick<FileStep, 'commit'> {
  readonly oldOid: string;
  readonly newOid: string;
  readonly hunks: PatchHunk[];
}

/** Where {@link readChain} reads. */
export interface ChainPlace {
  readonly git: Git;
  readonly cwd: string;
  /** Full object id of a commit. */
  readonly revision: string;
  /** Full object id of one that came before it. */
  readonly before: string;
}

/**
 * What blame, which stops at `before`, would say of those of some files that it has an easy time with; read by three processes for all of them. Empty where
 * there are few files, or where `before` is not reached by first parents.
 *
 * Blame goes along first parents as long as these have the file with the same content (see `SameHistory`). So of a file that only plain commits of that chain
 * changed, under the same path, blame says what their diffs say: the same code of git makes both. What it looks for beyond that, lines that moved within the
 * file, is found by `movedLines`, or else the file is left to blame.
 */
export async function readChain(
  place: ChainPlace,
  paths: readonly string[],
  signal?: CancelSignal,
): Promise<ReadonlyMap<string, readonly BlamePiece[]>> {
  const found = new Map<string, readonly BlamePiece[]>();
  const chain = paths.length < fewFiles ? null : await readLinks(place, signal);
  if (chain === null) return found;
  const steps = await readSteps(place, chain, paths, signal);
  const contents = new Map<string, readonly string[]>();
  const wanted = new Set([...steps.values()].flat().flatMap(({ oldOid, newOid }) => [oldOid, newOid]));
  const keep = (oid: string, content: Uint8Array | null): void => {
    // Bytes as characters: git compares bytes.
    if (content !== null && content.length <= mostBytes)
      contents.set(oid, linesOf(Buffer.from(content).toString('latin1')));
  };
  if (!(await readObjects(place.git, place.cwd, [...wanted], keep, signal))) return found;
  for (const [path, ofPath] of steps) {
    const whole = ofPath.flatMap(({ commit, hunks, oldOid, newOid }): readonly FileStep[] => {
      const [oldLines, newLines] = [contents.get(oldOid), contents.get(newOid)];
      return oldLines === undefined || newLines === undefined ? [] : [{ commit, hunks, oldLines, newLines }];
    });
    const pieces = whole.length < ofPath.length ? null : piecesOfSteps(path, whole, place.before);
    if (pieces !== null) found.set(path, pieces);
  }
  return found;
}

/** Lines as blame counts them: what comes behind the last line break is one only if it is not empty. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

interface Link {
  readonly commit: string;
  readonly parent: string;
  readonly isMerge: boolean;
}

/** The commits down to `before` by first parents, the newest first; null where these do not lead there, or are many. */
async function readLinks(
  { git, cwd, revision, before }: ChainPlace,
  signal: CancelSignal | undefined,
): Promise<readonly Link[] | null> {
  const args = [
    'rev-list',
    '--first-parent',
    '--parents',
    `--max-count=${mostCommits + 1}`,
    revision,
    `^${before}`,
    '--',
  ];
  const result = await git.run(args, { cwd, ...(signal === undefined ? {} : { signal }) });
  if (!result.ok) return null;
  const lines = new TextDecoder().decode(result.stdout).trim().split('\n');
  const links = lines.map((line): Link => {
    const [commit = '', parent = '', ...others] = line.split(' ');
    return { commit, parent, isMerge: others.length > 0 };
  });
  return links.length <= mostCommits && links.at(-1)?.parent === before ? links : null;
}

/** What the links did to those of some paths that all of them left or changed in place; a merge that changed a path takes it out. */
async function readSteps(
  { git, cwd }: ChainPlace,
  chain: readonly Link[],
  paths: readonly string[],
  signal: CancelSignal | undefined,
): Promise<ReadonlyMap<string, readonly Step[]>> {
  const merges = new Set(chain.filter(({ isMerge }) => isMerge).map(({ commit }) => commit));
  const stepsOf = new Map<string, Step[]>();
  const others = new Set<string>();
  const onOther = (commit: string, line: string): void => {
    const [, oldOid, newOid, status, printed] = /^:\d+ \d+ (\S+) (\S+) (\w)\t(.*)$/s.exec(line) ?? [];
    if (oldOid === undefined || newOid === undefined || printed === undefined) return;
    const path = unquotePath(printed);
    if (status !== 'M' || merges.has(commit)) others.add(path);
    const known = stepsOf.get(path);
    const step: Step = { commit, oldOid, newOid, hunks: [] };
    if (known === undefined) stepsOf.set(path, [step]);
    else known.push(step);
  };
  const onHunk = (commit: string, path: string, hunk: PatchHunk): void => {
    const step = stepsOf.get(path)?.at(-1);
    if (step?.commit === commit) step.hunks.push(hunk);
    else others.add(path);
  };
  const reader = new PatchReader({ onOther, onHunk });
  const form = ['--raw', '-p', '-U0', '-w', '--text', '--no-renames', '--no-abbrev', '--no-ext-diff', '--no-textconv'];
  // As blame: it knows no other algorithm, whatever a file's attributes say.
  const looks = [
    '--diff-algorithm=myers',
    '--no-color',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    '--format=tformat:%x00%H',
  ];
  const named = paths.length <= mostPathsNamed ? paths : [];
  const result = await git.run(['diff-tree', '--stdin', '-r', ...form, ...looks, '--', ...named], {
    cwd,
    env: { GIT_LITERAL_PATHSPECS: '1' },
    stdin: `${chain.map(({ commit, parent }) => `${commit} ${parent}`).join('\n')}\n`,
    ...(signal === undefined ? {} : { signal }),
    onStdout: (chunk) => reader.push(chunk),
  });
  if (!result.ok) return new Map();
  const asked = new Set(paths);
  return new Map([...stepsOf].filter(([path]) => asked.has(path) && !others.has(path)));
}
