import path from 'node:path';
import { hookCallOf, hookProcess } from './hookProcess.ts';

// Both `hook.cjs AGENT` and, as the command line has it, `hook.cjs hook AGENT`; behind it the word of a launcher that keeps the payload.
const [first = '', ...words] = process.argv.slice(2);
const commandLine = path.join(path.dirname(process.argv[1] ?? ''), 'cli.js');
void hookProcess(hookCallOf(first === 'hook' ? words : [first, ...words]), process.env, commandLine).then((code) =>
  process.exit(code),
);
