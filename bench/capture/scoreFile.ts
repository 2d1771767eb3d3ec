import { type Figure } from '../report.ts';
import { judge } from './judgement.ts';
import { replay, type Confusion, type Replayed } from './replay.ts';
import { perCodeUnit, readScoredText } from './scoredText.ts';
import { type Session } from './sessions.ts';

/**
 * Scores a file of JSON lines; see test/fixtures/sessions/README.md. Throws a sentence with the number of the line where one is not as it
 * should be, names what is not recorded, or scores a text again.
 */
export async function scoreFile(text: string, sessions: readonly Session[]): Promise<Record<string, Figure>> {
  const confusion: Confusion = new Map();
  const truths = new Map<string, Replayed['finalTexts']>();
  const seen = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      await scoreLine(line, sessions, { confusion, truths, seen });
    } catch (error) {
      throw new Error(`Line ${index + 1}: ${error instanceof Error ? error.message : String(error)}.`, {
        cause: error,
      });
    }
  }
  if (seen.size === 0) throw new Error('The file scores no text.');
  const { shares, counted } = judge(confusion);
  const ratio = (value: number): Figure => ({ value, unit: 'ratio' });
  return {
    'scored.documents': { value: seen.size, unit: 'documents' },
    'scored.characters': { value: counted, unit: 'characters' },
    'scored.wrongAi': ratio(shares.wrongAi),
    'scored.wrongHuman': ratio(shares.wrongHuman),
    'scored.wrongTool': ratio(shares.wrongTool),
    'scored.unknown': ratio(shares.unknown),
    'scored.unknownOfAi': ratio(shares.unknownOfAi),
  };
}

interface Scoring {
  readonly confusion: Confusion;
  readonly truths: Map<string, Replayed['finalTexts']>;
  readonly seen: Set<string>;
}

async function scoreLine(
  line: string,
  sessions: readonly Session[],
  { confusion, truths, seen }: Scoring,
): Promise<void> {
  const scored = readScoredText(line);
  const session = sessions.find((one) => one.name === scored.session);
  if (session === undefined) {
    throw new Error(`there is no session "${scored.session}"; they are ${sessions.map((one) => one.name).join(', ')}`);
  }
  const finalTexts =
    truths.get(session.name) ?? (await replay(session.entries, { isExact: true, countsInferred: false })).finalTexts;
  truths.set(session.name, finalTexts);
  const truth = finalTexts.get(scored.document);
  if (truth === undefined) {
    throw new Error(`${session.name} has no "${scored.document}"; it has ${[...finalTexts.keys()].join(', ')}`);
  }
  const name = `${session.name} ${scored.document}`;
  if (seen.has(name)) throw new Error(`${name} was scored before`);
  seen.add(name);
  perCodeUnit(scored, truth.text).forEach((who, at) => {
    const key = `${truth.labels[at] ?? 'b'}>${who}`;
    confusion.set(key, (confusion.get(key) ?? 0) + 1);
  });
}
