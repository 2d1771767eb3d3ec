import { ensureCodeServer } from './codeServer.ts';
import { runProgram } from './humanError.ts';

// Run beside the steps of `npm test` that need no VS Code, so that it is there when the first one does that needs it.

await runProgram(async () => {
  await ensureCodeServer();
  return 0;
});
