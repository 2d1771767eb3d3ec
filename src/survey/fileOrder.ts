import { type FragileLines } from './fragileLines.ts';
import { type WantedFile } from './historyPass.ts';
import { type TouchIndex } from './touchIndex.ts';

/** How often somebody looked where a file is: 0 for nobody knows, infinity for looking at it right now. */
export type ViewsOf = (wanted: WantedFile) => number;

/** What is looked at most before the others, in the same order otherwise. */
export function mostViewedFirst(files: readonly WantedFile[], viewsOf: ViewsOf): readonly WantedFile[] {
  const counted = files.map((one) => ({ one, views: viewsOf(one) }));
  // Infinity has no distance to itself.
  counted.sort((a, b) => (a.views === b.views ? 0 : b.views - a.views));
  return counted.map(({ one }) => one);
}

/** What was touched last before what was not touched for longer; what nobody knows of comes last. */
export function newestFirst(files: readonly WantedFile[], touches: TouchIndex | null): readonly WantedFile[] {
  const rank = ({ file }: WantedFile): number => touches?.rankOf(file.path) ?? Infinity;
  return [...files].sort((a, b) => Math.sign(rank(a) - rank(b)) || 0);
}

/** Those with most lines that stood together first: git works for these while the others are looked at. */
export function fragileFirst(files: readonly WantedFile[], fragile: FragileLines): readonly WantedFile[] {
  return [...files].sort((a, b) => fragile.countOf(b.file.path) - fragile.countOf(a.file.path));
}
