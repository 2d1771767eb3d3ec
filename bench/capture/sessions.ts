import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readRecording, type Entry } from '../../test/capture/recording.ts';

/** One recording. */
export interface Session {
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** The recordings of a folder, by name. Throws where there is none: a benchmark of nothing would be perfect. */
export function readSessions(folder: string): readonly Session[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort();
  if (files.length === 0) throw new Error(`There are no recordings in ${folder}`);
  return files.map((file) => ({
    name: path.basename(file, '.jsonl'),
    entries: readRecording(readFileSync(path.join(folder, file), 'utf8')),
  }));
}
