import { parentPort, workerData } from 'node:worker_threads';
import { type Logger } from '../../core/ports.ts';
import { createGit } from '../../platform/git/createGit.ts';
import { openLedger } from '../../platform/ledger/openLedger.ts';
import { syncCommits } from '../../survey/commits/syncCommits.ts';
import { type SyncMessage, type SyncTask } from './syncAside.ts';

/** The other thread of `syncAside`: opens the ledger once more, does one sync and ends. */
async function run({ place, ledgerFolder }: SyncTask, tell: (message: SyncMessage) => void): Promise<void> {
  const log: Logger = {
    debug: (message) => tell({ kind: 'log', level: 'debug', message }),
    info: (message) => tell({ kind: 'log', level: 'info', message }),
    warn: (message) => tell({ kind: 'log', level: 'warn', message }),
    error: (message, error) => tell({ kind: 'log', level: 'error', message, error }),
  };
  const abort = new AbortController();
  parentPort?.once('message', () => abort.abort());
  const ledger = openLedger({ folder: ledgerFolder, log, nowMs: Date.now() });
  try {
    const answer = await syncCommits({ git: createGit(log), ledger, log, place }, false, abort.signal);
    tell({ kind: 'done', answer: answer.ok ? { ok: true, written: answer.value.written.length } : answer });
  } finally {
    ledger.close();
    parentPort?.close();
  }
}

void run(workerData as SyncTask, (message) => parentPort?.postMessage(message));
