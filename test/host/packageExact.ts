import { statSync } from 'node:fs';
import path from 'node:path';
import { packExact } from './exactVsix.ts';
import { runProgram } from './humanError.ts';
import { projectRoot } from './projectPaths.ts';

// `npm run package:exact`: what is in dist/ becomes a second VSIX; npm has built it just before.
await runProgram(() => {
  const file = packExact();
  console.log(`${path.relative(projectRoot, file)}, ${(statSync(file).size / 1000).toFixed(0)} kB`);
  return Promise.resolve(0);
});
