import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packExact } from '../host/exactVsix.ts';
import { projectRoot } from '../host/projectPaths.ts';
import { vsixUnderTest } from '../host/vsixUnderTest.ts';
import { readZip } from './zip.ts';

/** Everything that may be in the VSIX, and nothing else; vsce lower-cases the first three and names the licence itself. */
const allowed: readonly RegExp[] = [
  /^extension\/dist\/hook\.cjs$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(readme\.md|changelog\.md|LICENSE\.txt|package\.json)$/,
  /^extension\/package\.nls(\.[a-z-]+)?\.json$/,
  /^extension\/l10n\/[\w.-]+\.json$/,
  /^extension\/dist\/(extension|product|openaiClient|syncCommits|syncAside|syncWorker|takeIn|importFromTranscripts|workspaceFile|agentSetUps|revisionSurvey|sharedCopies|notebookFiles|reboundCommands|globMatch|openHistory|historySteps|blameThread|openPanel|explainer|explainCommands)\.cjs$/,
  /^extension\/dist\/cli\.js$/,
  /^extension\/dist\/webview\/\w+\.(js|css)$/,
  /^extension\/chatPlugin\/(\.claude-plugin\/plugin\.json|hooks\/hooks\.json|hook\.sh)$/,
  /^extension\/media\/[\w/-]+\.(png|svg|css|md)$/,
];

const needed = [
  'extension/dist/hook.cjs',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.cjs',
  'extension/dist/product.cjs',
  'extension/dist/openaiClient.cjs',
  'extension/dist/syncCommits.cjs',
  'extension/dist/syncAside.cjs',
  'extension/dist/syncWorker.cjs',
  'extension/dist/takeIn.cjs',
  'extension/dist/importFromTranscripts.cjs',
  'extension/dist/workspaceFile.cjs',
  'extension/dist/agentSetUps.cjs',
  'extension/dist/revisionSurvey.cjs',
  'extension/dist/sharedCopies.cjs',
  'extension/dist/notebookFiles.cjs',
  'extension/dist/reboundCommands.cjs',
  'extension/dist/globMatch.cjs',
  'extension/dist/openPanel.cjs',
  'extension/dist/explainer.cjs',
  'extension/dist/explainCommands.cjs',
  'extension/dist/openHistory.cjs',
  'extension/dist/historySteps.cjs',
  'extension/dist/blameThread.cjs',
  'extension/chatPlugin/.claude-plugin/plugin.json',
  'extension/chatPlugin/hooks/hooks.json',
  'extension/chatPlugin/hook.sh',
  'extension/dist/cli.js',
  'extension/dist/webview/panel.js',
];

/** Host names of package registries; a bundle that carries one has picked up a lock file or a package's metadata. */
const registryHosts = /registry\.npmjs\.org|registry\.yarnpkg\.com|\bnpm\.pkg\.github\.com/;

/** The registry that npm uses on this machine: mirrors have names of their own. */
function ownRegistryHost(): string | null {
  const registry = process.env['npm_config_registry'];
  return registry === undefined ? null : new URL(registry).host;
}

describe('the VSIX', () => {
  let vsixFile: string;
  let files: ReadonlyMap<string, Buffer>;

  before(function () {
    this.timeout(60_000);
    vsixFile = vsixUnderTest();
    files = readZip(vsixFile);
  });

  it('holds what runs and what people read about it, nothing else', () => {
    const strange = [...files.keys()].filter((name) => !allowed.some((pattern) => pattern.test(name)));
    assert.deepEqual(strange, []);
    const missing = needed.filter((name) => !files.has(name));
    assert.deepEqual(missing, []);
  });

  it('is below 1 MB', () => {
    assert.ok(statSync(vsixFile).size < 1_000_000, `${statSync(vsixFile).size} bytes`);
  });

  it('has a main bundle below 250 kB, of which VS Code reads less than 10 kB to activate it', () => {
    const lengthOf = (name: string): number => files.get(name)?.length ?? Number.POSITIVE_INFINITY;
    const activation = lengthOf('extension/dist/extension.cjs');
    const product = lengthOf('extension/dist/product.cjs');
    assert.ok(activation < 10_000, `${activation} bytes`);
    assert.ok(activation + product < 250_000, `${activation + product} bytes`);
  });

  it('has no source maps', () => {
    for (const [name, content] of files) {
      assert.ok(!name.endsWith('.map'), name);
      assert.doesNotMatch(content.toString('latin1'), /\/\/# sourceMappingURL=/, name);
    }
  });

  it('knows nothing of the machine it was built on', () => {
    const ownHost = ownRegistryHost();
    const traces = [projectRoot, os.homedir() === '/' ? null : `${os.homedir()}${path.sep}`, ownHost].filter(
      (trace) => trace !== null,
    );
    for (const [name, content] of files) {
      const text = content.toString('latin1');
      for (const trace of traces) assert.ok(!text.includes(trace), `${name} contains ${trace}`);
      assert.doesNotMatch(text, registryHosts, name);
    }
  });

  it('says the version and the main file that package.json says', () => {
    const manifest: unknown = JSON.parse(files.get('extension/package.json')?.toString('utf8') ?? '{}');
    const ours: unknown = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
    for (const key of ['version', 'main', 'publisher', 'engines']) {
      assert.deepEqual(at(manifest, key), at(ours, key), key);
    }
  });
});

describe('the VSIX for exact edit reasons', () => {
  const readManifest = (file: string): Record<string, unknown> =>
    JSON.parse(readZip(file).get('extension/package.json')?.toString('utf8') ?? '{}') as Record<string, unknown>;

  it('is the usual one but for the proposed API that it declares', function () {
    this.timeout(60_000);
    const usual = vsixUnderTest();
    const exact = packExact();
    const { enabledApiProposals, ...rest } = readManifest(exact);
    assert.deepEqual(enabledApiProposals, ['textDocumentChangeReason']);
    assert.deepEqual(rest, readManifest(usual));
    assert.deepEqual([...readZip(exact).keys()].sort(), [...readZip(usual).keys()].sort());
  });
});

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
