import { contributors, type Contributor } from '../../src/core/attribution/origin.ts';

/** What another tool says of one text as it stood at the end of a session, or when it was closed. */
export interface ScoredText {
  readonly session: string;
  readonly document: string;
  /** Pairs of a length in UTF-16 code units and a contributor that cover the text, or a contributor for each line. */
  readonly parts:
    | { readonly by: 'runs'; readonly runs: readonly (readonly [number, Contributor])[] }
    | { readonly by: 'lines'; readonly lines: readonly Contributor[] };
}

const isContributor = (value: unknown): value is Contributor =>
  contributors.some((contributor) => contributor === value);

const fields = ['session', 'document', 'runs', 'lines'];

/** Reads one line of the file. Throws a sentence that names what is wrong with it. */
export function readScoredText(line: string): ScoredText {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new Error(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it is no JSON object');
  const given = new Map<string, unknown>(Object.entries(value));
  const strange = [...given.keys()].find((name) => !fields.includes(name));
  if (strange !== undefined) throw new Error(`"${strange}" is no field; the fields are ${fields.join(', ')}`);
  const [session, document] = [given.get('session'), given.get('document')];
  if (typeof session !== 'string') throw new Error('"session" must be the name of a session');
  if (typeof document !== 'string') throw new Error('"document" must be the URI of a document');
  if (given.has('runs') === given.has('lines')) throw new Error('it must have either "runs" or "lines"');
  return { session, document, parts: given.has('runs') ? runsOf(given.get('runs')) : linesOf(given.get('lines')) };
}

function checkContributor(value: unknown, where: string): Contributor {
  if (isContributor(value)) return value;
  throw new Error(`${where}: ${JSON.stringify(value)} is no contributor; they are ${contributors.join(', ')}`);
}

function runsOf(value: unknown): ScoredText['parts'] {
  if (!Array.isArray(value)) throw new Error('"runs" must be an array of [length, contributor]');
  const runs = value.map((run: unknown, index): readonly [number, Contributor] => {
    if (!Array.isArray(run) || run.length !== 2) throw new Error(`run ${index + 1} is not [length, contributor]`);
    const [length, who] = run as readonly unknown[];
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) {
      throw new Error(`run ${index + 1}: ${JSON.stringify(length)} is no length in UTF-16 code units`);
    }
    return [length, checkContributor(who, `run ${index + 1}`)];
  });
  return { by: 'runs', runs };
}

function linesOf(value: unknown): ScoredText['parts'] {
  if (!Array.isArray(value)) throw new Error('"lines" must be an array with a contributor for each line');
  return { by: 'lines', lines: value.map((who: unknown, index) => checkContributor(who, `line ${index + 1}`)) };
}

/** The contributor of each code unit of the text. Throws a sentence where what is said does not fit the text. */
export function perCodeUnit({ parts }: ScoredText, text: string): readonly Contributor[] {
  if (parts.by === 'runs') {
    const covered = parts.runs.reduce((sum, [length]) => sum + length, 0);
    if (covered !== text.length) throw new Error(`the runs cover ${covered} of ${text.length} code units`);
    return parts.runs.flatMap(([length, who]) => Array.from({ length }, () => who));
  }
  // A line break at the end of the text begins no further line.
  const lines = text === '' ? [] : text.split(/(?<=\n)/);
  if (parts.lines.length !== lines.length) {
    throw new Error(`there are ${parts.lines.length} lines, the text has ${lines.length}`);
  }
  return lines.flatMap((line, index) => Array.from({ length: line.length }, () => parts.lines[index] ?? 'unknown'));
}
