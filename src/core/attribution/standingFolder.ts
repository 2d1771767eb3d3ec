import { type Ledger } from '../ports.ts';
import { type Run } from './run.ts';

/** What is known of the lines of a file as it stands. */
export interface StandingLines {
  readonly text: string;
  /** For each line its origin; negative for a blank line. */
  readonly originIds: Int32Array;
  /** For each line the full object id of the commit that wrote it; null for a line that no commit holds. */
  readonly commits: readonly (string | null)[];
}

/** An opened folder, by its files that count and the lines in them that stand. */
export interface StandingFolder {
  readonly ledger: Ledger;
  /** Absolute; files elsewhere are none of it. */
  readonly root: string;
  /** The work tree's name in document keys. */
  readonly worktree: string;
  readonly isRepository: boolean;
  /** Whether a file of this path and text counts, within what was asked for. */
  readonly counts: (file: string, text: string) => boolean;
  /** The text of a file's bytes; null for a binary file. */
  readonly decode: (bytes: Uint8Array) => string | null;
  /** The id that git gives bytes as a blob. */
  readonly blobOidOf: (bytes: Uint8Array) => string;
  /** The lines of a file as a person sees them; null where it cannot be read. */
  readonly linesOf: (file: string) => Promise<StandingLines | null>;
  /** The live attribution of a file's text; null for a file that was never tracked. */
  readonly runsOf: (file: string, text: string) => Promise<readonly Run[] | null>;
}
