import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { commandIds } from '../../../src/features/commands/commandIds.ts';
import { settingDefaults } from '../../../src/platform/settings/settingKeys.ts';

const projectRoot = path.resolve(import.meta.dirname, '../../..');
const readJson = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(projectRoot, file), 'utf8')) as Record<string, unknown>;

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly keybindings: readonly { readonly command: string; readonly when: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

const manifest = readJson('package.json') as unknown as Manifest;
const source = readdirSync(path.join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(path.join(projectRoot, 'src', file), 'utf8'))
  .join('\n');

describe('package.json and the code', () => {
  it('name the same commands', () => {
    assert.deepEqual(
      manifest.contributes.commands.map((command) => command.command).sort(),
      Object.values(commandIds).sort(),
    );
  });

  it('take no key but where a setting that is off by default says so', () => {
    for (const { command, when } of manifest.contributes.keybindings) {
      assert.ok(manifest.contributes.commands.some((known) => known.command === command));
      const setting = /^config\.aiCodeShare\.([\w.]+) && aiCodeShare\.\w+ && (?:\(.*\)|[^|]+)$/.exec(when)?.[1];
      assert.equal(Object.entries(settingDefaults).find(([key]) => key === setting)?.[1], false, when);
    }
  });

  it('give every command the category that the palette shows', () => {
    for (const command of manifest.contributes.commands) assert.equal(command.category, 'AI Code Share');
  });

  it('name the same settings with the same defaults', () => {
    const declared = Object.fromEntries(
      Object.entries(manifest.contributes.configuration.properties).map(([key, value]) => [key, value.default]),
    );
    const known = Object.fromEntries(
      Object.entries(settingDefaults).map(([key, value]) => [`aiCodeShare.${key}`, value]),
    );
    assert.deepEqual(declared, known);
  });

  it('every setting is read by the code', () => {
    for (const key of Object.keys(settingDefaults)) {
      const uses = source.split(`'${key}'`).length - 1;
      assert.ok(uses >= 2, `the setting ${key} is declared but never read`);
    }
  });

  it('every text that package.json names by key exists, and none is left over', () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]));
    assert.deepEqual(Object.keys(readJson('package.nls.json')).sort(), [...used].sort());
  });

  it('the types of VS Code are those of the oldest supported version', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode'] ?? 'missing'}`);
  });

  it('no proposed API is declared', () => {
    assert.equal('enabledApiProposals' in manifest, false);
  });
});
