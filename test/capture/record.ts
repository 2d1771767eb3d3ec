/**
 * Records the scripted sessions anew: `node test/capture/record.ts [--grep NAME] [--out FOLDER]`. Opens a VS Code of its own in a headless
 * browser, loads the extension under development and `test/fixtures/players`, and drives it by keys, mouse and commands.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildBundles } from '../host/build.ts';
import { ensureCodeServer } from '../host/codeServer.ts';
import { runInExtensionHost } from '../host/extensionHost.ts';
import { runProgram } from '../host/humanError.ts';
import { installFolder, openProfile, quietSettings } from '../host/profile.ts';
import { projectRoot } from '../host/projectPaths.ts';
import { commitFiles, gitEnvironment, initRepository } from '../host/scratchFolder.ts';
import { makeTemporaryFolder } from '../host/temporaryFolder.ts';
import { bundleSuite } from '../integration/suiteBundle.ts';

const recordingTakesAtMostMs = 25 * 60_000;

await runProgram(async () => {
  const { values } = parseArgs({ options: { grep: { type: 'string' }, out: { type: 'string' } } });
  const out = path.resolve(values.out ?? path.join(projectRoot, 'test', 'fixtures', 'sessions'));
  mkdirSync(out, { recursive: true });
  const scratch = makeTemporaryFolder('acs-r-');
  const suiteFile = path.join(projectRoot, 'out', 'capture', 'index.cjs');
  buildBundles('development');
  await bundleSuite(path.join(import.meta.dirname, 'suite'), suiteFile);
  const workspace = path.join(scratch.path, 'workspace');
  initRepository(workspace);
  commitFiles(workspace, { 'README.md': 'A folder to record in.\n' }, 'Begin');
  const profile = openProfile(path.join(scratch.path, 'profile'), {
    ...quietSettings,
    'editor.minimap.enabled': false,
    'git.enabled': false,
  });
  installFolder(profile, path.join(projectRoot, 'test', 'fixtures', 'players'));
  try {
    return await runInExtensionHost(await ensureCodeServer(), {
      extensionFolder: projectRoot,
      suiteFile,
      place: { folder: workspace },
      profile,
      environment: {
        ...gitEnvironment,
        CAPTURE_OUT: out,
        ...(values.grep === undefined ? {} : { MOCHA_GREP: values.grep }),
      },
      timeoutMs: recordingTakesAtMostMs,
      onLine: (line) => console.log(line),
    });
  } finally {
    await scratch.remove();
  }
});
