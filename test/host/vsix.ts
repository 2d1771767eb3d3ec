import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { HumanError } from './humanError.ts';
import { projectRoot } from './projectPaths.ts';

const vsce = path.join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');

/**
 * Packs the extension in `folder` into `vsixFile`. Its dependencies are not packed: what runs was bundled. Throws
 * {@link HumanError} with vsce's words if it refuses.
 */
export function packVsix(folder: string, vsixFile: string): void {
  mkdirSync(path.dirname(vsixFile), { recursive: true });
  const packing = spawnSync(
    process.execPath,
    [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsixFile],
    { cwd: folder, encoding: 'utf8' },
  );
  if (packing.status === 0) return;
  throw new HumanError(`vsce could not package ${folder}:\n${packing.stdout}${packing.stderr}`);
}
