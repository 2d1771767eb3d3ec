import assert from 'node:assert/strict';
import path from 'node:path';
import { type AgentReport } from '../../src/agents/agent.ts';
import { readHookProblems } from '../../src/agents/inbox/hookProblems.ts';
import { Inbox } from '../../src/agents/inbox/inbox.ts';
import { buildBundles } from '../host/build.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../host/temporaryFolder.ts';
import { blamedLines, importOnly } from './blame.ts';
import { type AgentDriver } from './driver.ts';
import { claude } from './drivers/claude.ts';
import { codex } from './drivers/codex.ts';
import { copilot } from './drivers/copilot.ts';
import { gemini } from './drivers/gemini.ts';
import { opencode } from './drivers/opencode.ts';
import { pi } from './drivers/pi.ts';
import {
  assertCommitted,
  assertRanToTheEnd,
  assertTextsOnDisk,
  replayedLines,
  scriptOf,
  withoutEvidence,
  type Owners,
} from './expectations.ts';
import { installAgent } from './installAgent.ts';
import { runAgent, type FinishedRun } from './runAgent.ts';
import { oneThread } from './scenario.ts';

const drivers: readonly AgentDriver[] = [claude, codex, gemini, copilot, pi, opencode];

before('the command line is built', () => buildBundles('production'));

for (const driver of drivers) {
  describe(`${driver.agent}, offline, with our hook`, () => {
    let folder: TemporaryFolder;
    let run: FinishedRun;
    let reports: readonly AgentReport[];
    let replayed: Owners;

    before(async function () {
      const installed = await installAgent(driver.agent);
      if (!installed.ok) {
        console.error(`Skipped: ${installed.reason}`);
        return this.skip();
      }
      folder = makeTemporaryFolder('acs-agent-');
      const script = scriptOf(driver, oneThread);
      run = await runAgent({ driver, program: installed.program, folder: folder.path, files: oneThread.files, script });
      // Both before anybody asks the product, which takes the inbox in.
      const inbox = new Inbox(path.join(run.repository, '.git', 'ai-code-share', 'inbox'));
      reports = inbox.pending().map(({ entry }) => entry.report);
      replayed = replayedLines(run, oneThread, driver.agent);
    });

    after(async () => {
      if ((folder as TemporaryFolder | undefined) !== undefined) await folder.remove();
    });

    it('does all that the model wants, and the failed edit changes nothing', () => {
      assertRanToTheEnd(run);
      assertTextsOnDisk(run, oneThread);
      assertCommitted(run);
    });

    it('tells our hook enough to give every line to whom it belongs', () => {
      assert.deepEqual(replayed, withoutEvidence(oneThread.expected));
    });

    it('has every line of every file given to whom it belongs by `blame`', () => {
      assert.deepEqual(blamedLines(run, driver.agent), oneThread.expected);
    });

    it('names the model and one session with every edit and command', () => {
      const done = reports.filter(({ phase, kind }) => phase === 'after' && kind !== 'session');
      assert.deepEqual(new Set(done.map(({ model }) => model)), new Set([driver.model]));
      assert.equal(new Set(done.map(({ session }) => session)).size, 1);
      assert.notEqual(done[0]?.session, null);
    });

    it('sends nothing that our hook cannot read', () => {
      for (const payload of run.payloads) assert.doesNotThrow(() => JSON.parse(payload));
      assert.deepEqual(readHookProblems(path.join(run.home, '.local', 'share', 'ai-code-share')), []);
    });

    it('has all that its edit tools did in its transcript, where there was no hook', () => {
      importOnly(run);
      const mark = (line: string): string => line.replace(/^ai\|/, 'tr|').replace(/^sh\|/, '??|');
      const expected = Object.entries(oneThread.expected).map(([file, lines]) => [file, lines.map(mark)]);
      assert.deepEqual(blamedLines(run, driver.agent), Object.fromEntries(expected));
    });
  });
}
