import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeFiles } from '../host/scratchFolder.ts';
import { vsixUnderTest } from '../host/vsixUnderTest.ts';
import { readZip } from './zip.ts';

const watcher = path.join(import.meta.dirname, 'watchedActivation.ts');

/** As much of VS Code as activation may touch: it can register commands, and nothing else is there. */
const vscode = `
exports.ExtensionMode = { Production: 1, Development: 2, Test: 3 };
exports.Disposable = { from: () => ({ dispose() {} }) };
exports.commands = { registerCommand: () => ({ dispose() {} }) };
`;

/** What watchedActivation.ts prints. */
interface Seen {
  readonly used: readonly string[];
  readonly offers: readonly string[];
  readonly subscriptions: number;
}

describe('the activation of the packaged extension', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'activation-'));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('starts no git and no other process, and reads no file, before it ends', function () {
    this.timeout(60_000);
    const main = readZip(vsixUnderTest()).get('extension/dist/extension.cjs')?.toString('utf8') ?? '';
    writeFiles(folder, { 'extension.cjs': main, 'node_modules/vscode/index.js': vscode });
    const args = [watcher, path.join(folder, 'extension.cjs')];
    const said = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Seen;
    assert.deepEqual(said.used, []);
    assert.ok(said.offers.includes('getShare'));
    assert.equal(said.subscriptions, 1);
  });
});
