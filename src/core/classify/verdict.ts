import { type Origin } from '../attribution/origin.ts';
import { type OriginRun } from '../attribution/run.ts';

/** The part of an origin that a rule decides; the time is the change's. */
export type DecidedOrigin = Pick<Origin, 'contributor' | 'evidence' | 'source'> &
  Partial<Pick<Origin, 'agent' | 'model' | 'session'>>;

/**
 * What a change means for the attribution of the text.
 * - `write`: the inserted text is new and belongs to `origin`; text that it has in common with the start and the end of what it
 *   replaced stays whose it was. With `typedUtf16Length`, only so many leading code units of each inserted text were typed
 *   and the rest is editor mechanics (the closing bracket of a pair).
 * - `rearrange`: the inserted text is a new form of the deleted text; what remains keeps its origins, only what is new belongs to `origin`.
 *   With `confirms`, what remains and was inferred to be of the same contributor belongs to `origin`, too: it is known now.
 * - `carry`: the inserted text is a copy of `text`, whose attribution is `runs`; `origin` is for what the copy does not cover.
 * - `restore`: the text returns to an earlier state and so does its attribution; `origin` is for what cannot be found there.
 */
export type Decision = { readonly origin: DecidedOrigin } & (
  | { readonly how: 'write'; readonly typedUtf16Length?: number }
  | { readonly how: 'rearrange'; readonly confirms?: boolean }
  | { readonly how: 'carry'; readonly text: string; readonly runs: readonly OriginRun[] }
  | { readonly how: 'restore' }
);

/** A decision and the name of the rule that made it, for the log and the benchmark. */
export interface Verdict {
  readonly rule: string;
  readonly decision: Decision;
}

/** One row of a table of rules: the first whose `decide` gives a decision wins. */
export interface Rule<Input> {
  readonly name: string;
  /** Why the rule may say what it says: the behaviour of the editor that it rests on. */
  readonly because: string;
  readonly decide: (input: Input) => Decision | null;
}
