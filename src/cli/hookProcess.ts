import { fstatSync, readSync, rmSync, writeSync } from 'node:fs';
import { statusFileOf } from '../agents/payloadsAtWork.ts';
import { mostPayloadBytes } from '../agents/payloadText.ts';
import { endStartedGit } from '../platform/git/startedGit.ts';
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

/** What a launcher understands as: keep the payload, there was no room for what it tells. */
const noRoomExitCode = 75;

/** What a hook process is told when it starts. */
export interface HookCall {
  readonly agent: string;
  /** Whether standard input is a file that the launcher keeps if we fail, and that it wrote when the agent told it. */
  readonly isKept: boolean;
  /** That file, with git's answer beside it ({@link statusFileOf}), where the launcher wants both removed once the payload was taken; else null. */
  readonly payloadFile: string | null;
}

/** The call that the words behind `hook` stand for. */
export function hookCallOf([agent = '', kept, payloadFile]: readonly string[]): HookCall {
  const isKept = kept === 'kept';
  return { agent, isKept, payloadFile: isKept ? (payloadFile ?? null) : null };
}

/**
 * All of `hook AGENT` as a process; `program` is our command line. Gives the exit code: 0 whatever happens, unless a launcher keeps the payload and the disk is
 * full. Prints nothing but what the agent requires. What goes wrong is noted for `doctor`.
 */
export async function hookProcess(call: HookCall, env: NodeJS.ProcessEnv, program: string): Promise<number> {
  const { agent: namedAgent, isKept, payloadFile } = call;
  const toldAtMs = isKept ? fstatSync(0).mtimeMs : null;
  const statusFile = payloadFile === null ? null : statusFileOf(payloadFile);
  const services = { ...receiveServices(env, statusFile), ...(toldAtMs === null ? {} : { nowMs: () => toldAtMs }) };
  const failed = (error: unknown): void =>
    services.complain(namedAgent, `the hook failed: ${error instanceof Error ? error.message : String(error)}`);
  process.once('uncaughtException', (error) => {
    failed(error);
    process.exit(0);
  });
  try {
    const isTaken = await runHook(namedAgent, readInput(), services, (workTree) => startSync(workTree, program));
    if (statusFile !== null) endStartedGit(statusFile);
    if (!isTaken && isKept) return noRoomExitCode;
    for (const file of [payloadFile, statusFile]) if (file !== null) rmSync(file, { force: true });
    const reply = replyTo(namedAgent);
    if (reply !== '') writeSync(1, reply);
  } catch (error) {
    failed(error);
  }
  return 0;
}
