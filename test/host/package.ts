import { statSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from './humanError.ts';
import { projectRoot, vsixPath } from './projectPaths.ts';
import { packVsix } from './vsix.ts';

// `npm run package`: what is in dist/ becomes the VSIX; npm has built it just before.
await runProgram(() => {
  packVsix(projectRoot, vsixPath);
  console.log(`${path.relative(projectRoot, vsixPath)}, ${(statSync(vsixPath).size / 1000).toFixed(0)} kB`);
  return Promise.resolve(0);
});
