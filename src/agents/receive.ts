import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Git } from '../core/ports.ts';
import { type AgentReport, type ReportedFile } from './agent.ts';
import { Inbox, inboxFolderName } from './inbox/inbox.ts';
import { type FileState, type InboxEntry } from './inbox/entry.ts';
import { commandFolders } from './commandFolders.ts';
import { agentOfPayload } from './knownAgents.ts';
import { modelOfTrace, modelTraceOf, type ModelTrace } from './transcriptModel.ts';
import { readRegularFile, readTreeState } from './treeState.ts';
import { placeOfFile, workTreeOf, type FilePlace, type WorkTree } from './workTree.ts';

/** What receiving a payload needs from outside. */
export interface ReceiveServices {
  readonly git: Git;
  /** When the agent told it (Unix milliseconds, fractions count): what is told at once is put in this order. */
  readonly nowMs: () => number;
  /** Whether the payload had to wait, so that what is on disk now is not what was there when the agent told it. */
  readonly isLate: boolean;
  /** The person's home folder, in which the agents keep their transcripts. */
  readonly homeFolder: string;
  /** The environment in which the agent started the hook. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of the ledger of a repository; null where it has none that can be written. */
  readonly ledgerFolder: (workTree: WorkTree) => string | null;
  /** Whether a path may count; see `TreeServices`. */
  readonly counts: (path: string) => boolean;
  /** Takes note of what could not be used, in words for `doctor`. */
  readonly complain: (agent: string, reason: string) => void;
}

interface Part {
  readonly workTree: WorkTree;
  readonly files: { readonly place: FilePlace; readonly file: ReportedFile; readonly movedFrom: FilePlace | null }[];
}

/**
 * Takes in what an agent told a hook: reads it, adds what must be known now, and leaves it in the inbox of each repository that it is about. Throws only
 * for bugs and for a full disk.
 */
export async function receive(namedAgent: string, payload: unknown, services: ReceiveServices): Promise<void> {
  const agent = agentOfPayload(namedAgent, payload);
  if (agent === null) {
    services.complain('unknown', 'the hook was called for an agent that is not known');
    return;
  }
  const reading = agent.read(payload);
  if (!reading.ok) {
    services.complain(agent.id, reading.reason);
    return;
  }
  for (const report of reading.reports) {
    const modelTrace = needsModel(report) ? modelTraceOf(report, payload, services.homeFolder) : null;
    await take(withModel(report, modelTrace, services), modelTrace, services);
  }
}

function needsModel({ model, phase, kind }: AgentReport): boolean {
  return model === null && phase === 'after' && kind !== 'other';
}

function withModel(report: AgentReport, trace: ModelTrace | null, services: ReceiveServices): AgentReport {
  const { env, homeFolder } = services;
  if (!needsModel(report)) return report;
  const fromEnvironment = report.agent === 'qwen' ? env['QWEN_CODE_MODEL'] : undefined;
  const fromTranscript = (): string | null =>
    trace === null ? null : modelOfTrace(report.agent, trace, homeFolder, 'near');
  return { ...report, model: fromEnvironment ?? fromTranscript() };
}

/** Agents that name the model with every message of a person. With the start of a session it says nothing of later: a person may choose another one. */
const namesModelOfTurn: ReadonlySet<string> = new Set(['opencode']);

async function take(report: AgentReport, modelTrace: ModelTrace | null, services: ReceiveServices): Promise<void> {
  if (report.kind === 'other') return;
  // Of these only the moment would have told anything.
  if (services.isLate && (report.kind === 'shell' || report.phase === 'before')) return;
  if (report.kind === 'session') {
    // All that a session's events add is the model.
    const isNamed = report.model !== null && namesModelOfTurn.has(report.agent);
    const workTree = isNamed && report.cwd !== null ? workTreeOf(report.cwd) : null;
    if (workTree !== null) await leave({ workTree, files: [] }, report, null, services);
    return;
  }
  if (report.kind === 'shell') {
    if (report.cwd === null) return;
    const folders = commandFolders(report.command, report.cwd, services.homeFolder);
    const workTrees = new Map(folders.flatMap((folder) => toEntry(workTreeOf(folder))));
    const parts = partsOf({ ...report, cwd: folders.at(-1) ?? report.cwd }, services);
    for (const [root, workTree] of workTrees) {
      const files = parts.find((part) => part.workTree.root === root)?.files ?? [];
      await leave({ workTree, files }, report, modelTrace, services);
    }
    return;
  }
  // What failed changed nothing.
  if (report.succeeded === false) return;
  for (const part of partsOf(report, services)) await leave(part, report, modelTrace, services);
}

const toEntry = (workTree: WorkTree | null): readonly (readonly [root: string, workTree: WorkTree])[] =>
  workTree === null ? [] : [[workTree.root, workTree]];

/** The files of a report by their work trees. */
function partsOf(report: AgentReport, services: ReceiveServices): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const file of report.files) {
    const place = placeOfFile(file.path, report.cwd);
    if (place === null) {
      services.complain(report.agent, 'a file outside of every repository, or a link');
      continue;
    }
    const { workTree } = place;
    const from = file.movedFrom === null ? null : placeOfFile(file.movedFrom, report.cwd);
    const movedFrom = from?.workTree.root === workTree.root ? from : null;
    const part = parts.get(workTree.root) ?? { workTree, files: [] };
    part.files.push({ place, file, movedFrom });
    parts.set(workTree.root, part);
  }
  return [...parts.values()];
}

async function leave(
  part: Part,
  report: AgentReport,
  modelTrace: ModelTrace | null,
  services: ReceiveServices,
): Promise<void> {
  const ledgerFolder = services.ledgerFolder(part.workTree);
  if (ledgerFolder === null) {
    services.complain(report.agent, 'a repository whose git directory cannot be written');
    return;
  }
  const inbox = new Inbox(path.join(ledgerFolder, inboxFolderName));
  const keepText = (bytes: Uint8Array): string => inbox.keepText(bytes);
  const { root } = part.workTree;
  const reading = report.kind === 'shell' ? await readTreeState(root, { ...services, keepText }) : null;
  if (reading?.ok === false) services.complain(report.agent, reading.reason);
  const files = part.files.map(({ place, file, movedFrom }) => {
    const movedPath = movedFrom?.path ?? null;
    // A move from elsewhere is, for this work tree, a file that came.
    const action = file.action === 'move' && movedPath === null ? ('edit' as const) : file.action;
    return { ...file, path: place.path, movedFrom: movedPath, action };
  });
  const toldAtMs = services.nowMs();
  const entry: InboxEntry = {
    version: 1,
    atMs: Math.floor(toldAtMs),
    root,
    report: { ...report, files },
    states: report.kind === 'files' && !services.isLate ? statesOf(part, report, keepText) : [],
    tree: reading?.ok === true ? reading.tree : null,
    modelTrace: report.model === null ? modelTrace : null,
  };
  inbox.append(entry, toldAtMs);
}

/** What the files hold now, where the report alone does not tell what it needs. */
function statesOf(part: Part, report: AgentReport, keepText: (bytes: Uint8Array) => string): readonly FileState[] {
  const places = part.files.flatMap(({ place, file, movedFrom }) => {
    const follows = file.before !== null && file.edits.length > 0;
    const isTold = report.phase === 'after' && (file.after !== null || follows || file.action === 'delete');
    return [...(isTold ? [] : [place]), ...(movedFrom === null || report.phase === 'after' ? [] : [movedFrom])];
  });
  return places.flatMap(({ path: relative, absolutePath }): readonly FileState[] => {
    const bytes = readRegularFile(absolutePath);
    if (bytes !== null) return [{ path: relative, textId: keepText(bytes) }];
    // What is there and cannot be read is not the same as nothing.
    return existsSync(absolutePath) ? [] : [{ path: relative, textId: null }];
  });
}
