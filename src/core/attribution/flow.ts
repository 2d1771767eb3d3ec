import { type OriginId } from './origin.ts';
import { type Run } from './run.ts';

/** Code units by origin. */
export type LengthByOrigin = ReadonlyMap<OriginId, number>;

/** Counts what one change inserted and deleted, by origin. */
export class Flow {
  /** What is new in the text. */
  readonly inserted = new Map<OriginId, number>();
  /** What went for good. */
  readonly deleted = new Map<OriginId, number>();
  readonly #fresh: OriginId;

  /** `fresh` stands for the origin of new text in drafts. */
  constructor(fresh: OriginId) {
    this.#fresh = fresh;
  }

  /** Counts one replacement: of `drafted`, which takes the place of `removed`, up to `typedUtf16Length` new code units are of `newId`, the others of `mechanicsId`. */
  count(
    removed: readonly Run[],
    drafted: readonly Run[],
    newId: OriginId,
    mechanicsId: OriginId,
    typedUtf16Length: number,
  ): void {
    const gone = new Map<OriginId, number>();
    for (const run of removed) add(gone, run.originId, run.utf16Length);
    for (const run of drafted) {
      if (run.originId === this.#fresh) {
        const typed = Math.min(run.utf16Length, typedUtf16Length);
        add(this.inserted, newId, typed);
        add(this.inserted, mechanicsId, run.utf16Length - typed);
      } else {
        add(gone, run.originId, -run.utf16Length);
      }
    }
    // Carried text may have more of an origin than the deleted text had: nothing of it is gone then.
    for (const [originId, utf16Length] of gone) if (utf16Length > 0) add(this.deleted, originId, utf16Length);
  }
}

function add(lengths: Map<OriginId, number>, originId: OriginId, utf16Length: number): void {
  if (utf16Length !== 0) lengths.set(originId, (lengths.get(originId) ?? 0) + utf16Length);
}
