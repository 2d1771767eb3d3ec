import { createHash } from 'node:crypto';
import { type FileSystem, type Git } from '../core/ports.ts';
import { notesRef } from './noteList.ts';
import { type TraceTable } from './traceTable.ts';

/** All that an answer from history depends on: while it is the same, nothing has to be read again. */
export interface HistoryState {
  /** Full object id of the commit that HEAD names; null without commits. */
  readonly head: string | null;
  /** What the ref of the authorship logs names; null without one. */
  readonly notes: string | null;
  /**
   * Stands for everything that gives commits other parents than they were made with: a shallow clone's end, replaced objects, grafts. `''` where there is
   * none of it, which is nearly everywhere.
   */
  readonly shape: string;
  readonly traces: TraceTable;
}

/** Larger lists of cut-off commits than this do not occur. */
const maxListBytes = 64 * 1024 * 1024;

/** Reads the state of a repository: two git processes that read refs, and some files. */
export async function readHistoryState(
  git: Git,
  files: FileSystem,
  root: string,
  commonDir: string,
  readTraces: () => Promise<TraceTable>,
): Promise<HistoryState> {
  const [head, refs, shallow, grafts, traces] = await Promise.all([
    git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD^{commit}'], { cwd: root }),
    git.run(['for-each-ref', '--format=%(objectname) %(refname)', notesRef, 'refs/replace/'], { cwd: root }),
    files.readFile(`${commonDir}/shallow`, maxListBytes),
    files.readFile(`${commonDir}/info/grafts`, maxListBytes),
    readTraces(),
  ]);
  const lines = refs.ok ? new TextDecoder().decode(refs.stdout).trim().split('\n') : [];
  const replaced = lines.filter((line) => line.includes(' refs/replace/'));
  const hash = createHash('sha1');
  let isPlain = true;
  for (const part of [
    replaced.join('\n'),
    ...[shallow, grafts].map((read) => (read.ok ? Buffer.from(read.bytes) : '')),
  ]) {
    if (part.length > 0) isPlain = false;
    hash.update(`${part.length} `).update(part);
  }
  return {
    head: head.ok ? new TextDecoder().decode(head.stdout).trim() : null,
    notes: lines.find((line) => line.endsWith(` ${notesRef}`))?.split(' ')[0] ?? null,
    shape: isPlain ? '' : hash.digest('hex'),
    traces,
  };
}
