const rememberAfterMs = 100;

/** What a person does who wants to be elsewhere. */
const handsOn = ['wheel', 'keydown', 'pointerdown', 'touchstart'] as const;

/**
 * Brings a page back to where it was scrolled to, and tells where it is scrolled to from then on. The page grows while a workspace is read, so the
 * place may be out of reach at first; whoever scrolls meanwhile is left alone.
 */
export class ScrollKeeper {
  #wanted: number | null;

  /** Starts keeping; `wanted` and what `remember` is told of are in CSS pixels from the top. */
  constructor(wanted: number, remember: (scrollTop: number) => void) {
    this.#wanted = wanted > 0 ? wanted : null;
    for (const kind of handsOn) window.addEventListener(kind, () => this.release(), { passive: true });
    let timer: number | null = null;
    window.addEventListener(
      'scroll',
      () => {
        timer ??= window.setTimeout(() => {
          timer = null;
          if (this.#wanted === null) remember(window.scrollY);
        }, rememberAfterMs);
      },
      { passive: true },
    );
  }

  /** Something was shown: scrolls as far as it can. `isComplete` when nothing more will come. */
  restore(isComplete: boolean): void {
    if (this.#wanted === null) return;
    window.scrollTo({ top: this.#wanted, behavior: 'instant' });
    if (isComplete || Math.abs(window.scrollY - this.#wanted) < 1) this.#wanted = null;
  }

  /** The page is to be somewhere else now. */
  release(): void {
    this.#wanted = null;
  }
}
