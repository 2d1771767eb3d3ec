import assert from 'node:assert/strict';

/** Random numbers that a seed repeats (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to `below` - 1. */
  roll(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.roll(items.length)];
    assert.ok(item !== undefined, 'nothing to pick from');
    return item;
  }

  word(): string {
    return Array.from({ length: 5 }, () => 'abcdefghijklmnopqrstuvwxyz0123456789'[this.roll(26)]).join('');
  }
}
