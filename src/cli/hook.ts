import { availableParallelism, homedir, loadavg } from 'node:os';
import { agentOfPayload } from '../agents/knownAgents.ts';
import { noteHookProblem } from '../agents/inbox/hookProblems.ts';
import { mostPayloadBytes, parsePayload } from '../agents/payloadText.ts';
import { receive, type ReceiveServices } from '../agents/receive.ts';
import { rawFolderIn } from '../agents/payloadsAtWork.ts';
import { takeWaiting } from '../agents/waitingPayloads.ts';
import { statusArguments } from '../agents/treeState.ts';
import { workTreeOf } from '../agents/workTree.ts';
import { createHastyGit } from '../platform/git/hastyGit.ts';
import { type StartedGit } from '../platform/git/startedGit.ts';
import { commandLineStorageFolder, ledgerFolder, personDataFolder } from '../platform/ledger/location.ts';
import { skipByName } from '../survey/skippedNames.ts';
import { hasHeadMoved, type ToldWorkTree } from './noticeCommits.ts';
import { extensionId } from './extensionId.ts';

/** An agent waits for its hook; after this time git is ended on a machine that has nothing else to do, and what it would have told stays unknown. */
const usualGitMs = 150;

/** On a busy machine git needs longer for the same work, and so does all that the agent does; but no agent is held up for longer than this. */
const mostBusyGitMs = 1_000;

/** Gives git another time, in milliseconds: for slow disks, and for tests beside other work. */
const gitMsVariable = 'AI_CODE_SHARE_HOOK_GIT_MS';

function mostGitMs(env: NodeJS.ProcessEnv): number {
  const asked = Number(env[gitMsVariable] ?? '');
  if (Number.isFinite(asked) && asked > 0) return asked;
  // Windows tells no load. That of others is one of the last minute; our own start has just felt what it is now.
  const load = (loadavg()[0] ?? 0) / availableParallelism();
  const { user, system } = process.cpuUsage();
  // Not `performance`, which takes two milliseconds to load.
  return patienceMs(Math.max(load, (process.uptime() * 1_000_000) / (user + system)));
}

/** How long git may take, in whole milliseconds, where all takes so many times as long as on a machine that has nothing else to do. */
export function patienceMs(slowness: number): number {
  return Math.round(Math.min(mostBusyGitMs, usualGitMs * Math.max(1, slowness)));
}

/**
 * What receiving payloads needs, for a process that an agent waits for. `statusFile` is where a launcher lets git write how the work tree is in which it was started, null
 * where it does not.
 */
export function receiveServices(
  env: NodeJS.ProcessEnv,
  statusFile: string | null = null,
): Omit<ReceiveServices, 'isLate'> {
  const dataFolder = personDataFolder(env);
  const nowMs = (): number => Date.now();
  const namedStorage = env['AI_CODE_SHARE_STORAGE'] ?? null;
  return {
    git: createHastyGit(() => mostGitMs(env), nowMs, statusFile === null ? null : startedStatus(statusFile)),
    nowMs,
    homeFolder: homedir(),
    env,
    ledgerFolder: ({ commonDir, root }) =>
      ledgerFolder(commonDir, root, () => commandLineStorageFolder(root, extensionId, namedStorage, env)),
    counts: (path) => skipByName(path) === null,
    complain: (agent, reason) => noteHookProblem(dataFolder, { atMs: nowMs(), agent: agent.slice(0, 64), reason }),
  };
}

function startedStatus(file: string): StartedGit | null {
  try {
    const workTree = workTreeOf(process.cwd());
    return workTree === null ? null : { args: statusArguments, cwd: workTree.root, file };
  } catch {
    // The folder is gone in which the agent works.
    return null;
  }
}

/** Takes in what agents told while no program of ours could be run. Throws only for a full disk. */
export async function takeWaitingPayloads(env: NodeJS.ProcessEnv): Promise<void> {
  await takeWaiting(rawFolderIn(personDataFolder(env)), receiveServices(env));
}

/**
 * `hook AGENT`: takes what an agent tells, the bytes of `input` or null for too many, into the inbox. Never throws, whatever happens: an agent must not
 * notice us. What could not be used is noted for `doctor`. `startSync` is called for every work tree in which something was committed. Gives false where there
 * was no room for what it tells, so that trying again later may help.
 */
export async function runHook(
  namedAgent: string,
  input: Uint8Array | null,
  services: Omit<ReceiveServices, 'isLate'>,
  startSync: (workTree: ToldWorkTree) => void,
): Promise<boolean> {
  const told = new Map<string, ToldWorkTree>();
  const ledgerFolderOf = (workTree: ToldWorkTree): string | null => {
    const folder = services.ledgerFolder(workTree);
    // A ledger elsewhere means that nothing can be written here.
    if (folder?.startsWith(workTree.commonDir) === true) told.set(workTree.root, workTree);
    return folder;
  };
  try {
    const parsed =
      input === null
        ? ({ ok: false, reason: `the payload is larger than ${mostPayloadBytes / 1024 / 1024} MB` } as const)
        : parsePayload(input);
    if (parsed.ok)
      await receive(namedAgent, parsed.payload, { ...services, isLate: false, ledgerFolder: ledgerFolderOf });
    else services.complain(namedAgent, parsed.reason);
    // What the agent has just committed gets its log without an editor, too.
    for (const workTree of told.values()) if (hasHeadMoved(workTree)) startSync(workTree);
  } catch (error) {
    services.complain(namedAgent, `the hook failed: ${error instanceof Error ? error.message : String(error)}`);
    return !isNoRoom(error);
  }
  return true;
}

/** Whether the disk, or the person's part of it, is full. */
function isNoRoom(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** What an agent wants to read from its hook, whatever became of what it told. */
export function replyTo(namedAgent: string): string {
  return agentOfPayload(namedAgent, null)?.reply ?? '';
}
