import { readSync, writeSync } from 'node:fs';
import { mostPayloadBytes } from '../agents/payloadText.ts';
import { startSync } from './noticeCommits.ts';
import { receiveServices, replyTo, runHook } from './hook.ts';

/** A pipe that has nothing yet and does not wait says so; then we do. */
const pauseMs = 2;

/** The bytes on standard input, or null when there are more than a payload may have. Read at once: streams take milliseconds to begin. */
function readInput(): Uint8Array | null {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(64 * 1024);
    let length = 0;
    try {
      length = readSync(0, chunk);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
        continue;
      }
      // Windows says so at the end of a pipe; elsewhere there is no input at all.
      if (code !== 'EOF' && code !== 'EBADF' && code !== 'EISDIR') throw error;
    }
    if (length === 0) return size > mostPayloadBytes ? null : Buffer.concat(chunks);
    size += length;
    // The rest is read as well, so that the agent's write does not fail.
    if (size <= mostPayloadBytes) chunks.push(chunk.subarray(0, length));
  }
}

/**
 * All of `hook AGENT` as a process; `program` is our command line. It exits with 0 whatever happens, and prints nothing but what the agent requires. What goes wrong is noted for `doctor`.
 */
export async function hookProcess(namedAgent: string, env: NodeJS.ProcessEnv, program: string): Promise<void> {
  const services = receiveServices(env);
  const failed = (error: unknown): void =>
    services.complain(namedAgent, `the hook failed: ${error instanceof Error ? error.message : String(error)}`);
  process.once('uncaughtException', (error) => {
    failed(error);
    process.exit(0);
  });
  try {
    await runHook(namedAgent, readInput(), services, (workTree) => startSync(workTree, program));
    const reply = replyTo(namedAgent);
    if (reply !== '') writeSync(1, reply);
  } catch (error) {
    failed(error);
  }
  process.exitCode = 0;
}
