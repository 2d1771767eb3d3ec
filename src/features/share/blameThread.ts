import { parentPort, workerData } from 'node:worker_threads';
import { type Logger } from '../../core/ports.ts';
import { createGit } from '../../platform/git/createGit.ts';
import { ServedBlame } from '../../survey/blame/serveBlame.ts';
import { type BlameTask, type FromBlameThread, type ToBlameThread } from '../../survey/blame/threadMessages.ts';

/** The other side of `BlameThreads`: a thread that blames files until it is told to end. */
function serve(port: NonNullable<typeof parentPort>, task: BlameTask): void {
  const tell = (message: FromBlameThread): void => port.postMessage(message);
  const log: Logger = {
    debug: (message) => tell({ kind: 'log', level: 'debug', message }),
    info: (message) => tell({ kind: 'log', level: 'info', message }),
    warn: (message) => tell({ kind: 'log', level: 'warn', message }),
    error: (message, error) => tell({ kind: 'log', level: 'error', message, error }),
  };
  const served = new ServedBlame(createGit(log), task, tell);
  port.on('message', (message: ToBlameThread) => {
    void served.take(message);
    if (message.kind === 'end') port.close();
  });
}

if (parentPort !== null) serve(parentPort, workerData as BlameTask);
