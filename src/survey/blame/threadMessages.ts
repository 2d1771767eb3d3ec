import { type Logger } from '../../core/ports.ts';
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
}

/** What a thread is told: a task before anything else, of which all that follows speaks until the next one. Numbers are those of the questions that are answered. */
export type ToBlameThread =
  | { readonly kind: 'task'; readonly task: BlameTask }
  | { readonly kind: 'blame'; readonly number: number; readonly path: string; readonly blobOid: string }
  | { readonly kind: 'graph'; readonly graph: PackedGraph | null }
  | { readonly kind: 'renamed'; readonly number: number; readonly renaming: Renaming }
  | { readonly kind: 'end' };

/** What a thread says of one file; null where it cannot tell. */
export interface NumberedAnswer {
  readonly number: number;
  readonly answer: PackedAnswer | MissingObject | null;
}

/** What a thread tells. */
export type FromBlameThread =
  | { readonly kind: 'answers'; readonly answers: readonly NumberedAnswer[] }
  | { readonly kind: 'graph'; readonly graph: PackedGraph | null }
  | { readonly kind: 'renamingOf'; readonly number: number; readonly commit: string; readonly path: string }
  | { readonly kind: 'log'; readonly level: keyof Logger; readonly message: string; readonly error?: unknown };
