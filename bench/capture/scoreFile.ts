import { contributors, type Contributor } from '../../src/core/attribution/origin.ts';
import { type Figure } from '../report.ts';
import { judge } from './judgement.ts';
import { replay, type Confusion } from './replay.ts';
import { type Session } from './sessions.ts';

/** What another tool says of one text as it stood at the end of a session, or when it was closed. */
interface Scored {
  readonly session: string;
  readonly document: string;
  /** Pairs of a length in UTF-16 code units and a contributor; they cover the text. */
  readonly runs?: readonly (readonly [number, Contributor])[];
  /** A contributor for each line. */
  readonly lines?: readonly Contributor[];
}

function readLine(line: string): Scored {
  const scored: unknown = JSON.parse(line);
  if (typeof scored !== 'object' || scored === null || !('session' in scored) || !('document' in scored)) {
    throw new Error(`Each line names a session and a document: ${line.slice(0, 80)}`);
  }
  return scored as Scored;
}

function perCodeUnit(scored: Scored, text: string): readonly Contributor[] {
  const check = (who: Contributor): Contributor => {
    if (!contributors.includes(who)) throw new Error(`${who} is no contributor; they are ${contributors.join(', ')}`);
    return who;
  };
  if (scored.runs !== undefined) {
    const units = scored.runs.flatMap(([length, who]) => Array.from({ length }, () => check(who)));
    if (units.length !== text.length) {
      throw new Error(`${scored.session} ${scored.document}: runs cover ${units.length} of ${text.length} code units`);
    }
    return units;
  }
  const lines = scored.lines ?? [];
  const split = text.split(/(?<=\n)/);
  return split.flatMap((line, index) => Array.from(line.split(''), () => check(lines[index] ?? 'unknown')));
}

/** Scores a file of JSON lines; see test/fixtures/sessions/README.md. Throws with a sentence where the file is not as it should be. */
export async function scoreFile(text: string, sessions: readonly Session[]): Promise<Record<string, Figure>> {
  const confusion: Confusion = new Map();
  let documents = 0;
  const truths = new Map<string, ReadonlyMap<string, { readonly text: string; readonly labels: string }>>();
  for (const scored of text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(readLine)) {
    const session = sessions.find((one) => one.name === scored.session);
    if (session === undefined) throw new Error(`There is no session ${scored.session}`);
    const finalTexts =
      truths.get(session.name) ?? (await replay(session.entries, { isExact: true, countsInferred: false })).finalTexts;
    truths.set(session.name, finalTexts);
    const truth = finalTexts.get(scored.document);
    if (truth === undefined) throw new Error(`${scored.session} has no ${scored.document}`);
    perCodeUnit(scored, truth.text).forEach((who, at) => {
      const key = `${truth.labels[at] ?? 'b'}>${who}`;
      confusion.set(key, (confusion.get(key) ?? 0) + 1);
    });
    documents++;
  }
  const { shares, counted } = judge(confusion);
  const ratio = (value: number): Figure => ({ value, unit: 'ratio' });
  return {
    'scored.documents': { value: documents, unit: 'documents' },
    'scored.characters': { value: counted, unit: 'characters' },
    'scored.wrongAi': ratio(shares.wrongAi),
    'scored.wrongHuman': ratio(shares.wrongHuman),
    'scored.wrongTool': ratio(shares.wrongTool),
    'scored.unknown': ratio(shares.unknown),
    'scored.unknownOfAi': ratio(shares.unknownOfAi),
  };
}
