import { makeOrigin, unknownOrigin, type Origin, type OriginId, type OriginTable } from '../core/attribution/origin.ts';
import { type CancelSignal, type Git, type Logger } from '../core/ports.ts';
import {
  attestedAuthorOf,
  readAuthorshipLog,
  type AttestedAuthor,
  type AttestedRange,
} from '../core/records/authorshipLog.ts';
import { markOfCommit, type CommitMark } from '../core/records/commitMarks.ts';
import { type EvidenceSummary } from '../core/statistics/evidenceSummary.ts';
import { readObjects } from './gitObjects.ts';

/** The notes ref of the Git AI Standard. */
export const notesRef = 'refs/notes/ai';

interface KnownCommit {
  readonly mark: CommitMark;
  readonly authoredAtSeconds: number;
  readonly author: string;
  /** Object id of its authorship log; null where it has none. */
  readonly noteOid: string | null;
}

/** What a scan of the history needs. */
export interface EvidenceScan {
  readonly git: Git;
  readonly log: Logger;
  /** Where git runs. */
  readonly cwd: string;
  /** The history of this commit is scanned. */
  readonly revision: string;
  /** Commits authored before this day (`YYYY-MM-DD`, UTC) are human; null for no such day. */
  readonly noAiBefore: string | null;
  readonly origins: OriginTable;
  readonly isCutOff: boolean;
}

const fieldsPerCommit = 7;

/**
 * What the history of a revision says about who wrote its lines: one pass over the commits for their marks, one over the list of
 * authorship logs; the logs themselves are read when a commit turns out to own lines.
 */
export class HistoryEvidence {
  readonly #scan: EvidenceScan;
  readonly #commits: ReadonlyMap<string, KnownCommit>;
  readonly #records = new Map<string, ReadonlyMap<string, readonly AttestedRange[]>>();
  readonly #aiBeforeSeconds: number;

  private constructor(scan: EvidenceScan, commits: ReadonlyMap<string, KnownCommit>) {
    this.#scan = scan;
    this.#commits = commits;
    this.#aiBeforeSeconds = scan.noAiBefore === null ? -Infinity : Date.parse(`${scan.noAiBefore}T00:00:00Z`) / 1000;
  }

  /** Scans; null when git failed or was cancelled. */
  static async read(scan: EvidenceScan, signal?: CancelSignal): Promise<HistoryEvidence | null> {
    const [notes, commits] = await Promise.all([listNotes(scan, signal), listCommits(scan, signal)]);
    if (commits === null) return null;
    const known = new Map<string, KnownCommit>();
    for (const [oid, commit] of commits) known.set(oid, { ...commit, noteOid: notes.get(oid) ?? null });
    return new HistoryEvidence(scan, known);
  }

  /** How many commits say what. Each commit counts once, for the strongest thing that it says. */
  summary(): EvidenceSummary {
    const counts = { withRecord: 0, withMark: 0, ofAutomation: 0, beforeAi: 0, unmarked: 0 };
    let oldest = Infinity;
    let oldestAi = Infinity;
    for (const commit of this.#commits.values()) {
      oldest = Math.min(oldest, commit.authoredAtSeconds);
      if (commit.mark.kind === 'ai') oldestAi = Math.min(oldestAi, commit.authoredAtSeconds);
      if (commit.noteOid !== null) counts.withRecord++;
      else if (commit.mark.kind === 'ai') counts.withMark++;
      else if (commit.mark.kind === 'automation') counts.ofAutomation++;
      else if (commit.authoredAtSeconds < this.#aiBeforeSeconds) counts.beforeAi++;
      else counts.unmarked++;
    }
    const dateOf = (seconds: number): string | null =>
      Number.isFinite(seconds) && Math.abs(seconds) < 8e12 ? new Date(seconds * 1000).toISOString() : null;
    return {
      commits: this.#commits.size,
      commitsWithRecord: counts.withRecord,
      commitsWithMark: counts.withMark,
      commitsOfAutomation: counts.ofAutomation,
      commitsBeforeAi: counts.beforeAi,
      commitsUnmarked: counts.unmarked,
      oldestCommitAt: dateOf(oldest),
      oldestAiCommitAt: dateOf(oldestAi),
      isCutOff: this.#scan.isCutOff,
    };
  }

  /** The commits that carry a commit-level AI mark or an authorship log. */
  aiCommits(): readonly string[] {
    return [...this.#commits]
      .filter(([, commit]) => commit.mark.kind === 'ai' || commit.noteOid !== null)
      .map(([oid]) => oid);
  }

  /** Whether a commit belongs to this history. */
  hasCommit(oid: string): boolean {
    return this.#commits.has(oid);
  }

  /** `Name <address>` and the day (`YYYY-MM-DD`, UTC) of a commit; null for one that is not in this history. */
  commitFacts(oid: string): { readonly author: string; readonly day: string } | null {
    const commit = this.#commits.get(oid);
    if (commit === undefined) return null;
    return { author: commit.author, day: new Date(commit.authoredAtSeconds * 1000).toISOString().slice(0, 10) };
  }

  /** Reads the authorship logs of these commits, as far as they have one and it was not read before. False when it failed. */
  async loadRecords(oids: Iterable<string>, signal?: CancelSignal): Promise<boolean> {
    const wanted = new Map<string, string[]>();
    for (const oid of oids) {
      const noteOid = this.#commits.get(oid)?.noteOid;
      if (!noteOid || this.#records.has(oid)) continue;
      wanted.set(noteOid, [...(wanted.get(noteOid) ?? []), oid]);
    }
    const decoder = new TextDecoder();
    return await readObjects(
      this.#scan.git,
      this.#scan.cwd,
      [...wanted.keys()],
      (noteOid, content) => {
        const owners = wanted.get(noteOid) ?? [];
        const { rangesByPath, complaints } = readAuthorshipLog(content === null ? '---' : decoder.decode(content));
        if (content === null || complaints.length > 0) {
          const why = content === null ? 'its object is missing' : complaints.slice(0, 3).join('; ');
          this.#scan.log.warn(`The authorship log of ${owners[0] ?? noteOid}: ${why}`);
        }
        for (const oid of owners) this.#records.set(oid, rangesByPath);
      },
      signal,
    );
  }

  /** Whose a line is that this commit wrote: by its record (load it first), else its mark, else its date. */
  originOf(oid: string, path: string, lineIndex: number): OriginId {
    return this.#scan.origins.intern(this.#originOf(oid, path, lineIndex));
  }

  #originOf(oid: string, path: string, lineIndex: number): Origin {
    const commit = this.#commits.get(oid);
    if (commit === undefined) return unknownOrigin;
    if (commit.noteOid !== null) {
      const ranges = this.#records.get(oid)?.get(path);
      const author = ranges === undefined ? null : attestedAuthorOf(ranges, lineIndex + 1);
      return author === null ? unrecorded : recorded(author);
    }
    const { mark } = commit;
    if (mark.kind === 'ai') {
      return makeOrigin({
        contributor: 'ai',
        evidence: mark.isDeclared ? 'declared' : 'recorded',
        granularity: 'commit',
        source: mark.source,
        agent: mark.agent,
        model: mark.model,
      });
    }
    if (mark.kind === 'automation') return automation;
    return commit.authoredAtSeconds < this.#aiBeforeSeconds ? beforeAi : unmarked;
  }
}

/** A line that its commit's authorship log leaves out. */
const unrecorded = makeOrigin({
  contributor: 'unknown',
  evidence: null,
  source: 'authorship-log',
  granularity: 'line',
});
/** A line of a commit that says nothing. */
const unmarked = makeOrigin({ contributor: 'unknown', evidence: null, source: 'none', granularity: 'commit' });
const automation = makeOrigin({ contributor: 'tool', evidence: 'recorded', source: 'author', granularity: 'commit' });
const beforeAi = makeOrigin({ contributor: 'human', evidence: 'declared', source: 'date', granularity: 'commit' });

function recorded(author: AttestedAuthor): Origin {
  return makeOrigin({
    contributor: author.kind,
    evidence: 'recorded',
    granularity: 'line',
    source: 'authorship-log',
    agent: author.agent,
    model: author.model,
    session: author.session,
  });
}

async function listNotes(scan: EvidenceScan, signal?: CancelSignal): Promise<ReadonlyMap<string, string>> {
  const notes = new Map<string, string>();
  const options = { cwd: scan.cwd, ...(signal === undefined ? {} : { signal }) };
  const exists = await scan.git.run(['rev-parse', '--verify', '--quiet', `${notesRef}^{commit}`], options);
  if (!exists.ok) return notes;
  const listed = await scan.git.run(['notes', `--ref=${notesRef}`, 'list'], options);
  if (!listed.ok) {
    if (listed.reason !== 'cancelled') scan.log.warn(`${notesRef} cannot be read: ${listed.stderr.trim()}`);
    return notes;
  }
  for (const line of new TextDecoder().decode(listed.stdout).split('\n')) {
    const [noteOid, oid] = line.split(' ');
    if (noteOid && oid) notes.set(oid, noteOid);
  }
  return notes;
}

async function listCommits(
  scan: EvidenceScan,
  signal?: CancelSignal,
): Promise<ReadonlyMap<string, Omit<KnownCommit, 'noteOid'>> | null> {
  const commits = new Map<string, Omit<KnownCommit, 'noteOid'>>();
  const decoder = new TextDecoder();
  let fields: string[] = [];
  let rest = '';
  const take = (field: string): void => {
    fields.push(field);
    if (fields.length < fieldsPerCommit) return;
    const [
      oid = '',
      authorName = '',
      authorAddress = '',
      committerName = '',
      committerAddress = '',
      at = '',
      message = '',
    ] = fields;
    fields = [];
    const authoredAtSeconds = Number(at);
    const facts = { authorName, authorAddress, committerName, committerAddress, authoredAtSeconds, message };
    commits.set(oid.trim(), {
      mark: markOfCommit(facts),
      authoredAtSeconds,
      author: `${authorName} <${authorAddress}>`,
    });
  };
  const result = await scan.git.run(
    [
      'log',
      '-z',
      '--no-show-signature',
      '--no-notes',
      '--format=tformat:%H%x00%an%x00%ae%x00%cn%x00%ce%x00%at%x00%B',
      scan.revision,
      '--',
    ],
    {
      cwd: scan.cwd,
      ...(signal === undefined ? {} : { signal }),
      onStdout: (chunk) => {
        const parts = (rest + decoder.decode(chunk, { stream: true })).split('\0');
        rest = parts.pop() ?? '';
        for (const part of parts) take(part);
      },
    },
  );
  return result.ok ? commits : null;
}
