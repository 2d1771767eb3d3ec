import assert from 'node:assert/strict';
import { git } from '../host/scratchFolder.ts';
import { type FinishedRun } from './runAgent.ts';
import { type Action, type Scenario } from './scenario.ts';
import { linesOnDisk, Replay } from './replay.ts';
import { type AgentDriver } from './driver.ts';
import { type Script, type ScriptedTurn } from './model/script.ts';

/** The answers by which the scripted model does what a scenario wants, with the tools of one agent. */
export function turnsOf(
  driver: AgentDriver,
  turns: readonly (readonly Action[])[],
  repository: string,
): readonly ScriptedTurn[] {
  return turns
    .map((actions) => ({
      text: 'Working.',
      calls: actions.flatMap((action) => driver.calls(action, repository)),
    }))
    .filter(({ calls }) => calls.length > 0);
}

/** The script of a scenario without subagents. */
export function scriptOf(driver: AgentDriver, { turns }: Scenario): (repository: string) => Script {
  return (repository) => ({ main: turnsOf(driver, turns, repository), subagents: {} });
}

/** Fails unless the agent came to the end of its script, and says where it stopped. */
export function assertRanToTheEnd(run: FinishedRun): void {
  const story = run.requests.map(({ method, url, called }) => `${method} ${url} → ${called.join(', ')}`).join('\n');
  assert.equal(run.exitCode, 0, `It ended with ${run.exitCode}.\n${story}\n${run.output.slice(-3000)}`);
  assert.ok(run.output.includes('All done.'), `It never came to the end.\n${story}\n${run.output.slice(-3000)}`);
}

/** Fails unless the files on disk are those that the scenario ends with: else a test of attribution would prove nothing. */
export function assertTextsOnDisk(run: FinishedRun, scenario: Scenario): void {
  const expected = Object.entries(scenario.expected).map(([name, lines]) => [name, lines.map((line) => line.slice(3))]);
  assert.deepEqual(Object.fromEntries(linesOnDisk(run.repository)), Object.fromEntries(expected));
}

/** Fails unless the agent's commit is there, with all that it had done by then. */
export function assertCommitted(run: FinishedRun): void {
  assert.equal(git(run.repository, 'log', '-1', '--format=%s').trim(), 'Change things', run.output.slice(-3000));
  assert.equal(git(run.repository, 'diff', '--name-only', 'HEAD'), '');
}

/** What an owner looks like in a scenario's expectation. */
function markOf(owner: string | null, agent: string): string {
  if (owner === null) return '  |';
  if (owner === agent) return 'ai|';
  return owner === `${agent}/sub` ? 'su|' : `${owner}|`;
}

/** Lines with a mark for their owner, by file, as a scenario expects them. */
export type Owners = Scenario['expected'];

/** The same, with nothing said about how we know. */
export function withoutEvidence(owners: Owners): Owners {
  const plain = (line: string): string => line.replace(/^sh\|/, 'ai|');
  return Object.fromEntries(Object.entries(owners).map(([name, lines]) => [name, lines.map(plain)]));
}

/** Whose every line of every file is by what the hooks left in the inbox; to be asked before the product takes the inbox in. */
export function replayedLines(run: FinishedRun, scenario: Scenario, agent: string): Owners {
  const files = new Replay(run.repository, scenario.files).run();
  const marked = [...files].map(([name, lines]) => [
    name,
    lines.map(({ text, owner }) => `${markOf(owner, agent)}${text}`),
  ]);
  return Object.fromEntries(marked) as Owners;
}
