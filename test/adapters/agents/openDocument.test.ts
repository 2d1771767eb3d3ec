import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TakenInbox } from '../../../src/agents/inbox/applyInbox.ts';
import { Inbox } from '../../../src/agents/inbox/inbox.ts';
import { takeIn } from '../../../src/agents/inbox/takeIn.ts';
import { receiveServices, runHook } from '../../../src/cli/hook.ts';
import { type Ledger } from '../../../src/core/ports.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { openLedger } from '../../../src/platform/ledger/openLedger.ts';
import { countsText, textOfBytes } from '../../../src/survey/countsText.ts';
import { readBlobText } from '../../../src/survey/revisionTexts.ts';
import { commitFiles, gitEnvironment, initRepository } from '../../host/scratchFolder.ts';
import { OpenEditor, whoseLines } from './openEditor.ts';

const start = 'function add(a, b) {\n  return a + b;\n}\n';
const failing = (message: string): never => assert.fail(message);
const log = {
  debug: failing,
  info: failing,
  warn: failing,
  error: (message: string, error?: unknown) => assert.fail(`${message} ${String(error)}`),
};

describe('an agent edits a file that is open in an editor', () => {
  let folder: string;
  let repository: string;
  let file: string;
  let ledger: Ledger;
  let editor: OpenEditor;
  let calls = 0;

  const ledgerFolder = (): string => path.join(repository, '.git', 'ai-code-share');
  const openTheLedger = (): Ledger => openLedger({ folder: ledgerFolder(), log, nowMs: Date.now() });
  const onDisk = (): string => readFileSync(file, 'utf8');

  beforeEach(async () => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'open-'));
    repository = path.join(folder, 'repository');
    initRepository(repository);
    file = path.join(repository, 'f.js');
    commitFiles(repository, { 'f.js': start }, 'First');
    ledger = openTheLedger();
    editor = await OpenEditor.open(file, ledger, 'f.js');
  });

  afterEach(() => {
    ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function hook(payload: object): Promise<void> {
    const env = {
      ...process.env,
      ...gitEnvironment,
      XDG_DATA_HOME: path.join(folder, 'data'),
      AI_CODE_SHARE_HOOK_GIT_MS: '20000',
    };
    const input = Buffer.from(JSON.stringify({ session_id: 's1', cwd: repository, ...payload }));
    await runHook('claude', input, receiveServices(env), () => undefined);
  }

  /** Claude Code edits the file as it is on disk, and its hook tells of it `times` times. */
  async function agentEdit(oldText: string, newText: string, times = 1): Promise<void> {
    const raw = onDisk();
    assert.ok(raw.includes(oldText));
    writeFileSync(file, raw.replace(oldText, newText));
    const plain = (text: string): string => text.replaceAll('\r\n', '\n');
    const event = {
      hook_event_name: 'PostToolUse',
      tool_name: 'Edit',
      tool_use_id: `t${++calls}`,
      tool_input: { file_path: file, old_string: plain(oldText), new_string: plain(newText) },
      tool_response: { originalFile: plain(raw) },
    };
    for (let time = 0; time < times; time++) await hook(event);
  }

  async function agentCommand(command: string, work: () => void): Promise<void> {
    const event = { tool_name: 'Bash', tool_use_id: `t${++calls}`, tool_input: { command } };
    await hook({ ...event, hook_event_name: 'PreToolUse' });
    work();
    await hook({ ...event, hook_event_name: 'PostToolUse', tool_response: {} });
  }

  async function take(into: Ledger, isOpen: boolean): Promise<TakenInbox> {
    const git = createGit(log);
    return await takeIn(path.join(ledgerFolder(), 'inbox'), {
      ledger: into,
      git,
      log,
      nowMs: Date.now(),
      homeFolder: folder,
      rawFolder: path.join(folder, 'raw'),
      root: repository,
      worktree: '',
      decode: textOfBytes,
      readBlob: (oid) => readBlobText(git, repository, oid),
      counts: (name, text) => countsText(name, text, []),
      isOpen: (name) => isOpen && name === 'f.js',
    });
  }

  /** The window of the editor takes in what the agent told. */
  async function windowTakes(): Promise<void> {
    editor.tracked.flush();
    editor.tracked.learn((await take(ledger, true)).leftStates);
    assert.deepEqual(new Inbox(path.join(ledgerFolder(), 'inbox')).pending(), []);
  }

  /** A command line takes in what the agent told, beside the window. */
  async function commandLineTakes(): Promise<void> {
    const own = openTheLedger();
    await take(own, false);
    own.close();
  }

  /** What the ledger says of the text that is on disk. */
  function stored(): readonly string[] {
    editor.tracked.flush();
    const document = ledger.readDocument({ worktree: '', path: 'f.js' });
    assert.equal(document?.text, editor.text);
    return whoseLines(editor.text, document.runs, ledger);
  }

  const expected = ['unknown: function add(a, b) {', 'claude:   log();', 'unknown:   return a + b;', 'unknown: }'];

  for (const who of ['the window', 'a command line'] as const) {
    const takesIn = async (): Promise<void> => {
      if (who === 'the window') await windowTakes();
      else await commandLineTakes();
    };
    const noticed = (): void => {
      if (who === 'a command line') editor.tracked.takeOthers();
    };

    describe(`taken in by ${who}`, () => {
      it('the report comes before the document is read again', async () => {
        await agentEdit('  return', '  log();\n  return');
        await takesIn();
        editor.reload();
        assert.deepEqual(editor.lines(), expected);
        assert.deepEqual(stored(), expected);
      });

      it('the report comes after the document was read again', async () => {
        await agentEdit('  return', '  log();\n  return');
        editor.reload();
        editor.tracked.flush();
        await takesIn();
        noticed();
        assert.deepEqual(editor.lines(), expected);
        assert.deepEqual(stored(), expected);
      });

      it('what another process has taken in is not undone by the next key', async () => {
        await agentEdit('  return', '  log();\n  return');
        editor.reload();
        await takesIn();
        editor.type('mine();\n');
        assert.deepEqual(stored(), [...expected, 'human: mine();']);
      });

      it('two edits of which the document shows the second before the first is told', async () => {
        await agentEdit('  return', '  log();\n  return');
        editor.reload();
        await agentEdit('function add', '// adds\nfunction add');
        await takesIn();
        editor.reload();
        noticed();
        assert.deepEqual(editor.lines(), ['claude: // adds', ...expected]);
      });

      it('an edit told twice counts once', async () => {
        await agentEdit('  return', '  log();\n  return', 2);
        editor.reload();
        await takesIn();
        noticed();
        await takesIn();
        assert.deepEqual(editor.lines(), expected);
        const inserted = ledger
          .readFlow(null, null)
          .filter(({ originId }) => ledger.origins.get(originId).contributor === 'ai');
        assert.equal(
          inserted.reduce((sum, row) => sum + row.insertedUtf16Length, 0),
          '  log();\n'.length,
        );
      });

      it('a line that a person types and saves between two tool calls stays human', async () => {
        await agentEdit('  return', '  log();\n  return');
        editor.reload();
        editor.type('  const mine = 1;\n', '  return');
        editor.save();
        await agentEdit('function add', '// adds\nfunction add');
        editor.reload();
        await takesIn();
        noticed();
        const wanted = ['claude: // adds', ...expected.slice(0, 2), 'human:   const mine = 1;', ...expected.slice(2)];
        assert.deepEqual(editor.lines(), wanted);
        assert.deepEqual(stored(), wanted);
      });

      it('a line that a person types and saves while a command of the agent runs stays human', async () => {
        await agentCommand('node generate.js', () => {
          editor.type('mine();\n');
          editor.save();
          writeFileSync(file, onDisk().replace('  return', '  log();\n  return'));
        });
        editor.reload();
        editor.tracked.flush();
        await takesIn();
        noticed();
        assert.deepEqual(editor.lines(), [...expected, 'human: mine();']);
      });

      it('unsaved keys stay when the agent writes below them, and the agent’s text is known when they are given up', async () => {
        editor.type('mine();\n');
        await agentEdit('  return', '  log();\n  return');
        await takesIn();
        noticed();
        const dirty = [...expected.filter((line) => !line.startsWith('claude')), 'human: mine();'];
        assert.deepEqual(editor.lines(), dirty);
        assert.deepEqual(stored(), dirty);
        editor.reload();
        assert.deepEqual(editor.lines(), expected);
      });

      it('unsaved keys that are saved over the agent’s text leave nothing of it', async () => {
        editor.type('mine();\n');
        await agentEdit('  return', '  log();\n  return');
        editor.save();
        await takesIn();
        noticed();
        assert.deepEqual(stored(), [...expected.filter((line) => !line.startsWith('claude')), 'human: mine();']);
      });
    });
  }
});
