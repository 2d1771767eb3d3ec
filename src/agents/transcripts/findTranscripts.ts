import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type TranscriptFormat } from './transcript.ts';

/** A transcript on this machine, found by its name; nothing of it was read. */
export interface FoundTranscript {
  readonly format: TranscriptFormat;
  /** Absolute. */
  readonly file: string;
}

/** The transcripts of an agent that were written to since a time (Unix milliseconds; null for all). Opens none of them, follows no link. */
export function findTranscripts(
  format: TranscriptFormat,
  home: string,
  env: Readonly<Record<string, string | undefined>>,
  sinceMs: number | null,
): readonly FoundTranscript[] {
  const folder = format.folder(home, env);
  const found: FoundTranscript[] = [];
  for (const entry of entriesOf(folder)) {
    const file = path.join(entry.parentPath, entry.name);
    const relativePath = path.relative(folder, file).split(path.sep).join('/');
    if (!entry.isFile() || !format.isTranscript(relativePath)) continue;
    // A database beside a log of its own is older than what it holds.
    const isLogged = file.endsWith('.db');
    if (sinceMs === null || isLogged || (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= sinceMs)
      found.push({ format, file });
  }
  return found;
}

function entriesOf(folder: string): ReturnType<typeof listed> {
  try {
    return listed(folder);
  } catch {
    // No such folder: the agent was never here.
    return [];
  }
}

function listed(folder: string) {
  return readdirSync(folder, { recursive: true, withFileTypes: true });
}
