import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hookPlans, type HookPlan, type HookScope } from '../agents/install/hookPlans.ts';
import { hookStatus, withHooks, withoutHooks } from '../agents/install/hookSettings.ts';
import { launcherScript } from '../agents/install/launcher.ts';
import { fieldsOf } from '../agents/payload.ts';
import { workTreeOf } from '../agents/workTree.ts';
import { commonEnds } from '../core/text/edit.ts';
import { personDataFolder } from '../platform/ledger/location.ts';
import { CommandLineError } from './commandLineError.ts';
import { oneOf } from './options.ts';
import { type Terminal } from './terminal.ts';

/** The options of `hooks` as the command line gives them. */
export interface HooksCommand {
  readonly agent?: string;
  readonly scope: string;
  readonly yes?: boolean;
}

/** A settings file as it was before we wrote, and as we left it: who has not touched it since gets back exactly what was there. */
interface Kept {
  readonly before: string | null;
  readonly after: string;
}

const keptName = 'settings-before.json';

function readKept(dataFolder: string): Record<string, Kept> {
  try {
    const parsed = fieldsOf(JSON.parse(readFileSync(path.join(dataFolder, keptName), 'utf8'))) ?? {};
    return Object.fromEntries(
      Object.entries(parsed).flatMap(([file, value]) => {
        const [before, after] = [fieldsOf(value)?.['before'], fieldsOf(value)?.['after']];
        const isText = (before === null || typeof before === 'string') && typeof after === 'string';
        return isText ? [[file, { before, after }] as const] : [];
      }),
    );
  } catch {
    return {};
  }
}

/** Writes a file whole or not at all. A file that is there keeps its mode, and a link stays a link: people keep their settings elsewhere. */
function writeWhole(file: string, text: string, mode: number): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const target = existsSync(file) ? realpathSync(file) : file;
  const temporary = `${target}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  chmodSync(temporary, statSync(target, { throwIfNoEntry: false })?.mode ?? mode);
  renameSync(temporary, target);
}

/** The changed lines of a file as people read them. */
function preview(file: string, before: string | null, after: string | null): string {
  const [old, now] = [before ?? '', after ?? ''];
  const [prefix, suffix] = commonEnds(old, 0, old.length, now, 0, now.length);
  const start = old.lastIndexOf('\n', prefix - 1) + 1;
  const linesOf = (text: string): readonly string[] => {
    const end = text.indexOf('\n', Math.max(start, text.length - suffix - 1));
    return text
      .slice(start, end < 0 ? text.length : end)
      .split('\n')
      .filter((line) => line !== '');
  };
  const changes = [...linesOf(old).map((line) => `- ${line}\n`), ...linesOf(now).map((line) => `+ ${line}\n`)];
  return `${file}${before === null ? ' (new)' : after === null ? ' (removed)' : ''}\n${changes.join('')}`;
}

/** `hooks status|install|uninstall`: what our hooks in the agents' settings are, and what would be written; with `--yes` it is. */
export function runHooks(asked: string, options: HooksCommand, terminal: Terminal, env: NodeJS.ProcessEnv): number {
  const action = oneOf('hooks', asked, ['status', 'install', 'uninstall'] as const);
  const scope: HookScope = oneOf('--scope', options.scope, ['user', 'project'] as const);
  const names = hookPlans.map(({ agent }) => agent);
  const chosen = options.agent?.split(',').map((word) => oneOf('--agent', word.trim(), names));
  const home = env['HOME'] ?? homedir();
  const base = scope === 'user' ? home : workTreeOf(process.cwd())?.root;
  if (base === undefined) throw new CommandLineError('--scope project: this folder is in no repository');
  const dataFolder = personDataFolder(env);
  const launcher = path.join(dataFolder, 'hook');
  const kept = readKept(dataFolder);
  let isAnythingDue = false;
  for (const plan of hookPlans) {
    if (chosen !== undefined && !chosen.includes(plan.agent)) continue;
    const file = path.join(base, plan.file[scope]);
    const isHere = existsSync(path.join(home, `.${plan.agent}`));
    const before = existsSync(file) ? readFileSync(file, 'utf8') : null;
    const status = before === null ? 'absent' : hookStatus(before, plan.wanted(launcher), launcher);
    if (action === 'status') {
      terminal.write(
        `${plan.agent.padEnd(8)} ${status ?? 'unreadable'}${isHere ? '' : ' (agent not found)'}  ${file}\n`,
      );
      continue;
    }
    if (status === null) {
      terminal.write(`${file}: left alone, it cannot be read as settings\n`);
      continue;
    }
    if (action === 'install' && chosen === undefined && !isHere) continue;
    const after = action === 'install' ? installed(plan, before, launcher) : uninstalled(before, kept[file], launcher);
    if (after === before) continue;
    isAnythingDue = true;
    terminal.write(preview(file, before, after));
    if (action === 'install' && plan.note !== null) terminal.write(`  ${plan.note}\n`);
    if (options.yes !== true) continue;
    if (after === null) rmSync(file, { force: true });
    else writeWhole(file, after, 0o644);
    if (action === 'install' && after !== null)
      kept[file] = { before: status === 'absent' ? before : (kept[file]?.before ?? before), after };
    else Reflect.deleteProperty(kept, file);
    writeWhole(path.join(dataFolder, keptName), `${JSON.stringify(kept)}\n`, 0o600);
  }
  if (action === 'install' && options.yes === true) {
    const program = fileURLToPath(
      new URL(import.meta.url.endsWith('.ts') ? './main.ts' : import.meta.url, import.meta.url),
    );
    const rawFolder = path.join(dataFolder, 'raw');
    writeWhole(launcher, launcherScript({ runtime: process.execPath, program, rawFolder }), 0o700);
    chmodSync(launcher, 0o700);
  }
  if (action !== 'status' && !isAnythingDue) terminal.write('Nothing to write.\n');
  else if (action !== 'status' && options.yes !== true)
    terminal.write('Nothing is written yet: add --yes to write this.\n');
  return 0;
}

function installed(plan: HookPlan, before: string | null, launcher: string): string | null {
  return withHooks(before ?? plan.emptyFile, plan.wanted(launcher), launcher) ?? before;
}

function uninstalled(before: string | null, kept: Kept | undefined, launcher: string): string | null {
  if (before === null) return null;
  if (kept?.after === before) return kept.before;
  return withoutHooks(before, launcher) ?? before;
}
