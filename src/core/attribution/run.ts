import { type Origin, type OriginId } from './origin.ts';

/** Consecutive UTF-16 code units with one origin. `utf16Length` is at least 1. */
export interface Run {
  readonly utf16Length: number;
  readonly originId: OriginId;
}

/** A {@link Run} that names its origin itself, so that it can travel between ledgers (the clipboard). */
export interface OriginRun {
  readonly utf16Length: number;
  readonly origin: Origin;
}
