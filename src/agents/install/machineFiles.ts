import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type SetUpFiles } from './machine.ts';

const modeOf = { settings: 0o644, private: 0o600, program: 0o755 } as const;

/** Writes a file whole or not at all. A file that is there keeps its mode, and a link stays a link: people keep their settings elsewhere. */
function writeWhole(file: string, text: string, kind: keyof typeof modeOf): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const target = existsSync(file) ? realpathSync(file) : file;
  const temporary = `${target}.${process.pid}.tmp`;
  const mode = kind === 'settings' ? (statSync(target, { throwIfNoEntry: false })?.mode ?? modeOf[kind]) : modeOf[kind];
  writeFileSync(temporary, text, { mode });
  chmodSync(temporary, mode);
  renameSync(temporary, target);
}

const anyWriteBit = 0o222;

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    // Root may write what nobody may.
    return (statSync(file).mode & anyWriteBit) !== 0;
  } catch {
    return false;
  }
}

function writeProblem(file: string): string | null {
  if (!existsSync(file) && lstatSync(file, { throwIfNoEntry: false }) !== undefined) return 'it is a link to nothing';
  const target = existsSync(file) ? realpathSync(file) : file;
  if (target !== file && !isWritable(target)) return `it is a link to ${target}, which is write-protected`;
  if (existsSync(target) && !isWritable(target)) return 'it is write-protected';
  let folder = path.dirname(target);
  while (!existsSync(folder) && folder !== path.dirname(folder)) folder = path.dirname(folder);
  return isWritable(folder) ? null : `its folder ${folder} is write-protected`;
}

function read(file: string): string | null | undefined {
  try {
    const bytes = readFileSync(file);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return lstatSync(file, { throwIfNoEntry: false }) === undefined ? null : undefined;
  }
}

/** The real files. */
export const machineFiles: SetUpFiles = {
  exists: existsSync,
  read,
  writeProblem,
  write: writeWhole,
  remove: (file) => rmSync(file, { force: true }),
};
