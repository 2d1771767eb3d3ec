import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { objectOf, objectsOf } from './model/json.ts';
import { linesOnDisk } from './replay.ts';
import { projectRoot } from '../host/projectPaths.ts';
import { git } from '../host/scratchFolder.ts';
import { type FinishedRun } from './runAgent.ts';

/** Whose a line is by the product's own word, in the marks of a scenario; anything but a person or the expected agent is spelled out. */
function markOf(line: Readonly<Record<string, unknown>>, text: string, agent: string): string {
  if (text.trim() === '') return '  |';
  const { contributor, agent: by, evidence, source, mixed } = line;
  if (mixed === true) return `mixed ${String(contributor)}|`;
  if (contributor === 'human') return '  |';
  if (contributor === 'ai' && by === agent && source === 'agent-hook') {
    if (evidence === 'reported') return 'ai|';
    if (evidence === 'observed') return 'sh|';
  }
  if (contributor === 'ai' && by === agent && source === 'transcript' && evidence === 'recorded') return 'tr|';
  if (contributor === 'unknown' && source === 'none') return '??|';
  return `${[contributor, by, evidence, source].join(' ')}|`;
}

type AskedLine = Readonly<Record<string, unknown>>;

/** What the built command line says of every line of every file, asked the way a person would: `blame FILE --json`. */
function askedLines(run: FinishedRun): ReadonlyMap<string, readonly AskedLine[]> {
  const env = { PATH: process.env['PATH'], HOME: run.home };
  const lines = [...linesOnDisk(run.repository).keys()].map((name) => {
    const args = [path.join(projectRoot, 'dist', 'cli.js'), 'blame', name, '--json'];
    const answer = execFileSync(process.execPath, args, { cwd: run.repository, env, encoding: 'utf8' });
    return [name, objectsOf(objectOf(JSON.parse(answer))['lines'])] as const;
  });
  return new Map(lines);
}

/** Every line of every file with whose it is by the product's word. */
export function blamedLines(run: FinishedRun, agent: string): Readonly<Record<string, readonly string[]>> {
  const asked = askedLines(run);
  const files = [...linesOnDisk(run.repository)].map(([name, texts]) => {
    const lines = asked.get(name) ?? [];
    return [name, texts.map((text, index) => `${markOf(objectOf(lines[index]), text, agent)}${text}`)] as const;
  });
  return Object.fromEntries(files);
}

/** The models and the sessions that are named for AI's lines, each once. */
export function modelsAndSessions(
  run: FinishedRun,
): readonly [models: readonly unknown[], sessions: readonly unknown[]] {
  const lines = [...askedLines(run).values()].flat().filter(({ contributor }) => contributor === 'ai');
  return [[...new Set(lines.map(({ model }) => model))], [...new Set(lines.map(({ session }) => session))]];
}

/** Makes the repository as if no hook of ours had ever been there, and imports what the agent's own transcript tells. */
export function importOnly(run: FinishedRun): void {
  rmSync(path.join(run.repository, '.git', 'ai-code-share'), { recursive: true, force: true });
  git(run.repository, 'update-ref', '-d', 'refs/notes/ai');
  const args = [path.join(projectRoot, 'dist', 'cli.js'), 'import-transcripts'];
  const env = { PATH: process.env['PATH'], HOME: run.home };
  execFileSync(process.execPath, args, { cwd: run.repository, env, encoding: 'utf8' });
}
