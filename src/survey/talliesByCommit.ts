import { blankLine } from '../core/attribution/lineAttribution.ts';
import { type OriginId, type OriginTable } from '../core/attribution/origin.ts';
import { facetsOfPath } from '../core/statistics/languages.ts';
import { type Tally } from '../core/statistics/tally.ts';
import { linesOfFile, type FileHistory } from './fileTally.ts';
import { type HistoryEvidence } from './historyEvidence.ts';

/**
 * Counts the lines of a file at a revision by the day and the author of the commits that wrote them: one tally for each of these. They sum to what
 * `tallyOfLines` counts.
 */
export function talliesByCommit(
  path: string,
  ofFile: FileHistory,
  evidence: Pick<HistoryEvidence, 'commitFacts'>,
  origins: OriginTable,
): readonly Tally[] {
  const { originIds } = linesOfFile(ofFile.text, null, ofFile, origins);
  const found = new Map<string, Tally & { readonly countByOrigin: Map<OriginId, number> }>();
  for (const { commit, lineIndex, lineCount } of ofFile.pieces) {
    const facts = evidence.commitFacts(commit);
    const key = facts === null ? '' : `${facts.day} ${facts.author}`;
    for (let index = lineIndex; index < lineIndex + lineCount; index++) {
      const originId = originIds[index] ?? blankLine;
      if (originId === blankLine) continue;
      let tally = found.get(key);
      if (tally === undefined) {
        const { language, kind } = facetsOfPath(path);
        const [day, author] = [facts?.day ?? null, facts?.author ?? null];
        tally = { path, language, kind, day, author, countByOrigin: new Map(), mixedLines: 0 };
        found.set(key, tally);
      }
      tally.countByOrigin.set(originId, (tally.countByOrigin.get(originId) ?? 0) + 1);
    }
  }
  return [...found.values()];
}
