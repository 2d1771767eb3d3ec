import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readHookProblems } from '../../../src/agents/inbox/hookProblems.ts';
import { runCommandLine } from '../cli/commandLine.ts';
import { AgentsAtWork } from './agentsAtWork.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

describe('a hook, whatever it is given', () => {
  let work: AgentsAtWork;

  beforeEach(() => (work = new AgentsAtWork()));

  afterEach(async () => {
    await work.end();
  });

  it('exits with 0 whatever happens: no name, a closed pipe, no input', () => {
    const run = (script: string): string => {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
        cwd: work.folder,
        env: { ...work.surroundings.env, NODE: process.execPath, PROGRAM: program },
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

  it('git that takes too long is called that, and doctor says so', async () => {
    const bin = path.join(work.folder, 'bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'git'), '#!/bin/sh\nexec sleep 5\n', { mode: 0o755 });
    const { status } = spawnSync(process.execPath, [program, 'hook', 'claude'], {
      cwd: work.folder,
      input: JSON.stringify({
        session_id: 's1',
        cwd: work.repository,
        hook_event_name: 'PreToolUse',
        tool_name: 'Bash',
        tool_use_id: 't',
        tool_input: { command: 'ls' },
      }),
      env: { ...work.surroundings.env, AI_CODE_SHARE_HOOK_GIT_MS: '100', PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    });
    assert.equal(status, 0);
    const { stdout } = await runCommandLine(['doctor', work.repository], work.surroundings);
    assert.match(stdout, /hook\s.* claude: git took too long to wait for/);
  });

  it('payloads in other encodings are read; those that cannot be are noted and change nothing', async () => {
    const payload = JSON.stringify({
      agent: 'mine',
      session: 's',
      files: [{ path: work.at('n.js'), action: 'write', before: '', after: 'n();\n' }],
    });
    writeFileSync(work.at('n.js'), 'n();\n');
    for (const text of [
      `\ufeff${payload}`,
      Buffer.from(`\ufeff${payload}`, 'utf16le'),
      Buffer.from(payload, 'utf16le'),
    ]) {
      await work.hookWith('generic', text);
      assert.equal(work.inbox.pending().length, 1);
      work.inbox.remove(work.inbox.pending().map(({ name }) => name));
    }
    symlinkSync('/etc/hosts', work.at('link'));
    symlinkSync('/etc', work.at('away'));
    const outside = [
      '/etc/hosts',
      work.at('link'),
      work.at('away/hosts'),
      work.at('.git/config'),
      '../../../../etc/hosts',
    ];
    for (const file of outside) {
      await work.hook('generic', {
        agent: 'mine',
        cwd: work.repository,
        files: [{ path: file, action: 'write', before: '', after: 'x' }],
      });
    }
    for (const broken of ['', payload.slice(0, 40), '[]', '7', 'null', '\0'.repeat(50)])
      await work.hookWith('generic', broken);
    assert.equal(await work.hookWith('gemini', 'broken'), '{}');
    assert.equal(await work.hookWith('no-such-agent', '{}'), '');
    assert.deepEqual(work.inbox.pending(), []);
    const problems = readHookProblems(path.join(work.folder, 'data', 'ai-code-share'));
    assert.equal(problems.length, outside.length + 6 + 2);
    assert.ok(!existsSync('/etc/.ai-code-share'));
  });
});
