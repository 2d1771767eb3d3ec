import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startScriptedModel, type ScriptedModel } from '../agents/model/scriptedModel.ts';
import { type ScriptedTurn } from '../agents/model/script.ts';
import { setStage, type Stage } from '../browser/stage.ts';
import { projectRoot } from '../host/projectPaths.ts';
import { commitFiles, gitEnvironment, initRepository } from '../host/scratchFolder.ts';
import { type Workbench } from '../host/workbench.ts';
import { ask, askInline, chatSettings, discard, prepareChat, switchChatOn, turnOn } from './chatWindow.ts';

const quiet = 'Task Alpha: make the first file.';
const told = 'Task Beta: make all the changes.';

const inline = 'Task Gamma: compute beta.';

const turn = (tool: string, input: Readonly<Record<string, unknown>>): ScriptedTurn => ({
  text: 'Working.',
  calls: [{ tool, input }],
});

const ofAgent = (text: string, evidence = 'reported'): string => `ai copilot ${evidence}: ${text}`;
const ofPerson = (text: string): string => `human declared: ${text}`;

describe("an agent of VS Code's own chat, without anybody signing in", () => {
  let stage: Stage;
  let workbench: Workbench;
  let model: ScriptedModel;

  const at = (name: string): string => path.join(stage.folder, name);
  const textOf = (name: string): string => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');
  const launcher = (): string => path.join(stage.profile.folder, 'share', 'ai-code-share', 'hook');

  /** Every line with whose it is, asked from the command line. */
  function blame(name: string): readonly string[] {
    const args = [path.join(projectRoot, 'src', 'cli', 'main.ts'), 'blame', at(name), '--json'];
    const share = path.join(stage.profile.folder, 'share');
    const env = { ...process.env, ...gitEnvironment, HOME: stage.home, XDG_DATA_HOME: share };
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: stage.folder, env, encoding: 'utf8' });
    assert.notEqual(stdout, '', stderr);
    const { lines } = JSON.parse(stdout) as { lines: readonly Readonly<Record<string, unknown>>[] };
    const texts = textOf(name).split('\n');
    return lines.map(
      ({ contributor, agent, evidence }, index) =>
        `${[contributor, agent, evidence].filter(Boolean).join(' ')}: ${texts[index] ?? ''}`,
    );
  }

  /** The agent saves a moment after it came to its end, and the window takes in what it told a moment later. */
  async function until<T>(look: () => T, wanted: T): Promise<void> {
    const endMs = performance.now() + 30_000;
    while (!isDeepStrictEqual(look(), wanted) && performance.now() < endMs) await workbench.page.waitForTimeout(250);
    assert.deepEqual(look(), wanted);
  }

  /** Waits for the scripted model to have said that all is done in answer to a question. */
  async function untilDone(question: string): Promise<void> {
    const isEnd = ({ body, offered, called }: ScriptedModel['requests'][number]): boolean =>
      offered.length > 1 && called.length === 0 && JSON.stringify(body).includes(question);
    const endMs = performance.now() + 120_000;
    while (!model.requests.some(isEnd)) {
      if (performance.now() > endMs) {
        const seen = model.requests.map(({ url, called, offered }) => `${url} ${called.join()} of ${offered.length}`);
        const said = await workbench.page.locator('.interactive-session').allInnerTexts();
        throw new Error(`The agent did not come to its end.\n${seen.join('\n')}\n${said.join('\n')}`);
      }
      const allow = workbench.page.locator('.interactive-session .monaco-button:visible', { hasText: /^Allow$/ });
      if ((await allow.count()) > 0)
        await allow
          .first()
          .click({ timeout: 2_000 })
          .catch(() => undefined);
      await workbench.page.waitForTimeout(250);
    }
  }

  before(async function () {
    this.timeout(15 * 60_000);
    // What an agent that waits would be spared on a busy machine is not the matter here.
    stage = await setStage({ settings: chatSettings, environment: { AI_CODE_SHARE_HOOK_GIT_MS: '20000' } });
    initRepository(stage.folder);
    const files = {
      'open.js': 'const first = 1;\nlet second = 2;\nconst third = 3;\n',
      'closed.js': 'export const one = 1;\nexport const two = 2;\n',
      'shell.js': 'call();\n',
      'inline.js': 'const alpha = 1;\nconst beta = 2;\n',
    };
    commitFiles(stage.folder, files, 'Begin', '2020-01-01T00:00:00Z');
    const edit = (name: string, oldString: string, newString: string): ScriptedTurn =>
      turn('replace_string_in_file', { filePath: at(name), oldString, newString, explanation: 'Better so' });
    model = await startScriptedModel({
      main: [],
      subagents: {
        [inline]: [edit('inline.js', 'const beta = 2;', 'const beta = computeBetaAtLast();\nlog(beta);')],
        [quiet]: [turn('create_file', { filePath: at('quiet.js'), content: 'export const quiet = true;\n' })],
        [told]: [
          turn('create_file', { filePath: at('made.js'), content: 'export const made = true;\nmake();\n' }),
          edit('open.js', 'let second = 2;', 'await somethingElseEntirely();\nawait andOneMore();'),
          edit('closed.js', 'export const two = 2;', 'await somethingElseEntirely();'),
          turn('run_in_terminal', {
            command: `echo 'await byTheTerminal();' >> ${at('shell.js')}`,
            explanation: 'Append a line',
            goal: 'Append a line',
            isBackground: false,
            mode: 'sync',
            timeout: 10_000,
          }),
        ],
      },
    });
    prepareChat(stage, model.url, [quiet, told], inline);
    workbench = await stage.open({ folder: stage.folder });
    await switchChatOn(workbench);
    await workbench.openFile('open.js');
  });

  after(async () => {
    if ((stage as Stage | undefined) !== undefined) await stage.close();
    if ((model as ScriptedModel | undefined) !== undefined) await model.stop();
  });

  it('runs nothing of ours while the setting is off', async () => {
    await ask(workbench, 0);
    await untilDone(quiet);
    await until(() => textOf('quiet.js'), 'export const quiet = true;\n');
    assert.ok(!existsSync(launcher()));
  });

  it('has every line that it wrote given to it once the setting is on: with its tools and in the terminal, in open and closed files', async () => {
    await turnOn(workbench, 'aiCodeShare.chatHooks.enabled');
    const endMs = performance.now() + 15_000;
    while (!existsSync(launcher()) && performance.now() < endMs) await workbench.page.waitForTimeout(100);
    assert.ok(existsSync(launcher()), 'the extension wrote no launcher');
    await workbench.openFile('open.js');
    await ask(workbench, 1);
    await untilDone(told);
    const expected = {
      'made.js': [ofAgent('export const made = true;'), ofAgent('make();')],
      'closed.js': [ofPerson('export const one = 1;'), ofAgent('await somethingElseEntirely();')],
      'open.js': [
        ofPerson('const first = 1;'),
        ofAgent('await somethingElseEntirely();'),
        ofAgent('await andOneMore();'),
        ofPerson('const third = 3;'),
      ],
      'shell.js': [ofPerson('call();'), ofAgent('await byTheTerminal();', 'observed')],
    };
    for (const [name, lines] of Object.entries(expected)) await until(() => blame(name), lines);
  });

  it('takes its lines along when what it did is undone, and gives back whose the others were', async () => {
    await discard(workbench);
    const open = ['const first = 1;', 'let second = 2;', 'const third = 3;'];
    await until(() => textOf('open.js'), [...open, ''].join('\n'));
    await until(() => existsSync(at('made.js')), false);
    await until(() => blame('open.js'), open.map(ofPerson));
    await until(() => blame('closed.js'), ['export const one = 1;', 'export const two = 2;'].map(ofPerson));
  });

  it('has the lines given to it that the inline chat wrote', async () => {
    await workbench.openFile('inline.js');
    await workbench.press('Control+End');
    await askInline(workbench);
    const lines = [ofPerson('const alpha = 1;'), ofAgent('const beta = computeBetaAtLast();'), ofAgent('log(beta);')];
    await until(() => textOf('inline.js').split('\n').length, 4);
    await until(() => blame('inline.js'), lines);
  });

  it('has pushed no message at the person', async () => {
    assert.deepEqual(await workbench.toasts(), []);
  });
});
