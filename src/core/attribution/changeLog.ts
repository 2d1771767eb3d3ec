import { sameSignature, type TextSignature } from '../text/lineMirror.ts';
import { applyEdits, type TextEdit } from '../text/edit.ts';
import { type Attribution } from './attribution.ts';
import { type Run } from './run.ts';

/** One replacement of a logged change, in coordinates of the text before the change. */
export interface LoggedEdit {
  readonly offset: number;
  readonly deletedText: string;
  readonly insertedText: string;
  /** The attribution of `deletedText`. */
  readonly removedRuns: readonly Run[];
}

/** A change that can be taken back: the state it started from and all that it replaced. Edits are sorted and disjoint. */
export interface LoggedChange {
  readonly before: TextSignature;
  readonly edits: readonly LoggedEdit[];
}

interface Inverse extends TextEdit {
  readonly insertedRuns: readonly Run[];
}

function inverseOf(change: LoggedChange): readonly Inverse[] {
  let shift = 0;
  return change.edits.map((edit) => {
    const inverse = {
      offset: edit.offset + shift,
      deletedUtf16Length: edit.insertedText.length,
      insertedText: edit.deletedText,
      insertedRuns: edit.removedRuns,
    };
    shift += edit.insertedText.length - edit.deletedText.length;
    return inverse;
  });
}

/** How much a log may hold before its oldest changes are forgotten. */
export interface ChangeLogLimits {
  readonly changes: number;
  readonly utf16Length: number;
}

const usualLimits: ChangeLogLimits = { changes: 2_000, utf16Length: 8_000_000 };

/**
 * The latest changes of one document, kept so that undo and redo can give back exactly the attribution that the text had.
 *
 * Undo and redo are not matched edit by edit, because an editor joins and splits its steps as it likes. They return the
 * document to a *state* that it had before; the log finds that state by its signature, checks its text, and takes back every change since.
 * A redo returns to the state before the undo, which is in the log as well.
 */
export class ChangeLog {
  readonly #changes: LoggedChange[] = [];
  readonly #limits: ChangeLogLimits;
  #utf16Length = 0;

  constructor(limits: ChangeLogLimits = usualLimits) {
    this.#limits = limits;
  }

  /** How many changes can be taken back. */
  get length(): number {
    return this.#changes.length;
  }

  /** Adds the newest change; forgets the oldest ones beyond the limits. */
  push(change: LoggedChange): void {
    this.#changes.push(change);
    this.#utf16Length += weight(change);
    while (this.#changes.length > this.#limits.changes || this.#utf16Length > this.#limits.utf16Length) {
      const oldest = this.#changes.shift();
      if (oldest === undefined) break;
      this.#utf16Length -= weight(oldest);
    }
  }

  /** Forgets everything: the text has become another one in a way that the log was not told of. */
  clear(): void {
    this.#changes.length = 0;
    this.#utf16Length = 0;
  }

  /**
   * How many of the newest changes must be taken back so that a document whose text now is `textNow` has the text `target`;
   * null when that state is not in the log.
   */
  stepsBackTo(target: string, targetSignature: TextSignature, textNow: string): number | null {
    let text = textNow;
    let takenBack = 0;
    for (let steps = 1; steps <= this.#changes.length; steps++) {
      const change = this.#changes[this.#changes.length - steps];
      if (change === undefined || !sameSignature(change.before, targetSignature)) continue;
      while (takenBack < steps) {
        takenBack++;
        const next = this.#changes[this.#changes.length - takenBack];
        if (next !== undefined) text = applyEdits(text, inverseOf(next));
      }
      if (text === target) return steps;
    }
    return null;
  }

  /** Takes the newest `steps` changes back in `attribution`. The log keeps them: they lie between here and the states before. */
  takeBack(attribution: Attribution, steps: number): void {
    for (let step = 1; step <= steps; step++) {
      const change = this.#changes[this.#changes.length - step];
      if (change === undefined) throw new RangeError(`Cannot take back ${steps} changes of ${this.#changes.length}`);
      attribution.replaceMany(inverseOf(change));
    }
  }

  /** The only piece that the newest change deleted, where it did nothing else; else null. */
  get lastDeleted(): string | null {
    const [edit, ...others] = this.#changes.at(-1)?.edits ?? [];
    return edit?.insertedText === '' && others.length === 0 ? edit.deletedText : null;
  }

  /** The deleted pieces, newest first, for text that comes back on its own. */
  *deletedPieces(): Iterable<LoggedEdit> {
    for (let index = this.#changes.length - 1; index >= 0; index--) {
      for (const edit of this.#changes[index]?.edits ?? []) if (edit.deletedText !== '') yield edit;
    }
  }
}

function weight(change: LoggedChange): number {
  return change.edits.reduce((sum, edit) => sum + edit.deletedText.length + edit.insertedText.length, 0);
}
