import path from 'node:path';
import process from 'node:process';
import { editorDataVariable } from '../../src/platform/ledger/location.ts';
import { cacheFolder, fromWhereThePersonStands } from './projectPaths.ts';

process.chdir(fromWhereThePersonStands('.'));
// The editors of `npm start` keep the ledgers of folders without git in profiles of their own.
const profiles = ['profile', 'desktop-profile'].map((name) => path.join(cacheFolder, name, 'data'));
const named = process.env[editorDataVariable];
process.env[editorDataVariable] = [...profiles, ...(named === undefined ? [] : [named])].join(path.delimiter);
await import('../../src/cli/main.ts');
