import process from 'node:process';
import { nameEditorData } from './editorData.ts';
import { fromWhereThePersonStands } from './projectPaths.ts';

process.chdir(fromWhereThePersonStands('.'));
nameEditorData(process.env);
await import('../../src/cli/main.ts');
