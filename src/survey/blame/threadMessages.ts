import { type Logger } from '../../core/ports.ts';
import { type Found, type Wanted } from '../movedLines.ts';
import { type Renaming } from '../renaming.ts';
import { type MissingObject } from '../blameFile.ts';
import { type PackedAnswer } from './packedAnswer.ts';
import { type PackedGraph } from './packedGraph.ts';

/** What a thread blames: as in `BlameSource`. */
export interface BlameTask {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly revision: string;
  readonly stopAt: readonly string[];
  /** Whether it reads the history, for all threads; the others are given it. */
  readonly isReader: boolean;
  /** Whether answers are to have `divisions`. */
  readonly withDivisions: boolean;
  /** Paths of the revision that will be asked about, as far as can be foreseen: they are blamed while nobody asks yet. */
  readonly soon: readonly string[];
}

/** What a thread is told: a task before anything else, of which all that follows speaks until the next one. Numbers are those of the questions that are answered. */
export type ToBlameThread =
  | { readonly kind: 'task'; readonly task: BlameTask }
  | { readonly kind: 'blame'; readonly number: number; readonly path: string; readonly blobOid: string }
  | { readonly kind: 'graph'; readonly graph: PackedGraph | null }
  | { readonly kind: 'renamed'; readonly number: number; readonly renaming: Renaming }
  | { readonly kind: 'open'; readonly number: number; readonly blobOid: string }
  /** `text` is the number of the question that opened it. */
  | { readonly kind: 'search'; readonly number: number; readonly text: number; readonly wanted: readonly Wanted[] }
  | { readonly kind: 'close'; readonly text: number }
  | { readonly kind: 'end' };

/** What a thread says of one file; null where it cannot tell. */
export interface NumberedAnswer {
  readonly number: number;
  readonly answer: PackedAnswer | MissingObject | null;
}

/** What a thread says of a text in which lines were moved: of the newest one as in `MoveSearch.lettersBefore`, and what was found in older ones. Null as in `MovedLines`. */
export type ThreadReply =
  | { readonly kind: 'opened'; readonly number: number; readonly lettersBefore: Int32Array | null }
  | { readonly kind: 'found'; readonly number: number; readonly found: readonly (Found | null)[] | null };

/** What a thread tells. */
export type FromBlameThread =
  | { readonly kind: 'answers'; readonly answers: readonly NumberedAnswer[] }
  | { readonly kind: 'graph'; readonly graph: PackedGraph | null }
  | { readonly kind: 'renamingOf'; readonly number: number; readonly commit: string; readonly path: string }
  | ThreadReply
  | { readonly kind: 'log'; readonly level: keyof Logger; readonly message: string; readonly error?: unknown };
