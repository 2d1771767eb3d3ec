import assert from 'node:assert/strict';
import path from 'node:path';
import { type AgentReport } from '../../src/agents/agent.ts';
import { Inbox } from '../../src/agents/inbox/inbox.ts';
import { buildBundles } from '../host/build.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../host/temporaryFolder.ts';
import { blamedLines } from './blame.ts';
import { type AgentDriver } from './driver.ts';
import { claude } from './drivers/claude.ts';
import { codexWith, delegatingModel, patchingModel } from './drivers/codex.ts';
import { assertRanToTheEnd, assertTextsOnDisk, turnsOf } from './expectations.ts';
import { installAgent } from './installAgent.ts';
import { type Script, type ScriptedCall } from './model/script.ts';
import { runAgent, type FinishedRun } from './runAgent.ts';
import { insideOpenCommand, subagentTask } from './subagent.ts';

/** An agent and the call by which it sets a subagent to work without waiting for it. */
interface Delegation {
  readonly driver: AgentDriver;
  readonly call: ScriptedCall;
}

const delegations: readonly Delegation[] = [
  {
    driver: claude,
    call: {
      tool: 'Agent',
      input: {
        description: 'Write a file',
        prompt: subagentTask,
        subagent_type: 'general-purpose',
        run_in_background: true,
      },
    },
  },
  {
    driver: codexWith(delegatingModel),
    call: { tool: 'multi_agent_v1/spawn_agent', input: { message: subagentTask, model: patchingModel } },
  },
];

function scriptOf({ driver, call }: Delegation): (repository: string) => Script {
  const { turns, subagentTurns } = insideOpenCommand;
  return (repository) => ({
    main: [{ text: 'Asking.', calls: [call] }, ...turnsOf(driver, turns, repository)],
    subagents: { [subagentTask]: turnsOf(driver, subagentTurns, repository) },
  });
}

for (const delegation of delegations) {
  const { driver } = delegation;
  describe(`a subagent of ${driver.agent} inside the open command of its parent`, () => {
    let folder: TemporaryFolder;
    let run: FinishedRun;
    let reports: readonly AgentReport[];

    before(async function () {
      const installed = await installAgent(driver.agent);
      if (!installed.ok) {
        console.error(`Skipped: ${installed.reason}`);
        return this.skip();
      }
      buildBundles('production');
      folder = makeTemporaryFolder('acs-agent-');
      const { files } = insideOpenCommand;
      run = await runAgent({
        driver,
        program: installed.program,
        folder: folder.path,
        files,
        script: scriptOf(delegation),
      });
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
      const inner = reports.findIndex(
        ({ subagent, phase, files }) => subagent !== null && phase === 'after' && files[0]?.path === 'shared.js',
      );
      const [begin = Infinity, end = -Infinity] = command;
      assert.equal(command.length, 2);
      assert.ok(begin < inner && inner < end, 'the edit was not inside the command');
    });

    it('keeps its lines apart from those of the command', () => {
      assert.deepEqual(blamedLines(run, driver.agent), insideOpenCommand.expected);
    });
  });
}
