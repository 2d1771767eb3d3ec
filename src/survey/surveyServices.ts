import { type Clock, type FileSystem, type Git, type Ledger, type Logger } from '../core/ports.ts';
import { type ThreadSource } from './blame/blameThreads.ts';

/** What a survey needs from outside. */
export interface SurveyServices {
  readonly git: Git;
  readonly files: FileSystem;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Logger;
  /** A folder for indexes that can be made again; null where nothing can be stored. */
  readonly cacheFolder: string | null;
  /** As `PlaceAdapters.blameThread`. */
  readonly blameThread?: string | null;
  /** How often somebody looked at files in the folder of a file, by its path relative to the root: more are read first. Default: nobody knows. */
  readonly viewsOf?: (path: string) => number;
}

/** What the person wants counted. */
export interface SurveyOptions {
  /** `YYYY-MM-DD`; null for no such day. */
  readonly noAiBefore: string | null;
  /** Glob patterns relative to the root. */
  readonly exclude: readonly string[];
}

/** Where a survey's threads come from; null for none. */
export function threadsOf({ blameThread: file = null, log }: SurveyServices): ThreadSource | null {
  return file === null ? null : { file, log };
}
