import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readHookProblems } from '../../src/agents/inbox/hookProblems.ts';
import { countWaiting } from '../../src/agents/waitingPayloads.ts';
import { buildBundles } from '../host/build.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../host/temporaryFolder.ts';
import { blamedLines, importOnly, modelsAndSessions } from './blame.ts';
import { type AgentDriver } from './driver.ts';
import { claude } from './drivers/claude.ts';
import { cline } from './drivers/cline.ts';
import { codex } from './drivers/codex.ts';
import { copilot } from './drivers/copilot.ts';
import { gemini } from './drivers/gemini.ts';
import { opencode } from './drivers/opencode.ts';
import { pi } from './drivers/pi.ts';
import { qwen } from './drivers/qwen.ts';
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
import { ownFolderIn, setUpHooks } from './ourHooks.ts';
import { runAgent, type FinishedRun } from './runAgent.ts';
import { oneThread } from './scenario.ts';

const drivers: readonly AgentDriver[] = [claude, codex, gemini, qwen, cline, copilot, pi, opencode];

before('the command line is built', () => buildBundles('production'));

for (const driver of drivers) {
  describe(`${driver.agent}, offline, with the hooks of our own installer`, () => {
    let folder: TemporaryFolder;
    let run: FinishedRun;
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
      // Before anybody asks the product, which takes the inbox in.
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

    it('names the model and one session with every line of its', () => {
      const [models, sessions] = modelsAndSessions(run);
      assert.deepEqual(models, [driver.model]);
      assert.equal(sessions.length, 1);
      assert.match(String(sessions[0]), /^[\w-]{8,}$/);
    });

    it('sends nothing that our hook cannot read', () => {
      assert.deepEqual(readHookProblems(ownFolderIn(run.home)), []);
      assert.equal(countWaiting(path.join(ownFolderIn(run.home), 'raw'), Date.now()), 0);
    });

    it('has all that its edit tools did in its transcript, where there was no hook', () => {
      importOnly(run);
      const mark = (line: string): string => line.replace(/^ai\|/, 'tr|').replace(/^sh\|/, '??|');
      const expected = Object.entries(oneThread.expected).map(([file, lines]) => [file, lines.map(mark)]);
      assert.deepEqual(blamedLines(run, driver.agent), Object.fromEntries(expected));
    });

    it('gives the settings back byte for byte when our hooks are taken out again', () => {
      setUpHooks('uninstall', driver.agent, run);
      const kept = [...run.settings].filter(([file]) => driver.rewrites?.includes(file) !== true);
      for (const [file, text] of kept) assert.equal(readFileSync(path.join(run.home, file), 'utf8'), text);
      const left = setUpHooks('uninstall', driver.agent, run);
      assert.match(left, /Nothing to write/);
    });
  });
}
