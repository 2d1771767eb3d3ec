import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fieldsOf } from '../../agents/payload.ts';
import { type Git } from '../../core/ports.ts';
import { type RepositoryPlace } from '../../survey/locate.ts';
import { CommandLineError } from '../commandLineError.ts';
import {
  gitHookNames,
  hasBlock,
  isOwnFile,
  keptSuffix,
  ownFile,
  takesBlock,
  withBlock,
  withoutBlock,
  type GitHookName,
} from './hookText.ts';

/** What is to be done about one hook of a repository. */
export interface HookChange {
  readonly name: GitHookName;
  /** Absolute. */
  readonly file: string;
  /** One line for people; null when there is nothing to do. */
  readonly description: string | null;
  readonly perform: () => void;
}

/** The folder in which git looks for the hooks of a repository, and how its files stand to the repository. */
interface HookFolder {
  readonly folder: string;
  /** `shared`: other repositories use it too. `work tree`: what is made there is seen by git. */
  readonly kind: 'git directory' | 'work tree' | 'shared';
}

/** What installing did beside the hooks themselves, so that it can be taken back. */
interface Traces {
  readonly madeFolder: boolean;
  readonly excluded: readonly string[];
}

const scriptName = 'git-hook';
const tracesName = 'git-hooks.json';

/** The script that the hooks of a repository call. */
export function syncScriptFile(place: RepositoryPlace): string {
  return path.join(place.commonDir, 'ai-code-share', scriptName);
}

function isInside(folder: string, parent: string): boolean {
  const relative = path.relative(parent, folder);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

async function hookFolder(git: Git, place: RepositoryPlace): Promise<HookFolder> {
  const answer = await git.run(['rev-parse', '--git-path', 'hooks'], { cwd: place.root });
  if (!answer.ok) throw new CommandLineError(`git does not say where the hooks of ${place.root} are: ${answer.stderr}`);
  const folder = path.resolve(place.root, new TextDecoder().decode(answer.stdout).replace(/\r?\n$/, ''));
  const kind = isInside(folder, place.commonDir)
    ? 'git directory'
    : isInside(folder, place.root)
      ? 'work tree'
      : 'shared';
  return { folder, kind };
}

function readTraces(place: RepositoryPlace): Traces {
  try {
    const file = path.join(place.commonDir, 'ai-code-share', tracesName);
    const fields = fieldsOf(JSON.parse(readFileSync(file, 'utf8'))) ?? {};
    const excluded = Array.isArray(fields['excluded']) ? fields['excluded'].map(String) : [];
    return { madeFolder: fields['madeFolder'] === true, excluded };
  } catch {
    return { madeFolder: false, excluded: [] };
  }
}

function writeTraces(place: RepositoryPlace, traces: Traces): void {
  const file = path.join(place.commonDir, 'ai-code-share', tracesName);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(traces)}\n`, { mode: 0o600 });
}

/** A file whole or not at all, and never through a link. */
function writeHook(file: string, text: string, mode: number): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  chmodSync(temporary, mode);
  renameSync(temporary, file);
}

function excludeFile(place: RepositoryPlace): string {
  return path.join(place.commonDir, 'info', 'exclude');
}

function exclude(place: RepositoryPlace, pattern: string): void {
  const file = excludeFile(place);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${pattern}\n`);
}

function includeAgain(place: RepositoryPlace, patterns: readonly string[]): void {
  const file = excludeFile(place);
  if (patterns.length === 0 || !existsSync(file)) return;
  const kept = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !patterns.includes(line));
  writeFileSync(file, kept.join('\n'));
}

/** The hook as it is: `text` is null for what can hold no lines of ours. */
function readHook(file: string): { readonly text: string | null; readonly mode: number } | null {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (!stat.isFile() || stat.size > 1_000_000) return { text: null, mode: stat.mode & 0o777 };
  return { text: readFileSync(file, 'utf8'), mode: stat.mode & 0o777 };
}

/** How each hook of a repository stands, in words. */
export async function gitHookStates(
  git: Git,
  place: RepositoryPlace,
): Promise<readonly { readonly file: string; readonly state: string }[]> {
  const { folder } = await hookFolder(git, place);
  return gitHookNames.map((name) => {
    const file = path.join(folder, name);
    const text = readHook(file)?.text ?? '';
    const isThere = hasBlock(text);
    return { file, state: isThere ? (existsSync(syncScriptFile(place)) ? 'installed' : 'without effect') : 'absent' };
  });
}

/** What there is to do so that git's hooks tell of commits. Hooks that are there go on to run; files that git tracks are left alone. */
export async function installChanges(git: Git, place: RepositoryPlace): Promise<readonly HookChange[]> {
  const { folder, kind } = await hookFolder(git, place);
  const script = syncScriptFile(place);
  const changes: HookChange[] = [];
  for (const name of gitHookNames) {
    const file = path.join(folder, name);
    const change = (description: string | null, perform: () => void = () => undefined): void => {
      changes.push({ name, file, description, perform });
    };
    const hook = readHook(file);
    const before = hook?.text ?? null;
    if (hook !== null && before !== null && hasBlock(before)) {
      const text = withBlock(before, name, script);
      const isCurrent = isOwnFile(before) || text === before;
      if (isCurrent) change(null);
      else change('brought up to date', () => writeHook(file, text, hook.mode));
    } else if (kind === 'shared') {
      change(
        `left alone: other repositories use this folder, too. To have it, add this line there: ${script} ${name} &`,
      );
    } else if (kind === 'work tree' && (await isTracked(git, place, file))) {
      change(`left alone: git tracks this file. To have it, add this line there: ${script} ${name} &`);
    } else if (hook === null) {
      const pattern = `/${path.relative(place.root, file).replaceAll(path.sep, '/')}`;
      const isSeen = kind === 'work tree' && !(await isIgnored(git, place, file));
      change(isSeen ? 'new file, and a line in info/exclude' : 'new file', () => {
        const traces = readTraces(place);
        const madeFolder = traces.madeFolder || !existsSync(folder);
        mkdirSync(folder, { recursive: true });
        writeTraces(place, { madeFolder, excluded: isSeen ? [...traces.excluded, pattern] : traces.excluded });
        if (isSeen) exclude(place, pattern);
        writeHook(file, ownFile(name, script, null), 0o755);
      });
    } else if (before !== null && takesBlock(before) && (hook.mode & 0o111) !== 0) {
      const text = withBlock(before, name, script);
      change('three lines after the first one', () => writeHook(file, text, hook.mode));
    } else {
      const isRun = (hook.mode & 0o111) !== 0;
      change(`new file that ${isRun ? 'calls' : 'keeps'} the one there is, as ${name}${keptSuffix}`, () => {
        renameSync(file, `${file}${keptSuffix}`);
        writeHook(file, ownFile(name, script, isRun ? `${name}${keptSuffix}` : null), 0o755);
      });
    }
  }
  return changes;
}

/** What there is to do so that nothing of ours is left. */
export async function uninstallChanges(git: Git, place: RepositoryPlace): Promise<readonly HookChange[]> {
  const { folder } = await hookFolder(git, place);
  return gitHookNames.map((name) => {
    const file = path.join(folder, name);
    const hook = readHook(file);
    const nothing = { name, file, description: null, perform: () => undefined };
    const text = hook?.text ?? null;
    if (hook === null || text === null || !hasBlock(text)) return nothing;
    const { mode } = hook;
    if (!isOwnFile(text))
      return {
        name,
        file,
        description: 'our lines taken out',
        perform: () => writeHook(file, withoutBlock(text), mode),
      };
    const kept = `${file}${keptSuffix}`;
    if (lstatSync(kept, { throwIfNoEntry: false }) !== undefined)
      return { name, file, description: 'the hook from before in its place', perform: () => renameSync(kept, file) };
    return { name, file, description: 'removed', perform: () => rmSync(file, { force: true }) };
  });
}

/** Takes back what installing did beside the hooks. */
export async function removeTraces(git: Git, place: RepositoryPlace): Promise<void> {
  const { madeFolder, excluded } = readTraces(place);
  includeAgain(place, excluded);
  const { folder } = await hookFolder(git, place);
  if (madeFolder) {
    try {
      rmdirSync(folder);
    } catch {
      // Others have put something there.
    }
  }
  rmSync(path.join(place.commonDir, 'ai-code-share', tracesName), { force: true });
  rmSync(syncScriptFile(place), { force: true });
}

async function isTracked(git: Git, place: RepositoryPlace, file: string): Promise<boolean> {
  const answer = await git.run(['ls-files', '--error-unmatch', '--', file], { cwd: place.root });
  return answer.ok;
}

async function isIgnored(git: Git, place: RepositoryPlace, file: string): Promise<boolean> {
  const answer = await git.run(['check-ignore', '--quiet', '--', file], { cwd: place.root });
  return answer.ok;
}
