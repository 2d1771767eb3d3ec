import assert from 'node:assert/strict';
import path from 'node:path';
import { type AgentReport } from '../../src/agents/agent.ts';
import { Inbox } from '../../src/agents/inbox/inbox.ts';
import { buildBundles } from '../host/build.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../host/temporaryFolder.ts';
import { blamedLines } from './blame.ts';
import { claude } from './drivers/claude.ts';
import { assertRanToTheEnd, assertTextsOnDisk, turnsOf } from './expectations.ts';
import { installAgent } from './installAgent.ts';
import { type Script } from './model/script.ts';
import { runAgent, type FinishedRun } from './runAgent.ts';
import { insideOpenCommand, subagentTask } from './subagent.ts';

function script(repository: string): Script {
  const { turns, subagentTurns } = insideOpenCommand;
  const input = { description: 'Write a file', prompt: subagentTask, subagent_type: 'general-purpose' };
  const start = { text: 'Asking.', calls: [{ tool: 'Agent', input: { ...input, run_in_background: true } }] };
  return {
    main: [start, ...turnsOf(claude, turns, repository)],
    subagents: { [subagentTask]: turnsOf(claude, subagentTurns, repository) },
  };
}

describe('a subagent of claude inside the open command of its parent', () => {
  let folder: TemporaryFolder;
  let run: FinishedRun;
  let reports: readonly AgentReport[];

  before(async function () {
    const installed = await installAgent('claude');
    if (!installed.ok) {
      console.error(`Skipped: ${installed.reason}`);
      return this.skip();
    }
    buildBundles('production');
    folder = makeTemporaryFolder('acs-agent-');
    const { files } = insideOpenCommand;
    run = await runAgent({ driver: claude, program: installed.program, folder: folder.path, files, script });
    const inbox = new Inbox(path.join(run.repository, '.git', 'ai-code-share', 'inbox'));
    reports = inbox.pending().map(({ entry }) => entry.report);
  });

  after(async () => {
    if ((folder as TemporaryFolder | undefined) !== undefined) await folder.remove();
  });

  it('edits while the command runs', () => {
    assertRanToTheEnd(run);
    assertTextsOnDisk(run, insideOpenCommand);
    const command = reports.filter(({ kind }) => kind === 'shell').map((report) => reports.indexOf(report));
    const inner = reports.filter(({ subagent }) => subagent !== null).map((report) => reports.indexOf(report));
    assert.equal(command.length, 2);
    assert.ok(inner.length >= 4);
    const [begin = 0, end = 0] = command;
    assert.ok(
      inner.every((index) => index > begin && index < end),
      'the edits were not inside the command; give the command longer',
    );
  });

  it('keeps its lines apart from those of the command', () => {
    assert.deepEqual(blamedLines(run, 'claude'), insideOpenCommand.expected);
  });
});
