import { DatabaseSync } from 'node:sqlite';

// Another program in the middle of a write: holds the write lock of a database until its standard input ends.
const [file = ''] = process.argv.slice(2);
const database = new DatabaseSync(file);
database.exec('BEGIN IMMEDIATE');
console.log('held');
for await (const _chunk of process.stdin) continue;
database.exec('COMMIT');
database.close();
