import { type ReportedEdit } from '../core/text/placeEdits.ts';
import { type AgentFolder, type InstallPlan } from './install/installPlan.ts';
import { type Fields } from './payload.ts';

/** What became of one file. `edit` changes parts of it, `write` gives it a whole new text, over whatever was there. */
export type FileAction = 'edit' | 'write' | 'delete' | 'move';

/** One file of a tool call. */
export interface ReportedFile {
  /** As the agent named it: absolute, or relative to {@link AgentReport.cwd}. After a move the new path. */
  readonly path: string;
  readonly action: FileAction;
  /** The path before a move; null for every other action. */
  readonly movedFrom: string | null;
  /** The whole text before; null where the agent did not tell. Empty for a file that was not there. */
  readonly before: string | null;
  /** The whole text after; null where the agent did not tell. */
  readonly after: string | null;
  /** In the order in which they were made, each in the text after the one before it. Empty where nothing but whole texts is known. */
  readonly edits: readonly ReportedEdit[];
}

/** When in the life of a tool call the agent told us. `session` is all that belongs to no tool call: starts, ends, prompts. */
export type ReportPhase = 'before' | 'after' | 'session';

/** What kind of tool it was. `other` neither edits files nor runs commands, as far as we know. */
export type ReportKind = 'files' | 'shell' | 'session' | 'other';

/** What one hook call says. Nothing in it is guessed: what the agent did not tell is null. */
export interface AgentReport {
  /** Lower case, as in origins: `claude`, `codex`, … */
  readonly agent: string;
  readonly model: string | null;
  /** The agent's own id of the conversation. */
  readonly session: string | null;
  /** The agent's id of the subagent at work; null for the agent itself. */
  readonly subagent: string | null;
  /** The agent's id of the tool call; null for agents that give none. */
  readonly toolCallId: string | null;
  /**
   * Equal for the report before and the one after the same tool call, wherever the agent can tell calls apart: the tool call's id, else a digest of
   * the tool and what it was given. Null for what is no tool call.
   */
  readonly callKey: string | null;
  /**
   * Equal for the same event told twice (hooks installed for the person and for the project), different for any other: null where the
   * agent gives neither an id nor a time.
   */
  readonly eventKey: string | null;
  readonly phase: ReportPhase;
  readonly kind: ReportKind;
  /** The folder in which the agent works; absolute, or null where it did not say. */
  readonly cwd: string | null;
  /** The agent's own transcript of the session; never read without the person's consent. */
  readonly transcriptPath: string | null;
  readonly files: readonly ReportedFile[];
  /** The text of a shell command; null for every other tool. */
  readonly command: string | null;
  /** Null before the tool has run. */
  readonly succeeded: boolean | null;
}

/** What a payload says, or why it says nothing; `reason` is a short sentence part for `doctor`. */
export type Reading =
  { readonly ok: true; readonly reports: readonly AgentReport[] } | { readonly ok: false; readonly reason: string };

/** What tells that an agent is on this machine. All paths relative to the person's home folder. */
export interface AgentTraces {
  /** Files or folders that the agent makes. */
  readonly homePaths: readonly string[];
  /** Names of its program on the PATH. */
  readonly programs: readonly string[];
}

/** One coding agent: how to find it and how to read what its hooks tell. Adding an agent is one such object and its fixtures. */
export interface Agent {
  /** Lower case; the word after `hook` on the command line. */
  readonly id: string;
  /** As its makers write it. */
  readonly name: string;
  /** `recorded`: held against payloads of real runs; `documented`: written after its documentation, no real run seen. */
  readonly basis: 'recorded' | 'documented';
  readonly traces: AgentTraces;
  /** Where it keeps its settings and transcripts; null for what has no folder of its own. */
  readonly folder: AgentFolder | null;
  readonly install: InstallPlan;
  /** Whether a payload carries a mark that only this agent sets, whatever agent's settings named us; null where there is no such mark. */
  readonly recognises: ((payload: Fields) => boolean) | null;
  /** Reads a parsed payload. Pure; never throws, whatever the payload. */
  readonly read: (payload: unknown) => Reading;
  /** What the agent wants on the hook's standard output: nothing, or an empty JSON object. */
  readonly reply: '' | '{}';
}
