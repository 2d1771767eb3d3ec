import { type ReportedFile } from '../agent.ts';
import { type Fields } from '../payload.ts';

/** One file that a tool call changed, as the agent's own transcript tells it. Nothing else of a transcript is kept. */
export interface TranscriptChange {
  /** Lower case, as in origins. */
  readonly agent: string;
  /** The model that made this very call; null where the transcript does not say. */
  readonly model: string | null;
  /** The agent's own id of the conversation. */
  readonly session: string | null;
  /** Unix milliseconds at which the change was done. */
  readonly atMs: number;
  /** The folder in which the agent worked, for files that are named relative to it; null where it is not told. */
  readonly cwd: string | null;
  readonly file: ReportedFile;
}

/** Takes the entries of one transcript in their order and gives the changes that are complete with each. */
export type TakeEntry = (entry: Fields) => readonly TranscriptChange[];

/** How one agent keeps its transcripts. All facts are of files that the agents wrote. */
export interface TranscriptFormat {
  /** The agent's id. */
  readonly agent: string;
  /**
   * The folder of all transcripts. `home` is the person's home folder, `env` the environment, in which agents let people move theirs.
   */
  readonly folder: (home: string, env: Readonly<Record<string, string | undefined>>) => string;
  /** Whether a file of that folder, by its path relative to it with `/`, is a transcript. */
  readonly isTranscript: (relativePath: string) => boolean;
  /** Starts to read one transcript. What is taken may be of any shape: entries that are not understood give no change. */
  readonly start: () => TakeEntry;
}
