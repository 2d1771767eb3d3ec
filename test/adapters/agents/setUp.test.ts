import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
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
