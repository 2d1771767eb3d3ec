import {
  chmodSync,
  existsSync,
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

function read(file: string): string | null | undefined {
  try {
    const bytes = readFileSync(file);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return existsSync(file) ? undefined : null;
  }
}

/** The real files. */
export const machineFiles: SetUpFiles = {
  exists: existsSync,
  read,
  write: writeWhole,
  remove: (file) => rmSync(file, { force: true }),
};
