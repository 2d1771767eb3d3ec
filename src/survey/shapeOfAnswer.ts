import { type CachedBlame } from '../core/ports.ts';

/** The shape of the history (see `HistoryState`) of which blame said what is kept. */
export function shapeOfAnswer({ askedAt }: CachedBlame): string {
  return askedAt.split(' ')[1] ?? '';
}
