import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { git } from '../../host/scratchFolder.ts';
import { AgentsAtWork, start } from './agentsAtWork.ts';

describe('edits that agents tell of, without an editor', () => {
  let work: AgentsAtWork;

  beforeEach(() => (work = new AgentsAtWork()));

  afterEach(async () => {
    await work.end();
  });

  it('an edit: exactly what came is the agent’s', async () => {
    await work.claudeEdit('f.js', '  return a + b;', '  // sum\n  return Number(a) + Number(b);');
    await work.claudeEdit('f.js', '  return 1;\n', '  const one = 1;\n  return one;\n');
    assert.deepEqual(await work.whose('f.js'), [
      'unknown: function add(a, b) {',
      'claude:   // sum',
      'claude:   return Number(a) + Number(b);',
      'unknown: }',
      'unknown: function foo() {',
      'claude:   const one = 1;',
      'unknown:   return one;',
      'unknown: }',
    ]);
    const [, line] = await work.blame('f.js');
    assert.deepEqual(
      [line?.evidence, line?.source, line?.session, line?.model],
      ['reported', 'agent-hook', 's1', null],
    );
    assert.deepEqual(work.inbox.pending(), []);
  });

  it('an edit of all places at once', async () => {
    await work.claudeEdit('f.js', 'return', 'return await', {}, true);
    await work.claudeEdit('f.js', 'return await', 'return await somethingElse() +', {}, true);
    assert.deepEqual(
      (await work.whose('f.js')).filter((line) => line.startsWith('claude')),
      ['claude:   return await somethingElse() + a + b;', 'claude:   return await somethingElse() + 1;'],
    );
  });

  it('a file that the agent makes or overwrites, with CRLF and a byte order mark', async () => {
    writeFileSync(work.at('new.js'), 'const x = 1;\n');
    await work.claude(
      'PostToolUse',
      'Write',
      { file_path: work.at('new.js'), content: 'const x = 1;\n' },
      {
        tool_response: { type: 'create', originalFile: null },
      },
    );
    assert.deepEqual(await work.whose('new.js'), ['claude: const x = 1;']);
    writeFileSync(work.at('w.js'), '\ufeffhuman();\r\nstays();\r\n');
    git(work.repository, 'add', '.');
    await work.claudeEdit('w.js', 'human();', 'added();\nhuman();');
    assert.deepEqual(
      (await work.whose('w.js')).map((line) => line.replace('\ufeff', '')),
      ['claude: added();', 'unknown: human();', 'unknown: stays();'],
    );
  });

  it('an event told twice, by hooks of the person and of the project, counts once', async () => {
    writeFileSync(work.at('f.js'), start.replace('return 1', 'return 2'));
    for (let n = 0; n < 2; n++) {
      const input = { file_path: work.at('f.js'), old_string: 'return 1', new_string: 'return 2' };
      await work.claude('PostToolUse', 'Edit', input, { tool_response: { originalFile: start } }, 'twice');
      if (n === 0) await work.blame('f.js');
    }
    await work.claudeEdit('f.js', 'return 2', 'return 345678901');
    assert.equal((await work.whose('f.js'))[4], 'claude:   return 345678901;');
    assert.deepEqual(work.inbox.pending(), []);
  });

  it('a failed edit changes nothing', async () => {
    await work.hook('copilot', {
      sessionId: 's2',
      timestamp: 1,
      cwd: work.repository,
      toolName: 'edit',
      toolArgs: { path: work.at('f.js'), old_str: 'no such text', new_str: 'x' },
      error: 'No match found',
    });
    assert.ok((await work.whose('f.js')).every((line) => line.startsWith('unknown')));
  });

  it('Copilot’s edit, of which only old and new text are told', async () => {
    writeFileSync(work.at('f.js'), start.replace('  return 1;', '  log();\n  return 1;'));
    await work.hook('copilot', {
      sessionId: 's2',
      timestamp: 1,
      cwd: work.repository,
      toolName: 'edit',
      toolArgs: { path: work.at('f.js'), old_str: '  return 1;', new_str: '  log();\n  return 1;' },
      toolResult: { resultType: 'success' },
    });
    assert.deepEqual((await work.whose('f.js')).slice(3, 6), [
      'unknown: function foo() {',
      'copilot:   log();',
      'unknown:   return 1;',
    ]);
  });

  it('Codex’s patch: a change, a new file, a move, a deletion, with the model', async () => {
    const codex = async (patch: string): Promise<void> => {
      const common = {
        session_id: 's3',
        turn_id: 'u',
        cwd: work.repository,
        hook_event_name: 'PostToolUse',
        model: 'gpt-5.5',
      };
      const tool_use_id = work.nextCall();
      await work.hook('codex', {
        ...common,
        tool_name: 'apply_patch',
        tool_input: { command: patch },
        tool_response: 'Exit code: 0\n',
        tool_use_id,
      });
    };
    writeFileSync(work.at('f.js'), start.replace('  return 1;', '  log();\n  return 1;'));
    writeFileSync(work.at('made.js'), 'one();\n');
    await codex(
      '*** Begin Patch\n*** Update File: f.js\n@@ function foo() {\n+  log();\n   return 1;\n*** Add File: made.js\n+one();\n*** End Patch',
    );
    assert.equal((await work.whose('f.js'))[4], 'codex:   log();');
    assert.equal((await work.blame('f.js'))[5]?.model, 'gpt-5.5');
    git(work.repository, 'mv', '-k', 'made.js', 'moved.js');
    rmSync(work.at('made.js'), { force: true });
    writeFileSync(work.at('moved.js'), 'one();\ntwo();\n');
    rmSync(work.at('other.js'));
    await codex(
      '*** Begin Patch\n*** Update File: made.js\n*** Move to: moved.js\n@@\n one();\n+two();\n*** Delete File: other.js\n*** End Patch',
    );
    assert.deepEqual(await work.whose('moved.js'), ['codex: one();', 'codex: two();']);
  });

  it('works in a linked work tree, and for several repositories in one call', async () => {
    git(work.repository, 'worktree', 'add', '-q', path.join(work.folder, 'linked'));
    const linked = path.join(work.folder, 'linked', 'f.js');
    const after = start.replace('return 1', 'return oneTwoThree');
    writeFileSync(linked, after);
    writeFileSync(work.at('other.js'), 'let other = 1;\nmore();\n');
    await work.hook('generic', {
      agent: 'mine',
      files: [
        { path: linked, action: 'edit', edits: [{ oldText: 'return 1', newText: 'return oneTwoThree' }] },
        { path: work.at('other.js'), action: 'edit', edits: [{ oldText: '= 1;\n', newText: '= 1;\nmore();\n' }] },
      ],
    });
    assert.deepEqual(await work.whose('other.js'), ['unknown: let other = 1;', 'mine: more();']);
    const lines = await work.blame(linked);
    assert.deepEqual([lines[5]?.contributor, lines[5]?.agent], ['ai', 'mine']);
  });
});
