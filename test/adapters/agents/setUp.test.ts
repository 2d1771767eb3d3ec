import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import {
  applyChanges,
  isLauncherNeeded,
  plannedChanges,
  type Applied,
} from '../../../src/agents/install/applySetUp.ts';
import { type HookScope } from '../../../src/agents/install/installPlan.ts';
import { isOnMachine, type Machine } from '../../../src/agents/install/machine.ts';
import { machineFiles } from '../../../src/agents/install/machineFiles.ts';
import { setUpOf, type AgentSetUp } from '../../../src/agents/install/setUp.ts';
import { settableAgents } from '../../../src/agents/knownAgents.ts';
import { writeFiles } from '../../host/scratchFolder.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';

const target = { runtime: process.execPath, program: '/no/such/cli.js', status: (): string => 'exit 1' };
const agentNamed = (id: string): ReturnType<typeof settableAgents>[number] => {
  const found = settableAgents().find((agent) => agent.id === id);
  assert.ok(found !== undefined);
  return found;
};

describe('setting agents up on a machine', () => {
  let scratch: TemporaryFolder;
  let machine: Machine;

  beforeEach(() => {
    scratch = makeTemporaryFolder('acs-setup-');
    const home = path.join(scratch.path, 'home');
    machine = {
      files: machineFiles,
      home,
      env: {},
      isWindows: false,
      projectRoot: path.join(scratch.path, 'project'),
      dataFolder: path.join(home, '.local', 'share', 'ai-code-share'),
    };
  });

  afterEach(() => scratch.remove());

  const look = (id: string, scope: HookScope = 'user'): AgentSetUp => setUpOf(agentNamed(id), scope, machine);
  const install = (...setUps: readonly AgentSetUp[]): Applied =>
    applyChanges(plannedChanges({ install: setUps, uninstall: [] }, machine, target), machine);
  const uninstall = (...setUps: readonly AgentSetUp[]): Applied =>
    applyChanges(plannedChanges({ install: [], uninstall: setUps }, machine, target), machine);

  for (const { id, install: plan } of settableAgents()) {
    for (const scope of ['user', 'project'] as const) {
      if (plan.kind === 'byHand') continue;

      it(`${id} (${scope}): is set up, is found so, and leaves nothing behind`, () => {
        assert.equal(look(id, scope).state, 'absent');
        assert.deepEqual(install(look(id, scope)), { ok: true });
        const there = look(id, scope);
        assert.equal(there.state, 'installed');
        assert.deepEqual(there.install, []);
        const texts = there.files.map((file) => readFileSync(file, 'utf8'));
        for (const text of texts) assert.equal(text.includes(machine.home), scope === 'user', text);
        assert.deepEqual(uninstall(there), { ok: true });
        for (const file of there.files) assert.ok(!existsSync(file), file);
        assert.ok(!existsSync(path.join(machine.dataFolder, 'hook')));
        assert.equal(isLauncherNeeded(machine), false);
      });
    }
  }

  it('says of every agent that it cannot set up what a person can do instead', () => {
    for (const { id, install: plan } of settableAgents()) {
      if (plan.kind !== 'byHand') continue;
      const { state, reason, install: changes } = look(id);
      assert.equal(state, 'byHand');
      assert.notEqual(reason, null);
      assert.deepEqual(changes, []);
    }
  });

  it('the plugins that it writes can be loaded by the runtime of the agent', () => {
    install(look('opencode'), look('pi', 'project'), look('amp'));
    for (const { files } of [look('opencode'), look('pi', 'project'), look('amp')]) {
      const load = `import(${JSON.stringify(files[0])}).then((all) => process.exit(Object.keys(all).length === 1 ? 0 : 1))`;
      const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', load], { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
    }
  });

  it('tells of Windows only there: Cline runs no hooks on it, and nothing is written', () => {
    assert.ok(settableAgents().every(({ install: plan }) => !/windows/i.test(plan.note ?? '')));
    assert.equal(look('cline').state, 'absent');
    machine = { ...machine, isWindows: true };
    const { state, reason, install: changes } = look('cline');
    assert.deepEqual([state, reason, changes], ['byHand', 'It runs no hooks on Windows.', []]);
    assert.equal(look('opencode').state, 'absent');
  });

  it('never writes over a file of somebody else', () => {
    const file = path.join(machine.home, '.cline', 'hooks', 'PreToolUse');
    writeFiles(machine.home, { '.cline/hooks/PreToolUse': '#!/bin/sh\necho mine\n' });
    const { state, reason, install: changes } = look('cline');
    assert.deepEqual([state, reason, changes], ['refused', `${file} is left alone: it is not ours.`, []]);
  });

  it('says so where an agent would not read what we write', () => {
    writeFiles(machine.home, { '.factory/hooks.json': '{}' });
    assert.match(look('droid').reason ?? '', /settings\.json is left alone: Droid does not read it where there is/);
  });

  it('writes nothing over a file that was changed after it was shown', () => {
    const file = path.join(machine.home, '.claude', 'settings.json');
    writeFiles(machine.home, { '.claude/settings.json': '{}\n' });
    const shown = look('claude');
    writeFiles(machine.home, { '.claude/settings.json': '{"mine": 1}\n' });
    assert.deepEqual(install(shown), { ok: false, path: file, reason: 'it was changed in the meantime' });
    assert.equal(readFileSync(file, 'utf8'), '{"mine": 1}\n');
  });

  it('keeps the mode of a settings file, and a link a link', () => {
    writeFiles(machine.home, { 'dotfiles/claude.json': '{}\n', '.claude/x': '' });
    const [real, link] = [
      path.join(machine.home, 'dotfiles/claude.json'),
      path.join(machine.home, '.claude/settings.json'),
    ];
    symlinkSync(real, link);
    install(look('claude'));
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.match(readFileSync(real, 'utf8'), /PostToolUse/);
    assert.equal(statSync(path.join(machine.dataFolder, 'hook')).mode & 0o777, 0o755);
    uninstall(look('claude'));
    assert.equal(readFileSync(real, 'utf8'), '{}\n');
  });

  it('leaves alone what a person has write-protected, and goes on with the others: it was written over', () => {
    writeFiles(machine.home, {
      '.claude/settings.json': '{}\n',
      'store/gemini.json': '{}\n',
      '.gemini/x': '',
      '.codex/x': '',
    });
    const at = (name: string): string => path.join(machine.home, name);
    chmodSync(at('.claude/settings.json'), 0o444);
    chmodSync(at('store/gemini.json'), 0o444);
    symlinkSync(at('store/gemini.json'), at('.gemini/settings.json'));
    chmodSync(at('.codex'), 0o555);
    const all = ['claude', 'gemini', 'codex', 'qwen'].map((id) => look(id));
    assert.deepEqual(
      all.map(({ state, reason }) => [state, reason?.replaceAll(machine.home, '~') ?? null]),
      [
        ['refused', '~/.claude/settings.json is left alone: it is write-protected.'],
        [
          'refused',
          '~/.gemini/settings.json is left alone: it is a link to ~/store/gemini.json, which is write-protected.',
        ],
        ['refused', '~/.codex/hooks.json is left alone: its folder ~/.codex is write-protected.'],
        ['absent', null],
      ],
    );
    assert.deepEqual(install(...all), { ok: true });
    for (const name of ['.claude/settings.json', 'store/gemini.json'])
      assert.equal(readFileSync(at(name), 'utf8'), '{}\n');
    assert.equal(look('qwen').state, 'installed');
    // Protected after we wrote it: found as it is, and not taken out against the person's will.
    chmodSync(at('.qwen/settings.json'), 0o444);
    const { state, reason } = look('qwen');
    assert.equal(state, 'installed');
    assert.equal(reason, `${at('.qwen/settings.json')} keeps our hooks: it is write-protected.`);
    chmodSync(at('.codex'), 0o755);
    install(look('codex'));
    assert.deepEqual(uninstall(look('qwen'), look('codex')), { ok: true });
    assert.ok(!existsSync(at('.codex/hooks.json')));
    // They call it.
    assert.ok(existsSync(path.join(machine.dataFolder, 'hook')));
  });

  it('leaves a link to nothing alone: a file took its place', () => {
    writeFiles(machine.home, { '.claude/x': '', '.cline/hooks/x': '' });
    const link = path.join(machine.home, '.claude/settings.json');
    symlinkSync(path.join(machine.home, 'dotfiles/not-here-yet.json'), link);
    const { state, reason } = look('claude');
    assert.deepEqual([state, reason], ['refused', `${link} is left alone: it is a link to nothing.`]);
    assert.deepEqual(install(look('claude')), { ok: true });
    assert.ok(lstatSync(link).isSymbolicLink());
  });

  it('leaves nothing of what it kept behind once all is given back', () => {
    writeFiles(machine.home, { '.claude/settings.json': '// mine\n{}\n' });
    install(look('claude'), look('cline'));
    uninstall(look('claude'), look('cline'));
    assert.equal(readFileSync(path.join(machine.home, '.claude/settings.json'), 'utf8'), '// mine\n{}\n');
    assert.deepEqual(readdirSync(machine.dataFolder), []);
  });

  it('keeps the launcher while another agent calls it', () => {
    install(look('claude'), look('gemini'));
    uninstall(look('claude'));
    assert.ok(existsSync(path.join(machine.dataFolder, 'hook')));
    uninstall(look('gemini'));
    assert.ok(!existsSync(path.join(machine.dataFolder, 'hook')));
  });

  it('finds agents by their folders, wherever a person has put them, and by their programs', () => {
    const found = (): readonly string[] =>
      settableAgents()
        .filter((one) => isOnMachine(one, machine))
        .map(({ id }) => id);
    assert.deepEqual(found(), []);
    writeFiles(scratch.path, { 'elsewhere/x': '', 'bin/codex': '', 'home/.qwen/settings.json': '{}' });
    const folder = path.join(scratch.path, 'elsewhere');
    machine = { ...machine, env: { CLAUDE_CONFIG_DIR: folder, PATH: `/usr/bin:${path.join(scratch.path, 'bin')}` } };
    assert.deepEqual(found(), ['claude', 'codex', 'qwen']);
    assert.deepEqual(look('claude').files, [path.join(folder, 'settings.json')]);
    const variables = {
      gemini: 'GEMINI_CLI_HOME',
      qwen: 'QWEN_HOME',
      codex: 'CODEX_HOME',
      opencode: 'XDG_CONFIG_HOME',
    };
    machine = { ...machine, env: Object.fromEntries(Object.values(variables).map((name) => [name, folder])) };
    assert.deepEqual(
      Object.keys(variables).map((id) => path.relative(folder, look(id).files[0] ?? '')),
      ['.gemini/settings.json', 'settings.json', 'hooks.json', 'opencode/plugins/ai-code-share.js'],
    );
  });
});
