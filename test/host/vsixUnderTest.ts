import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildVsix } from './build.ts';
import { HumanError } from './humanError.ts';
import { projectRoot } from './projectPaths.ts';
import { makeTemporaryFolder } from './temporaryFolder.ts';
import { packVsix } from './vsix.ts';

/** The environment variable that names a VSIX which was just built, so that it is not built again. */
export const vsixVariable = 'AI_CODE_SHARE_TEST_VSIX';

let built: string | undefined;
let suggester: string | undefined;

/** The extension as people get it; built at the first call unless the environment names a fresh one. */
export function vsixUnderTest(): string {
  const named = process.env[vsixVariable];
  if (named === undefined) return (built ??= buildVsix());
  if (!existsSync(named)) throw new HumanError(`${vsixVariable} names ${named}, which is not there.`);
  return named;
}

/** A small extension that offers one fixed inline suggestion: test/fixtures/suggester. */
export function suggesterVsix(): string {
  if (suggester !== undefined) return suggester;
  suggester = path.join(makeTemporaryFolder('acs-v-').path, 'suggester.vsix');
  packVsix(path.join(projectRoot, 'test', 'fixtures', 'suggester'), suggester);
  return suggester;
}
