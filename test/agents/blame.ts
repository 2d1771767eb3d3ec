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

/** Every line of every file with whose it is, asked from the built command line the way a person would: `blame FILE --json`. */
export function blamedLines(run: FinishedRun, agent: string): Readonly<Record<string, readonly string[]>> {
  const files = [...linesOnDisk(run.repository)].map(([name, texts]) => {
    const args = [path.join(projectRoot, 'dist', 'cli.js'), 'blame', name, '--json'];
    const env = { PATH: process.env['PATH'], HOME: run.home };
    const answer = objectOf(
      JSON.parse(execFileSync(process.execPath, args, { cwd: run.repository, env, encoding: 'utf8' })),
    );
    const lines = objectsOf(answer['lines']);
    return [name, texts.map((text, index) => `${markOf(objectOf(lines[index]), text, agent)}${text}`)] as const;
  });
  return Object.fromEntries(files);
}

/** Makes the repository as if no hook of ours had ever been there, and imports what the agent's own transcript tells. */
export function importOnly(run: FinishedRun): void {
  rmSync(path.join(run.repository, '.git', 'ai-code-share'), { recursive: true, force: true });
  git(run.repository, 'update-ref', '-d', 'refs/notes/ai');
  const args = [path.join(projectRoot, 'dist', 'cli.js'), 'import-transcripts'];
  const env = { PATH: process.env['PATH'], HOME: run.home };
  execFileSync(process.execPath, args, { cwd: run.repository, env, encoding: 'utf8' });
}
