import { openLedger } from '../../../src/platform/ledger/openLedger.ts';

// Types one character after the other into a document until it is killed, and says after each how many are durable.
// It ends by itself before long, should nobody kill it.
const [folder = '', name = ''] = process.argv.slice(2);
const log = { debug: () => {}, info: () => {}, warn: console.error, error: console.error };
const ledger = openLedger({ folder, log, nowMs: 0 });
const key = { worktree: '', path: name };
const originId = ledger.origins.intern({ ...ledger.origins.get(0), agent: name });
let generation = ledger.writeDocument(key, { runs: [], blobOid: null, text: '' });
for (let written = 0; written < 20_000; written++) {
  const insertedRuns = [{ utf16Length: 1, originId }];
  ledger.appendEdits(key, generation, [{ offset: written, deletedUtf16Length: 0, insertedText: 'x', insertedRuns }]);
  if (written % 100 === 99) {
    const runs = [{ utf16Length: written + 1, originId }];
    generation = ledger.writeDocument(key, { runs, blobOid: null, text: 'x'.repeat(written + 1) });
  }
  console.log(written + 1);
}
