import path from 'node:path';
import { editorDataVariable } from '../../src/platform/ledger/location.ts';
import { cacheFolder } from './projectPaths.ts';

/** Tells the command line of the editors of `npm start`, which keep the ledgers of folders without git in profiles of their own. */
export function nameEditorData(env: NodeJS.ProcessEnv): void {
  const profiles = ['profile', 'desktop-profile'].map((name) => path.join(cacheFolder, name, 'data'));
  const named = env[editorDataVariable];
  env[editorDataVariable] = [...profiles, ...(named === undefined ? [] : [named])].join(path.delimiter);
}
