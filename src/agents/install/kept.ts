import path from 'node:path';
import { fieldsOf } from '../payload.ts';
import { type Machine } from './machine.ts';

/** A file as it was without us, and as we left it: who has not touched it since gets back exactly what was there. */
export interface Kept {
  /** Null for a file that was not there. */
  readonly before: string | null;
  readonly after: string;
}

/** Where what was there before is kept. */
export const keptFile = (dataFolder: string): string => path.join(dataFolder, 'settings-before.json');

/** What is kept, by the files' absolute paths. */
export function readKept({ files, dataFolder }: Machine): Readonly<Record<string, Kept>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(files.read(keptFile(dataFolder)) ?? '{}');
  } catch {
    return {};
  }
  return Object.fromEntries(
    Object.entries(fieldsOf(parsed) ?? {}).flatMap(([file, value]) => {
      const [before, after] = [fieldsOf(value)?.['before'], fieldsOf(value)?.['after']];
      const isText = (before === null || typeof before === 'string') && typeof after === 'string';
      return isText ? [[file, { before, after }] as const] : [];
    }),
  );
}

/** Keeps this, or forgets a file's with null. */
export function writeKept(machine: Machine, file: string, kept: Kept | null): void {
  const others = Object.entries(readKept(machine)).filter(([one]) => one !== file);
  const all = Object.fromEntries(kept === null ? others : [...others, [file, kept] as const]);
  const where = keptFile(machine.dataFolder);
  if (Object.keys(all).length === 0) machine.files.remove(where);
  else machine.files.write(where, `${JSON.stringify(all)}\n`, 'private');
}
