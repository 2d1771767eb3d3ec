import { type RecordedLines } from '../core/records/agentTraceWriter.ts';
import { readAuthorshipLog } from '../core/records/authorshipLog.ts';
import { type CancelSignal, type Git, type Logger } from '../core/ports.ts';
import { readObjects } from './gitObjects.ts';
import { listNotes, notesRef } from './noteList.ts';

/** Where records are read. */
export interface RecordPlace {
  readonly git: Git;
  readonly cwd: string;
  readonly log: Logger;
}

const decoder = new TextDecoder();

/**
 * Gives the authorship logs of a revision's history one by one, the oldest commit first; commits without a log are left out. Four git processes, however
 * many commits there are. False when git failed (a revision that does not exist) or was cancelled.
 */
export async function readRecordedLines(
  { git, cwd, log }: RecordPlace,
  revision: string,
  onCommit: (commit: RecordedLines) => void,
  signal?: CancelSignal,
): Promise<boolean> {
  const options = { cwd, ...(signal === undefined ? {} : { signal }) };
  const tip = await git.run(['rev-parse', '--verify', '--quiet', notesRef], options);
  const notes = await listNotes({ git, cwd, log }, tip.ok ? decoder.decode(tip.stdout).trim() : null, signal);
  const listed = await git.run(
    ['rev-list', '--topo-order', '--reverse', '--timestamp', '--end-of-options', revision, '--'],
    options,
  );
  if (!listed.ok) return false;
  const commits: { readonly oid: string; readonly committedAtSeconds: number; readonly noteOid: string }[] = [];
  for (const line of decoder.decode(listed.stdout).split('\n')) {
    const [at = '', oid = ''] = line.split(' ');
    const noteOid = notes.get(oid);
    if (noteOid !== undefined) commits.push({ oid, committedAtSeconds: Number(at), noteOid });
  }
  let next = 0;
  return await readObjects(
    git,
    cwd,
    commits.map(({ noteOid }) => noteOid),
    (_, content) => {
      const commit = commits[next++];
      if (commit === undefined) return;
      const { oid, committedAtSeconds } = commit;
      const { rangesByPath, complaints } = readAuthorshipLog(content === null ? '---\n{}' : decoder.decode(content));
      if (content === null) log.warn(`The authorship log of ${oid}: its object is missing`);
      else if (complaints.length > 0) log.warn(`The authorship log of ${oid}: ${complaints.slice(0, 3).join('; ')}`);
      onCommit({ oid, committedAtSeconds, rangesByPath });
    },
    signal,
  );
}
