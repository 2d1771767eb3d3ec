import process from 'node:process';
import { fromWhereThePersonStands } from './projectPaths.ts';

process.chdir(fromWhereThePersonStands('.'));
await import('../../src/cli/main.ts');
