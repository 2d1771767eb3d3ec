import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { HumanError } from './humanError.ts';
import { projectRoot, vsixPath } from './projectPaths.ts';
import { packVsix } from './vsix.ts';

/** Builds the bundles into dist/. Development bundles have source maps, production ones are what people get. */
export function buildBundles(kind: 'development' | 'production'): void {
  const build = spawnSync(
    process.execPath,
    [path.join(projectRoot, 'esbuild.js'), ...(kind === 'production' ? ['--production'] : [])],
    { cwd: projectRoot, encoding: 'utf8' },
  );
  if (build.status !== 0) throw new HumanError(`The build failed:\n${build.stdout}${build.stderr}`);
}

/** Builds the extension as people get it and packs it; returns the VSIX's path. */
export function buildVsix(): string {
  buildBundles('production');
  packVsix(projectRoot, vsixPath);
  return vsixPath;
}
