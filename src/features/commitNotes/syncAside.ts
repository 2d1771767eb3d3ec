import { Worker } from 'node:worker_threads';
import { type CancelSignal, type Logger } from '../../core/ports.ts';
import { type RepositoryPlace } from '../../survey/locate.ts';

/** What a sync on a thread of its own is about. */
export interface SyncTask {
  readonly place: RepositoryPlace;
  /** The folder of the ledger, which is opened there once more. */
  readonly ledgerFolder: string;
}

/** How many logs were written; or why none was. */
export type AsideAnswer =
  { readonly ok: true; readonly written: number } | { readonly ok: false; readonly reason: string };

/** What the other thread tells. */
export type SyncMessage =
  | { readonly kind: 'log'; readonly level: keyof Logger; readonly message: string; readonly error?: unknown }
  | { readonly kind: 'done'; readonly answer: AsideAnswer };

/**
 * Does a sync on a thread of its own, so that the editor's goes on however much there is to do. `workerFile` is `syncWorker.ts` or what was built of
 * it.
 */
export async function syncAside(
  workerFile: string,
  task: SyncTask,
  log: Logger,
  signal: CancelSignal,
): Promise<AsideAnswer> {
  return await new Promise((resolve) => {
    const worker = new Worker(workerFile, { workerData: task });
    const stop = (): void => worker.postMessage('stop');
    let answer: AsideAnswer = { ok: false, reason: 'the thread ended before it was done' };
    signal.addEventListener('abort', stop);
    worker.on('message', (message: SyncMessage) => {
      if (message.kind === 'done') answer = message.answer;
      else if (message.level === 'error') log.error(message.message, message.error);
      else log[message.level](message.message);
    });
    worker.on('error', (error) => {
      log.error('The thread that writes authorship logs failed', error);
      answer = { ok: false, reason: error.message };
    });
    worker.on('exit', () => {
      signal.removeEventListener('abort', stop);
      resolve(answer);
    });
  });
}
