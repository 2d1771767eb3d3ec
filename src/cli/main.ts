import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keepYoungHeapSmall } from './youngHeap.ts';

/** The oldest Node with the SQLite that the ledger needs. */
const oldestNode = [22, 13] as const;

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
}

async function main(): Promise<number> {
  const [command, ...words] = process.argv.slice(2);
  if (command === 'hook' && words[0] !== '--help' && words[0] !== '-h') {
    // An agent waits: nothing is loaded that a hook does not need, and whatever happens is no failure of the agent's.
    const [{ hookCallOf, hookProcess }, { ownProgram }] = await Promise.all([
      import('./hookProcess.ts'),
      import('./ownProgram.ts'),
    ]);
    return await hookProcess(hookCallOf(words), process.env, ownProgram());
  }
  if (isTooOld(process.versions.node)) {
    process.stderr.write(
      `ai-code-share: needs Node ${oldestNode.join('.')} or newer, this is ${process.versions.node}\n`,
    );
    return 2;
  }
  // Node 22 announces its SQLite as experimental on every start; what the person asked for is not about that.
  process.removeAllListeners('warning');
  keepYoungHeapSmall();
  const abort = new AbortController();
  process.once('SIGINT', () => {
    abort.abort();
    // Git processes die with the signal; a second Ctrl-C ends us at once.
    setTimeout(() => process.exit(130), 500).unref();
  });
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`| head`) closes the pipe. A full disk is another matter: not all was written.
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`ai-code-share: the output could not be written (${error.message})\n`);
    process.exit(2);
  });
  try {
    const [{ runProgram }, { createTerminal }] = await Promise.all([import('./program.ts'), import('./terminal.ts')]);
    const terminal = createTerminal(process.stdout, process.stderr, process.env);
    return await runProgram(process.argv.slice(2), terminal, (line) => process.stderr.write(`${line}\n`), abort.signal);
  } catch (error) {
    const file = path.join(tmpdir(), `ai-code-share-${process.pid}.log`);
    const stack = error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
    writeFileSync(file, `${new Date().toISOString()} ${process.argv.slice(2).join(' ')}\n${stack}\n`, { mode: 0o600 });
    process.stderr.write(`ai-code-share: internal error; the details are in ${file}\n`);
    return 3;
  }
}

process.exitCode = await main();
