import { type CancelSignal, type Git } from '../core/ports.ts';
import { isTalking } from './blame/ownBlame.ts';
import { readObjects, sameRoom } from './gitObjects.ts';
import { ObjectDialogue } from './objectDialogue.ts';

/** As `readObjects` of `gitObjects`: contents stand until the next call only. */
export type ReadObjects = (
  names: readonly string[],
  onObject: (name: string, content: Uint8Array | null) => void,
) => Promise<boolean>;

/**
 * Reads objects whenever a pass through history needs some, all of them through one process, where git can be asked on and on.
 * Call {@link end}.
 */
export class PassObjects {
  readonly #place: { readonly git: Git; readonly cwd: string };
  readonly #signal: CancelSignal | undefined;
  readonly #dialogue: ObjectDialogue | null;

  constructor(place: { readonly git: Git; readonly cwd: string }, signal?: CancelSignal) {
    const { git, cwd } = place;
    this.#place = place;
    this.#signal = signal;
    this.#dialogue = isTalking(git) ? new ObjectDialogue(git, cwd, signal, sameRoom()) : null;
  }

  /** Whether it costs no more to read a few at a time than many at once. */
  get isQuick(): boolean {
    return this.#dialogue !== null;
  }

  readonly read: ReadObjects = async (names, onObject) => {
    let answered = 0;
    const isRead = await this.#dialogue?.read(names, (object, index) => {
      answered = index + 1;
      onObject(names[index] ?? '', object?.content ?? null);
    });
    if (isRead === true) return true;
    // In a partial clone git ends at each object that it may not fetch.
    const { git, cwd } = this.#place;
    return await readObjects(git, cwd, names.slice(answered), onObject, this.#signal);
  };

  /** No more questions. */
  end(): void {
    this.#dialogue?.end();
  }
}
