import {
  baselineOriginId,
  makeOrigin,
  OriginTable,
  type Origin,
  type OriginId,
} from '../../core/attribution/origin.ts';
import { type AttestedRange, type KeyedRange, type Records } from '../../core/records/authorshipLog.ts';
import { flattenRanges, rangesOfLines } from '../../core/records/attestedLines.ts';
import { writeAuthorshipLog } from '../../core/records/authorshipLogWriter.ts';
import { type Run } from '../../core/attribution/run.ts';
import { claimOfKey, claimOfOrigin, type LogClaim } from './logKeys.ts';
import { type LinedText } from './linedText.ts';

/** What the lines of one file of a commit are known to be: one entry a line, null where a log is to say nothing. */
export type FileOrigins = ReadonlyMap<string, readonly (OriginId | null)[]>;

/**
 * The origins of one run: those of the ledger, and the keys of logs that are there already, which stand for themselves. Ids are of
 * {@link origins} and not of the ledger.
 */
export class Claims {
  readonly origins = new OriginTable();
  readonly #claims = new Map<OriginId, LogClaim | null>();
  /** Own ids by those of the ledger: there is one. */
  readonly #ofLedger = new Map<OriginId, OriginId>();

  /** Runs of the ledger in ids of {@link origins}. */
  ofLedger(runs: readonly Run[], ledgerOrigins: OriginTable): readonly Run[] {
    return runs.map(({ utf16Length, originId }) => {
      let own = this.#ofLedger.get(originId);
      if (own === undefined) {
        own = this.origins.intern(ledgerOrigins.get(originId));
        this.#ofLedger.set(originId, own);
      }
      return { utf16Length, originId: own };
    });
  }

  /** The origins of a file as a log describes it. Lines that the log leaves out are unknown. */
  ofLog(lined: LinedText, ranges: readonly AttestedRange[], metadata: Records): readonly Run[] {
    const kinds = new Map(ranges.map((range) => [range.key, range.author.kind]));
    const byLine: (OriginId | null)[] = [];
    for (const { firstLineNumber, lastLineNumber, key } of flattenRanges(ranges)) {
      const originId = this.#ofKey(key, kinds.get(key) ?? 'ai', metadata);
      const end = Math.min(lastLineNumber, lined.starts.length);
      for (let lineNumber = firstLineNumber; lineNumber <= end; lineNumber++) byLine[lineNumber - 1] = originId;
    }
    return runsOfLines(lined, byLine);
  }

  /** The text of the log that says this of a commit; null where there is nothing to say. `person` is `Name <address>` of whoever sits at this machine. */
  logOf(
    files: FileOrigins,
    commitOid: string,
    person: string,
  ): { readonly text: string; readonly complaints: readonly string[] } | null {
    const rangesByPath = new Map<string, readonly KeyedRange[]>();
    const records: Record<'prompts' | 'humans' | 'sessions', Map<string, Records>> = {
      prompts: new Map(),
      humans: new Map(),
      sessions: new Map(),
    };
    for (const [path, originIds] of files) {
      const keys = originIds.map((originId) => {
        const claim = originId === null ? null : this.#claimOf(originId, person);
        if (claim?.record) records[claim.record.map].set(claim.record.id, claim.record.value);
        return claim?.key ?? null;
      });
      const ranges = rangesOfLines(keys);
      if (ranges.length > 0) rangesByPath.set(path, ranges);
    }
    if (rangesByPath.size === 0) return null;
    return writeAuthorshipLog({
      rangesByPath,
      metadata: {
        base_commit_sha: commitOid,
        prompts: Object.fromEntries(records.prompts),
        ...(records.humans.size === 0 ? {} : { humans: Object.fromEntries(records.humans) }),
        ...(records.sessions.size === 0 ? {} : { sessions: Object.fromEntries(records.sessions) }),
      },
    });
  }

  /** Whether a log says something of a line with this origin. `person` as in {@link logOf}. */
  isClaimed(originId: OriginId | null, person: string): boolean {
    return originId !== null && this.#claimOf(originId, person) !== null;
  }

  #ofKey(key: string, kind: 'ai' | 'human', metadata: Records): OriginId {
    const origin: Origin = makeOrigin({
      contributor: kind,
      evidence: 'recorded',
      granularity: 'line',
      source: 'authorship-log',
      // Keys are told apart here; no origin of a ledger has the same text in both.
      session: key,
      commit: key,
    });
    const originId = this.origins.intern(origin);
    if (!this.#claims.get(originId)?.record) this.#claims.set(originId, claimOfKey(key, metadata));
    return originId;
  }

  #claimOf(originId: OriginId, person: string): LogClaim | null {
    const known = this.#claims.get(originId);
    if (known !== undefined) return known;
    const claim = claimOfOrigin(this.origins.get(originId), person);
    this.#claims.set(originId, claim);
    return claim;
  }
}

/** A text whose lines have these origins; lines without one are unknown. */
export function runsOfLines(lined: LinedText, originIds: readonly (OriginId | null | undefined)[]): readonly Run[] {
  const runs: Run[] = [];
  lined.starts.forEach((start, lineIndex) => {
    const originId = originIds[lineIndex] ?? baselineOriginId;
    const utf16Length = lined.endOf(lineIndex) - start;
    const last = runs.at(-1);
    if (last?.originId === originId) runs[runs.length - 1] = { originId, utf16Length: last.utf16Length + utf16Length };
    else runs.push({ originId, utf16Length });
  });
  return runs;
}
