import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commitFiles, git, initRepository } from '../../host/scratchFolder.ts';
import { AgentsAtWork, start } from './agentsAtWork.ts';

describe('commands that agents tell of, without an editor', () => {
  let work: AgentsAtWork;

  beforeEach(() => (work = new AgentsAtWork()));

  afterEach(async () => {
    await work.end();
  });

  it('a patch that Codex sends through the shell, of which it tells no end', async () => {
    const patch =
      '*** Begin Patch\n*** Update File: f.js\n@@ function foo() {\n-  return 1;\n+  return 222222222222;\n*** End Patch';
    await work.hook('codex', {
      session_id: 's3',
      turn_id: 'u',
      cwd: work.repository,
      hook_event_name: 'PreToolUse',
      model: 'gpt-5.5',
      tool_name: 'Bash',
      tool_use_id: 'c',
      tool_input: { command: `apply_patch <<'EOF'\n${patch}\nEOF` },
    });
    assert.ok((await work.whose('f.js')).every((line) => line.startsWith('unknown')));
    writeFileSync(work.at('f.js'), start.replace('return 1', 'return 222222222222'));
    assert.equal((await work.whose('f.js'))[4], 'codex:   return 222222222222;');
  });

  it('what a command changes is the agent’s, and what was changed before it is not', async () => {
    appendFileSync(work.at('other.js'), 'let typed = 2;\n');
    await work.claudeBash("sed -i 's/return 1/return someNewNumber/' f.js && echo 'made();' > made.js");
    assert.equal((await work.whose('f.js'))[4], 'claude:   return someNewNumber;');
    assert.equal((await work.blame('f.js'))[5]?.evidence, 'observed');
    assert.deepEqual(await work.whose('made.js'), ['claude: made();']);
    assert.deepEqual(await work.whose('other.js'), ['unknown: let other = 1;', 'unknown: let typed = 2;']);
  });

  it('a command that commits, and one that moves a file', async () => {
    await work.claudeBash(
      "printf 'made();\\n' > made.js && git add . && git commit -q -m Made && mv made.js renamed.js",
    );
    assert.deepEqual(await work.whose('renamed.js'), ['claude: made();']);
    await work.claudeBash('mv renamed.js again.js && git add -A && git commit -q -m Moved');
    assert.deepEqual(await work.whose('again.js'), ['claude: made();']);
  });

  it('text that git brings from elsewhere is not the agent’s', async () => {
    git(work.repository, 'checkout', '-q', '-b', 'side');
    commitFiles(
      work.repository,
      { 'side.js': 'side();\n', 'f.js': start.replace('return 1', 'return fromTheSide') },
      'Side',
    );
    git(work.repository, 'checkout', '-q', 'main');
    await work.claudeBash('git merge -q --ff-only side');
    assert.ok(
      (await work.whose('f.js')).every((line) => line.startsWith('unknown')),
      (await work.whose('f.js')).join('\n'),
    );
    assert.deepEqual(await work.whose('side.js'), ['unknown: side();']);
    appendFileSync(work.at('f.js'), 'human();\n');
    await work.claudeBash('git stash -q && git stash pop -q');
    assert.equal((await work.whose('f.js')).at(-1), 'unknown: human();');
  });

  it('a subagent that edits while a command of its parent runs has its own edits', async () => {
    await work.claudeBash("echo 'byCommand();' >> f.js", async () => {
      await work.claudeEdit('f.js', 'function foo', '// by the other\nfunction foo', { session_id: 's9' });
      await work.blame('f.js');
      await work.claudeEdit('other.js', 'let other = 1;', 'let other = 1;\nlet another = 2;', {
        session_id: 's9',
      });
    });
    const lines = await work.blame('f.js');
    const texts = work.read('f.js').split('\n');
    assert.equal(lines[texts.indexOf('// by the other')]?.session, 's9');
    assert.equal(lines[texts.indexOf('byCommand();')]?.session, 's1');
    assert.equal((await work.blame('other.js'))[1]?.session, 's9');
  });

  it('a formatter that the agent runs arranges, and writes nothing', async () => {
    const bin = path.join(work.folder, 'prettier');
    writeFileSync(bin, `#!/bin/sh\nsed -i 's/^  return/    return/; s/1;/1 ;/' "$1"\n`, { mode: 0o755 });
    await work.claudeBash('prettier f.js', undefined, { PATH: `${work.folder}:${process.env['PATH'] ?? ''}` });
    assert.notEqual(work.read('f.js'), start);
    assert.ok(
      !(await work.whose('f.js')).some((line) => line.startsWith('claude')),
      (await work.whose('f.js')).join('\n'),
    );
  });

  it('a command that works in another repository changes that one', async () => {
    const other = path.join(work.folder, 'another');
    initRepository(other);
    commitFiles(other, { 'o.js': 'let o = 1;\n' }, 'First');
    await work.claudeBash('cd ../another && echo "byCommand();" >> o.js');
    const lines = await work.blame(path.join(other, 'o.js'));
    assert.deepEqual(
      lines.map((line) => line.contributor),
      ['unknown', 'ai'],
    );
    assert.ok((await work.whose('other.js')).every((line) => line.startsWith('unknown')));
  });
});
