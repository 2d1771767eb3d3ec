import { type Survey } from '../../../src/survey/survey.ts';
import { linesOf as blamedLines } from '../survey/scene.ts';
import { type OnRecord } from './onRecord.ts';
import { type WriterOf } from './writer.ts';

/** What was found of the lines of a revision, or of the work tree. */
export interface Verdict {
  readonly lines: number;
  /** Lines that are said to be of AI and are not, or of people and are not. */
  readonly wrong: readonly string[];
  /** Lines whose writer is on record ({@link OnRecord}) and not known any more. */
  readonly lost: readonly UnknownLine[];
  /** Lines whose writer was watched, and of which no record is left. */
  readonly gone: readonly UnknownLine[];
}

/** A line that is unknown though somebody watched it being written. */
export interface UnknownLine {
  /** Where it is and what it says. */
  readonly what: string;
  /** The commit that added it; null for a line that none has. */
  readonly commit: string | null;
  /** See {@link OnRecord.whyGone}. */
  readonly why: string | null;
}

/** What every line of these files is said to be, against who wrote it. */
export async function judgeLines(
  survey: Survey,
  revision: string | null,
  files: ReadonlyMap<string, readonly string[]>,
  writerOf: WriterOf,
  record: OnRecord,
): Promise<Verdict> {
  const wrong: string[] = [];
  const unknown: UnknownLine[] = [];
  let count = 0;
  for (const [file, lines] of files) {
    const said = lines.join('') === '' ? [] : await blamedLines(survey, file, revision);
    said.forEach(({ contributor, commit }, index) => {
      const text = lines[index] ?? '';
      const line = text.trim().replaceAll(/\s+/g, ' ');
      const writer = writerOf(line);
      if (text === '' || writer === undefined) return;
      count++;
      if (contributor === writer) return;
      const what = `${file}:${index + 1} is of ${writer} and said to be ${contributor}: ${line}`;
      if (contributor !== 'unknown') wrong.push(what);
      else if (writer !== 'elsewhere') unknown.push({ what, commit, why: record.whyGone(line) });
    });
  }
  const lost = unknown.filter(({ why }) => why === null);
  return { lines: count, wrong, lost, gone: unknown.filter(({ why }) => why !== null) };
}
