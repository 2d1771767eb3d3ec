import path from 'node:path';
import { hookProcess } from './hookProcess.ts';

// Both `hook.cjs AGENT` and, as the command line has it, `hook.cjs hook AGENT`.
const [first = '', second = ''] = process.argv.slice(2);
const commandLine = path.join(path.dirname(process.argv[1] ?? ''), 'cli.js');
void hookProcess(first === 'hook' ? second : first, process.env, commandLine);
