import { type DrivenAgent } from './agentPackages.ts';
import { type ScriptedCall } from './model/script.ts';
import { type Action } from './scenario.ts';

/** Where a run happens; all absolute. */
export interface RunPlace {
  /** The scratch home folder. */
  readonly home: string;
  /** The scratch repository. */
  readonly repository: string;
  /** `http://127.0.0.1:PORT` of the scripted model. */
  readonly modelUrl: string;
}

/** How one agent is driven in a test: all that differs between agents. */
export interface AgentDriver {
  readonly agent: DrivenAgent;
  /** The model that the agent is told to use, as its hooks or transcripts are expected to name it. */
  readonly model: string;
  /** Files below the home folder, of those that `setUp` writes, that the agent itself writes anew. */
  readonly rewrites?: readonly string[];
  /** The tool calls by which this agent does an action; none for what it does not need. */
  readonly calls: (action: Action, repository: string) => readonly ScriptedCall[];
  /** Writes the settings that a person would have, without any hook, below the scratch home. */
  readonly setUp: (place: RunPlace) => void;
  /** Command line arguments for a run without a person. */
  readonly args: (prompt: string, place: RunPlace) => readonly string[];
  /** Variables beside those that every program gets. */
  readonly env: (place: RunPlace) => Readonly<Record<string, string>>;
}
