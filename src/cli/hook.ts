import { homedir } from 'node:os';
import { agentOfPayload } from '../agents/knownAgents.ts';
import { noteHookProblem } from '../agents/inbox/hookProblems.ts';
import { mostPayloadBytes, parsePayload } from '../agents/payloadText.ts';
import { receive, type ReceiveServices } from '../agents/receive.ts';
import { rawFolderIn, takeWaiting } from '../agents/waitingPayloads.ts';
import { type Git, type Logger } from '../core/ports.ts';
import { createGit } from '../platform/git/createGit.ts';
import { commandLineStorageFolder, ledgerFolder, personDataFolder } from '../platform/ledger/location.ts';
import { skipByPath } from '../survey/skipRules.ts';
import { extensionId } from './extensionId.ts';
import { hasHeadMoved, startSync, type ToldWorkTree } from './noticeCommits.ts';

/** An agent waits for its hook; after this time git is ended, and what it would have told stays unknown. */
const mostGitMs = 2_000;

/** The bytes on a stream, or null when there are more than a payload may have. */
async function readAll(input: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    size += chunk.length;
    // The rest is read as well, so that the agent's write does not fail.
    if (size <= mostPayloadBytes) chunks.push(chunk);
  }
  return size > mostPayloadBytes ? null : Buffer.concat(chunks);
}

/** git that gives up in time. */
function hastyGit(log: Logger): Git {
  const git = createGit(log);
  const signal = AbortSignal.timeout(mostGitMs);
  return { run: (args, options) => git.run(args, { ...options, signal }) };
}

/** What both the moment's payload and those that waited are received with. */
function servicesFor(
  git: Git,
  env: NodeJS.ProcessEnv,
  complain: ReceiveServices['complain'],
): Omit<ReceiveServices, 'isLate'> {
  const storage = (root: string): string =>
    commandLineStorageFolder(root, extensionId, env['AI_CODE_SHARE_STORAGE'] ?? null, env);
  return {
    git,
    nowMs: () => Date.now(),
    homeFolder: homedir(),
    env,
    ledgerFolder: ({ commonDir, root }) => ledgerFolder(commonDir, root, storage(root)),
    counts: (path) => skipByPath(path, undefined, []) === null,
    complain,
  };
}

/** Takes in what agents told while no program of ours could be run. Throws only for a full disk. */
export async function takeWaitingPayloads(git: Git, env: NodeJS.ProcessEnv): Promise<void> {
  const dataFolder = personDataFolder(env);
  const complain = (agent: string, reason: string): void =>
    noteHookProblem(dataFolder, { atMs: Date.now(), agent: agent.slice(0, 64), reason });
  await takeWaiting(rawFolderIn(dataFolder), servicesFor(git, env, complain));
}

/**
 * `hook AGENT`: takes what an agent tells on `input` into the inbox, and gives back what the agent wants to read. Never throws, whatever happens: an
 * agent must not notice us. What could not be used is noted for `doctor`.
 */
export async function runHook(
  namedAgent: string,
  input: AsyncIterable<Uint8Array>,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const dataFolder = personDataFolder(env);
  const complain = (agent: string, reason: string): void =>
    noteHookProblem(dataFolder, { atMs: Date.now(), agent: agent.slice(0, 64), reason });
  const log: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => complain(namedAgent, message),
    error: (message) => complain(namedAgent, message),
  };
  let reply = '';
  try {
    reply = agentOfPayload(namedAgent, null)?.reply ?? '';
    const bytes = await readAll(input);
    const parsed =
      bytes === null
        ? ({ ok: false, reason: `the payload is larger than ${mostPayloadBytes / 1024 / 1024} MB` } as const)
        : parsePayload(bytes);
    if (!parsed.ok) {
      complain(namedAgent, parsed.reason);
      return reply;
    }
    const { payload } = parsed;
    const services = servicesFor(hastyGit(log), env, complain);
    const told = new Map<string, ToldWorkTree>();
    await receive(namedAgent, payload, {
      ...services,
      isLate: false,
      ledgerFolder: (workTree) => {
        const folder = services.ledgerFolder(workTree);
        // A ledger elsewhere means that nothing can be written here.
        if (folder?.startsWith(workTree.commonDir) === true) told.set(workTree.root, workTree);
        return folder;
      },
    });
    // What the agent has just committed gets its log without an editor, too.
    for (const workTree of told.values()) if (hasHeadMoved(workTree)) startSync(workTree);
  } catch (error) {
    complain(namedAgent, `the hook failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return reply;
}
