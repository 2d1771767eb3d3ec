import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fieldsOf, type Fields } from '../payload.ts';

/** A longer line is no message of an agent. */
const longestLine = 64 * 1024 * 1024;

/** The calls of OpenCode's database in their order, each with the message that it belongs to. */
const databaseQuery = `
  SELECT part.session_id AS session_id, part.data AS part, message.data AS message
  FROM part JOIN message ON message.id = part.message_id
  ORDER BY part.time_created, part.id`;

function parsed(text: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    // A line that was being written when its agent died; the others are whole.
    return null;
  }
}

/**
 * The entries of a transcript in their order: the lines of a JSON Lines file, the rows of a database, or the messages of a document, each with what the document
 * says of all of them. Never more of a file of lines in memory than one.
 * Entries that are no JSON objects are left out. Throws when the file cannot be read.
 */
export async function* transcriptEntries(file: string): AsyncGenerator<Fields> {
  if (file.endsWith('.db')) {
    yield* databaseEntries(file);
    return;
  }
  if (file.endsWith('.json')) {
    yield* messageEntries(file);
    return;
  }
  const input = createReadStream(file, 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      const entry = line.length > longestLine ? null : parsed(line);
      if (entry !== null) yield entry;
    }
  } finally {
    input.destroy();
  }
}

function* messageEntries(file: string): Generator<Fields> {
  if (statSync(file).size > longestLine) throw new Error('it is too large for a transcript');
  const whole = parsed(readFileSync(file, 'utf8'));
  if (whole === null) throw new Error('it is no JSON');
  const { messages, ...document } = whole;
  for (const message of Array.isArray(messages) ? (messages as readonly unknown[]) : []) yield { document, message };
}

function* databaseEntries(file: string): Generator<Fields> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    for (const row of database.prepare(databaseQuery).iterate()) {
      const [part, message] = [row['part'], row['message']].map((text) =>
        typeof text === 'string' ? parsed(text) : null,
      );
      yield { session_id: row['session_id'], part, message };
    }
  } finally {
    database.close();
  }
}
