import { type DatabaseSync } from 'node:sqlite';

/**
 * The steps from each schema version to the next one: step `n` leads from version `n` to `n + 1`, and `user_version` says how many were
 * taken. A step that was released is never edited; a change of the schema is a new step.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE origins (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    worktree TEXT NOT NULL,
    path TEXT NOT NULL,
    generation INTEGER NOT NULL,
    runs BLOB NOT NULL,
    blobOid TEXT,
    text BLOB,
    UNIQUE (worktree, path)
  ) STRICT;
  CREATE TABLE journal (
    documentId INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    edits TEXT NOT NULL,
    PRIMARY KEY (documentId, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE flow (
    day TEXT NOT NULL,
    path TEXT NOT NULL,
    originId INTEGER NOT NULL REFERENCES origins (id),
    insertedUtf16Length INTEGER NOT NULL,
    deletedUtf16Length INTEGER NOT NULL,
    PRIMARY KEY (day, path, originId)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    agent TEXT,
    model TEXT,
    firstSeenAtMs INTEGER NOT NULL,
    lastSeenAtMs INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE blame (
    path TEXT NOT NULL,
    blobOid TEXT NOT NULL,
    pieces BLOB NOT NULL,
    PRIMARY KEY (path, blobOid)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE states (
    path TEXT NOT NULL,
    blobOid TEXT NOT NULL,
    runs BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (path, blobOid)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX statesByBlob ON states (blobOid);
  CREATE TABLE bookmarks (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // What blame says depends on where it is asked, which the first table did not keep.
  `
  DROP TABLE blame;
  CREATE TABLE blame (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL,
    blobOid TEXT NOT NULL,
    askedAt TEXT NOT NULL,
    pieces BLOB NOT NULL,
    UNIQUE (path, blobOid)
  ) STRICT;
  CREATE TABLE cache (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE seenReports (
    key TEXT PRIMARY KEY,
    atMs INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // Blame is asked in another way: formatted and moved lines keep their commit.
  `
  DELETE FROM blame;
  DELETE FROM cache;
  `,
  // The text of a state that its document has left, until a sync has looked at what git made of it.
  `
  ALTER TABLE states ADD COLUMN text BLOB;
  CREATE INDEX statesWithText ON states (path, sequence) WHERE text IS NOT NULL;
  `,
  // What states there are is asked at each save and commit; with what they say they fill pages.
  `
  CREATE INDEX statesBySequence ON states (path, sequence);
  `,
];

/** The schema version that this code reads and writes. */
export const schemaVersion = steps.length;

/** The `user_version` of a database. */
export function versionOf(database: DatabaseSync): number {
  const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
  return typeof version === 'number' ? version : 0;
}

/** Brings a database of any earlier version to {@link schemaVersion}, in one transaction. */
export function migrate(database: DatabaseSync): void {
  if (versionOf(database) >= schemaVersion) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have migrated while this one waited for the lock.
    for (const step of steps.slice(versionOf(database))) database.exec(step);
    database.exec(`PRAGMA user_version = ${schemaVersion}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
