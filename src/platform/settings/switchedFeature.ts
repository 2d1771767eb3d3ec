/** What can be ended. */
interface Disposable {
  dispose(): void;
}

/** A feature that a setting or a command turns on and off: off means disposed, so that it costs nothing. */
export class SwitchedFeature<Feature extends Disposable> {
  readonly #isWanted: () => boolean;
  readonly #start: () => Feature;
  #current: Feature | null = null;

  constructor(isWanted: () => boolean, start: () => Feature) {
    this.#isWanted = isWanted;
    this.#start = start;
  }

  /** The running feature; null while it is off. */
  get current(): Feature | null {
    return this.#current;
  }

  /** Starts or ends the feature if what is wanted has changed. */
  readonly follow = (): void => {
    const isWanted = this.#isWanted();
    if (isWanted === (this.#current !== null)) return;
    this.#current?.dispose();
    this.#current = isWanted ? this.#start() : null;
  };

  /** Ends the feature and starts it anew if it is wanted. */
  readonly restart = (): void => {
    this.dispose();
    this.follow();
  };

  dispose(): void {
    this.#current?.dispose();
    this.#current = null;
  }
}
