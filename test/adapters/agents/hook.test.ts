import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inbox } from '../../../src/agents/inbox/inbox.ts';
import { readHookProblems } from '../../../src/agents/inbox/hookProblems.ts';
import { commitFiles, git, gitEnvironment, initRepository } from '../../host/scratchFolder.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

const start = 'function add(a, b) {\n  return a + b;\n}\n\nfunction foo() {\n  return 1;\n}\n';

describe('what agents tell, without an editor', () => {
  let folder: string;
  let repository: string;
  let calls = 0;

  const env = (): NodeJS.ProcessEnv => ({
    ...process.env,
    ...gitEnvironment,
    HOME: path.join(folder, 'home'),
    XDG_DATA_HOME: path.join(folder, 'data'),
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    AI_CODE_SHARE_HOOK_GIT_MS: '20000',
  });

  beforeEach(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'agents-'));
    repository = path.join(folder, 'repository');
    initRepository(repository);
    commitFiles(repository, { 'f.js': start, 'other.js': 'let other = 1;\n' }, 'First');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const at = (name: string): string => path.join(repository, name);
  const read = (name: string): string => readFileSync(at(name), 'utf8');

  function hookWith(agent: string, input: string | Uint8Array): string {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'hook', agent], {
      cwd: folder,
      input,
      env: env(),
    });
    assert.equal(stderr.toString(), '');
    assert.equal(status, 0);
    return stdout.toString();
  }

  const hook = (agent: string, payload: unknown): string => hookWith(agent, JSON.stringify(payload));

  function claude(event: string, tool: string, input: object, more: object = {}, id = `t${++calls}`): void {
    const common = { session_id: 's1', cwd: repository, hook_event_name: event, tool_use_id: id };
    assert.equal(hook('claude', { ...common, tool_name: tool, tool_input: input, ...more }), '');
  }

  /** An edit as Claude Code makes it: the file first, then the hook. */
  function claudeEdit(name: string, oldText: string, newText: string, isAll = false, more: object = {}): void {
    const raw = read(name);
    const hasReturns = raw.includes('\r\n');
    const originalFile = raw.replaceAll('\r\n', '\n');
    const after = isAll ? originalFile.replaceAll(oldText, newText) : originalFile.replace(oldText, newText);
    writeFileSync(at(name), hasReturns ? after.replaceAll('\n', '\r\n') : after);
    const input = { file_path: at(name), old_string: oldText, new_string: newText, replace_all: isAll };
    claude('PostToolUse', 'Edit', input, { tool_response: { originalFile }, ...more });
  }

  /** A command as Claude Code runs it, with hooks before and after; `meanwhile` happens while it runs. */
  function claudeBash(command: string, meanwhile: () => void = () => undefined): void {
    const id = `t${++calls}`;
    claude('PreToolUse', 'Bash', { command }, {}, id);
    meanwhile();
    const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: repository, env: env() });
    assert.equal(status, 0, stderr.toString());
    claude('PostToolUse', 'Bash', { command }, { tool_response: {} }, id);
  }

  interface Line {
    readonly contributor: string;
    readonly agent: string | null;
    readonly model: string | null;
    readonly session: string | null;
    readonly evidence: string | null;
    readonly source: string;
  }

  function blame(name: string): readonly Line[] {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'blame', at(name), '--json'], {
      cwd: folder,
      env: env(),
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return (JSON.parse(stdout) as { lines: readonly Line[] }).lines;
  }

  /** Each line's text with a letter before it: who wrote it; blank lines are left out. */
  function whose(name: string): readonly string[] {
    const texts = read(name).split(/\r?\n/);
    return blame(name).flatMap((line, index) => {
      const text = texts[index] ?? '';
      return text.trim() === ''
        ? []
        : [`${line.contributor === 'ai' ? (line.agent ?? 'ai') : line.contributor}: ${text}`];
    });
  }

  const inbox = (): Inbox => new Inbox(path.join(repository, '.git', 'ai-code-share', 'inbox'));

  it('an edit, all places at once, a new file and one that was there: exactly what came is the agent’s', () => {
    claudeEdit('f.js', '  return a + b;', '  // sum\n  return Number(a) + Number(b);');
    claudeEdit('f.js', '  return 1;\n', '  const one = 1;\n  return one;\n');
    assert.deepEqual(whose('f.js'), [
      'unknown: function add(a, b) {',
      'claude:   // sum',
      'claude:   return Number(a) + Number(b);',
      'unknown: }',
      'unknown: function foo() {',
      'claude:   const one = 1;',
      'unknown:   return one;',
      'unknown: }',
    ]);
    const [, line] = blame('f.js');
    assert.deepEqual(
      [line?.evidence, line?.source, line?.session, line?.model],
      ['reported', 'agent-hook', 's1', null],
    );
    assert.deepEqual(inbox().pending(), []);
  });

  it('a file that the agent makes or overwrites, with CRLF and a byte order mark', () => {
    writeFileSync(at('new.js'), 'const x = 1;\n');
    claude(
      'PostToolUse',
      'Write',
      { file_path: at('new.js'), content: 'const x = 1;\n' },
      {
        tool_response: { type: 'create', originalFile: null },
      },
    );
    assert.deepEqual(whose('new.js'), ['claude: const x = 1;']);
    writeFileSync(at('w.js'), '\ufeffhuman();\r\nstays();\r\n');
    git(repository, 'add', '.');
    claudeEdit('w.js', 'human();', 'added();\nhuman();');
    assert.deepEqual(
      whose('w.js').map((line) => line.replace('\ufeff', '')),
      ['claude: added();', 'unknown: human();', 'unknown: stays();'],
    );
  });

  it('an event told twice, by hooks of the person and of the project, counts once', () => {
    writeFileSync(at('f.js'), start.replace('return 1', 'return 2'));
    for (let n = 0; n < 2; n++) {
      const input = { file_path: at('f.js'), old_string: 'return 1', new_string: 'return 2' };
      claude('PostToolUse', 'Edit', input, { tool_response: { originalFile: start } }, 'twice');
      if (n === 0) blame('f.js');
    }
    claudeEdit('f.js', 'return 2', 'return 345678901');
    assert.equal(whose('f.js')[4], 'claude:   return 345678901;');
    assert.deepEqual(inbox().pending(), []);
  });

  it('a failed edit changes nothing', () => {
    hook('copilot', {
      sessionId: 's2',
      timestamp: 1,
      cwd: repository,
      toolName: 'edit',
      toolArgs: { path: at('f.js'), old_str: 'no such text', new_str: 'x' },
      error: 'No match found',
    });
    assert.ok(whose('f.js').every((line) => line.startsWith('unknown')));
  });

  it('Copilot’s edit, of which only old and new text are told', () => {
    writeFileSync(at('f.js'), start.replace('  return 1;', '  log();\n  return 1;'));
    hook('copilot', {
      sessionId: 's2',
      timestamp: 1,
      cwd: repository,
      toolName: 'edit',
      toolArgs: { path: at('f.js'), old_str: '  return 1;', new_str: '  log();\n  return 1;' },
      toolResult: { resultType: 'success' },
    });
    assert.deepEqual(whose('f.js').slice(3, 6), [
      'unknown: function foo() {',
      'copilot:   log();',
      'unknown:   return 1;',
    ]);
  });

  it('Codex’s patch: a change, a new file, a move, a deletion, with the model', () => {
    const codex = (patch: string): void => {
      const common = {
        session_id: 's3',
        turn_id: 'u',
        cwd: repository,
        hook_event_name: 'PostToolUse',
        model: 'gpt-5.5',
      };
      const tool_use_id = `c${++calls}`;
      hook('codex', {
        ...common,
        tool_name: 'apply_patch',
        tool_input: { command: patch },
        tool_response: 'Exit code: 0\n',
        tool_use_id,
      });
    };
    writeFileSync(at('f.js'), start.replace('  return 1;', '  log();\n  return 1;'));
    writeFileSync(at('made.js'), 'one();\n');
    codex(
      '*** Begin Patch\n*** Update File: f.js\n@@ function foo() {\n+  log();\n   return 1;\n*** Add File: made.js\n+one();\n*** End Patch',
    );
    assert.equal(whose('f.js')[4], 'codex:   log();');
    assert.equal(blame('f.js')[5]?.model, 'gpt-5.5');
    git(repository, 'mv', '-k', 'made.js', 'moved.js');
    rmSync(at('made.js'), { force: true });
    writeFileSync(at('moved.js'), 'one();\ntwo();\n');
    rmSync(at('other.js'));
    codex(
      '*** Begin Patch\n*** Update File: made.js\n*** Move to: moved.js\n@@\n one();\n+two();\n*** Delete File: other.js\n*** End Patch',
    );
    assert.deepEqual(whose('moved.js'), ['codex: one();', 'codex: two();']);
  });

  it('a patch that Codex sends through the shell, of which it tells no end', () => {
    const patch =
      '*** Begin Patch\n*** Update File: f.js\n@@ function foo() {\n-  return 1;\n+  return 222222222222;\n*** End Patch';
    hook('codex', {
      session_id: 's3',
      turn_id: 'u',
      cwd: repository,
      hook_event_name: 'PreToolUse',
      model: 'gpt-5.5',
      tool_name: 'Bash',
      tool_use_id: 'c',
      tool_input: { command: `apply_patch <<'EOF'\n${patch}\nEOF` },
    });
    assert.ok(whose('f.js').every((line) => line.startsWith('unknown')));
    writeFileSync(at('f.js'), start.replace('return 1', 'return 222222222222'));
    assert.equal(whose('f.js')[4], 'codex:   return 222222222222;');
  });

  it('what a command changes is the agent’s, and what was changed before it is not', () => {
    appendFileSync(at('other.js'), 'let typed = 2;\n');
    claudeBash("sed -i 's/return 1/return someNewNumber/' f.js && echo 'made();' > made.js");
    assert.equal(whose('f.js')[4], 'claude:   return someNewNumber;');
    assert.equal(blame('f.js')[5]?.evidence, 'observed');
    assert.deepEqual(whose('made.js'), ['claude: made();']);
    assert.deepEqual(whose('other.js'), ['unknown: let other = 1;', 'unknown: let typed = 2;']);
  });

  it('a command that commits, and one that moves a file', () => {
    claudeBash("printf 'made();\\n' > made.js && git add . && git commit -q -m Made && mv made.js renamed.js");
    assert.deepEqual(whose('renamed.js'), ['claude: made();']);
    claudeBash('mv renamed.js again.js && git add -A && git commit -q -m Moved');
    assert.deepEqual(whose('again.js'), ['claude: made();']);
  });

  it('text that git brings from elsewhere is not the agent’s', () => {
    git(repository, 'checkout', '-q', '-b', 'side');
    commitFiles(
      repository,
      { 'side.js': 'side();\n', 'f.js': start.replace('return 1', 'return fromTheSide') },
      'Side',
    );
    git(repository, 'checkout', '-q', 'main');
    claudeBash('git merge -q --ff-only side');
    assert.ok(
      whose('f.js').every((line) => line.startsWith('unknown')),
      whose('f.js').join('\n'),
    );
    assert.deepEqual(whose('side.js'), ['unknown: side();']);
    appendFileSync(at('f.js'), 'human();\n');
    claudeBash('git stash -q && git stash pop -q');
    assert.equal(whose('f.js').at(-1), 'unknown: human();');
  });

  it('a subagent that edits while a command of its parent runs has its own edits', () => {
    claudeBash("echo 'byCommand();' >> f.js", () => {
      claudeEdit('f.js', 'function foo', '// by the other\nfunction foo', false, { session_id: 's9' });
      blame('f.js');
      claudeEdit('other.js', 'let other = 1;', 'let other = 1;\nlet another = 2;', false, { session_id: 's9' });
    });
    const lines = blame('f.js');
    const texts = read('f.js').split('\n');
    assert.equal(lines[texts.indexOf('// by the other')]?.session, 's9');
    assert.equal(lines[texts.indexOf('byCommand();')]?.session, 's1');
    assert.equal(blame('other.js')[1]?.session, 's9');
  });

  it('a formatter that the agent runs arranges, and writes nothing', () => {
    const bin = path.join(folder, 'prettier');
    writeFileSync(bin, `#!/bin/sh\nsed -i 's/^  return/    return/; s/1;/1 ;/' "$1"\n`, { mode: 0o755 });
    const path_ = process.env['PATH'];
    process.env['PATH'] = `${folder}:${path_ ?? ''}`;
    try {
      claudeBash('prettier f.js');
    } finally {
      process.env['PATH'] = path_;
    }
    assert.notEqual(read('f.js'), start);
    assert.ok(!whose('f.js').some((line) => line.startsWith('claude')), whose('f.js').join('\n'));
  });

  it('the model is what the agent’s own transcript says of the call', () => {
    const transcripts = path.join(folder, 'home', '.claude', 'projects', 'p');
    mkdirSync(transcripts, { recursive: true });
    const transcript_path = path.join(transcripts, 's1.jsonl');
    const line = (model: string, id: string): string =>
      JSON.stringify({ type: 'assistant', message: { model, content: [{ type: 'tool_use', id }] } });
    writeFileSync(transcript_path, `${line('model-a', 'm1')}\n${line('model-b', 'm2')}\n`);
    const write = (id: string, more: object): void => {
      writeFileSync(at(`${id}.js`), 'x();\n');
      const response = { tool_response: { type: 'create' }, ...more };
      claude('PostToolUse', 'Write', { file_path: at(`${id}.js`), content: 'x();\n' }, response, id);
    };
    write('m1', { transcript_path });
    assert.equal(blame('m1.js')[0]?.model, 'model-a');
    const outside = path.join(folder, 'outside.jsonl');
    writeFileSync(outside, line('model-c', 'm3'));
    write('m3', { transcript_path: outside, session_id: 's7' });
    assert.equal(blame('m3.js')[0]?.model, null);
  });

  it('another call’s model is not the model of this call', () => {
    const transcripts = path.join(folder, 'home', '.gemini', 'tmp', 'p', 'chats');
    mkdirSync(transcripts, { recursive: true });
    const transcript_path = path.join(transcripts, 'session.jsonl');
    const args = (name: string): object => ({ file_path: at(name), content: 'x();\n' });
    const line = (model: string, name: string): string => JSON.stringify({ model, toolCalls: [{ args: args(name) }] });
    writeFileSync(transcript_path, `${line('model-a', 'a.js')}\n${line('model-b', 'b.js')}\n`);
    for (const name of ['a.js', 'c.js']) {
      writeFileSync(at(name), 'x();\n');
      const result = { returnDisplay: { originalContent: '', newContent: 'x();\n' } };
      const common = { session_id: 's4', transcript_path, cwd: repository, hook_event_name: 'AfterTool' };
      const call = { tool_name: 'write_file', tool_input: args(name), tool_response: result };
      assert.equal(hook('gemini', { ...common, ...call, timestamp: '2026-01-01T00:00:00Z' }), '{}');
    }
    assert.deepEqual(
      ['a.js', 'c.js'].map((name) => blame(name)[0]?.model),
      ['model-a', null],
    );
  });

  it('a command that works in another repository changes that one', () => {
    const other = path.join(folder, 'another');
    initRepository(other);
    commitFiles(other, { 'o.js': 'let o = 1;\n' }, 'First');
    claudeBash('cd ../another && echo "byCommand();" >> o.js');
    const { stdout } = spawnSync(process.execPath, [program, 'blame', path.join(other, 'o.js'), '--json'], {
      cwd: folder,
      env: env(),
      encoding: 'utf8',
    });
    const { lines } = JSON.parse(stdout) as { lines: readonly Line[] };
    assert.deepEqual(
      lines.map((line) => line.contributor),
      ['unknown', 'ai'],
    );
    assert.ok(whose('other.js').every((line) => line.startsWith('unknown')));
  });

  it('exits with 0 whatever happens: no name, a closed pipe, no input', () => {
    const run = (script: string): string => {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
        cwd: folder,
        env: { ...env(), NODE: process.execPath, PROGRAM: program },
      });
      assert.equal(status, 0, script);
      assert.equal(stderr.toString(), '', script);
      return stdout.toString();
    };
    assert.equal(run('echo "{}" | "$NODE" "$PROGRAM" hook'), '');
    assert.equal(run('echo "{}" | "$NODE" "$PROGRAM" hook --unknown'), '');
    assert.equal(run('"$NODE" "$PROGRAM" hook gemini <&-'), '{}');
    const closed = 'exec 3>&1; { sleep 0.2; echo "{}" | "$NODE" "$PROGRAM" hook gemini; echo "$?" >&3; } | true';
    assert.equal(run(`${closed}; wait`), '0\n');
  });

  it('git that takes too long is called that, and doctor says so', () => {
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'git'), '#!/bin/sh\nexec sleep 5\n', { mode: 0o755 });
    const { status } = spawnSync(process.execPath, [program, 'hook', 'claude'], {
      cwd: folder,
      input: JSON.stringify({
        session_id: 's1',
        cwd: repository,
        hook_event_name: 'PreToolUse',
        tool_name: 'Bash',
        tool_use_id: 't',
        tool_input: { command: 'ls' },
      }),
      env: { ...env(), AI_CODE_SHARE_HOOK_GIT_MS: '100', PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    });
    assert.equal(status, 0);
    const { stdout } = spawnSync(process.execPath, [program, 'doctor', repository], {
      cwd: folder,
      env: env(),
      encoding: 'utf8',
    });
    assert.match(stdout, /hook\s.* claude: git took too long to wait for/);
  });

  it('payloads in other encodings are read; those that cannot be are noted and change nothing', () => {
    const payload = JSON.stringify({
      agent: 'mine',
      session: 's',
      files: [{ path: at('n.js'), action: 'write', before: '', after: 'n();\n' }],
    });
    writeFileSync(at('n.js'), 'n();\n');
    for (const text of [
      `\ufeff${payload}`,
      Buffer.from(`\ufeff${payload}`, 'utf16le'),
      Buffer.from(payload, 'utf16le'),
    ]) {
      hookWith('generic', text);
      assert.equal(inbox().pending().length, 1);
      inbox().remove(
        inbox()
          .pending()
          .map(({ name }) => name),
      );
    }
    symlinkSync('/etc/hosts', at('link'));
    symlinkSync('/etc', at('away'));
    const outside = ['/etc/hosts', at('link'), at('away/hosts'), at('.git/config'), '../../../../etc/hosts'];
    for (const file of outside) {
      hook('generic', {
        agent: 'mine',
        cwd: repository,
        files: [{ path: file, action: 'write', before: '', after: 'x' }],
      });
    }
    for (const broken of ['', payload.slice(0, 40), '[]', '7', 'null', '\0'.repeat(50)]) hookWith('generic', broken);
    assert.equal(hookWith('gemini', 'broken'), '{}');
    assert.equal(hookWith('no-such-agent', '{}'), '');
    assert.deepEqual(inbox().pending(), []);
    const problems = readHookProblems(path.join(folder, 'data', 'ai-code-share'));
    assert.equal(problems.length, outside.length + 6 + 2);
    assert.ok(!existsSync('/etc/.ai-code-share'));
  });

  it('works in a linked work tree, and for several repositories in one call', () => {
    git(repository, 'worktree', 'add', '-q', path.join(folder, 'linked'));
    const linked = path.join(folder, 'linked', 'f.js');
    const after = start.replace('return 1', 'return oneTwoThree');
    writeFileSync(linked, after);
    writeFileSync(at('other.js'), 'let other = 1;\nmore();\n');
    hook('generic', {
      agent: 'mine',
      files: [
        { path: linked, action: 'edit', edits: [{ oldText: 'return 1', newText: 'return oneTwoThree' }] },
        { path: at('other.js'), action: 'edit', edits: [{ oldText: '= 1;\n', newText: '= 1;\nmore();\n' }] },
      ],
    });
    assert.deepEqual(whose('other.js'), ['unknown: let other = 1;', 'mine: more();']);
    const { stdout } = spawnSync(process.execPath, [program, 'blame', linked, '--json'], {
      cwd: folder,
      env: env(),
      encoding: 'utf8',
    });
    const { lines } = JSON.parse(stdout) as { lines: readonly Line[] };
    assert.deepEqual([lines[5]?.contributor, lines[5]?.agent], ['ai', 'mine']);
  });
});
