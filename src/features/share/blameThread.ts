import { parentPort } from 'node:worker_threads';
import { type Logger } from '../../core/ports.ts';
import { createGit } from '../../platform/git/createGit.ts';
import { ServedBlame } from '../../survey/blame/serveBlame.ts';
import { type BlameTask, type FromBlameThread, type ToBlameThread } from '../../survey/blame/threadMessages.ts';

/** The other side of `BlameThreads`: a thread that blames the files of one task after the other until it is told to end. */
function serve(port: NonNullable<typeof parentPort>): void {
  const tell = (message: FromBlameThread): void => port.postMessage(message);
  const log: Logger = {
    debug: (message) => tell({ kind: 'log', level: 'debug', message }),
    info: (message) => tell({ kind: 'log', level: 'info', message }),
    warn: (message) => tell({ kind: 'log', level: 'warn', message }),
    error: (message, error) => tell({ kind: 'log', level: 'error', message, error }),
  };
  const git = createGit(log);
  let latest: BlameTask | null = null;
  let served: ServedBlame | null = null;
  port.on('message', (message: ToBlameThread) => {
    if (message.kind === 'task') {
      const { task } = message;
      void served?.take({ kind: 'end' });
      latest = task;
      // What was read for a task that is over is nobody's.
      served = new ServedBlame(git, task, (answer) =>
        answer.kind === 'graph' && task !== latest ? null : tell(answer),
      );
      return;
    }
    void served?.take(message);
    if (message.kind === 'end') port.close();
  });
}

if (parentPort !== null) serve(parentPort);
