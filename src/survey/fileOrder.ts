import { type FragileLines } from './fragileLines.ts';
import { type WantedFile } from './historyPass.ts';
import { type TouchIndex } from './touchIndex.ts';

/** Files that somebody is looking at before the others, in the same order otherwise. */
export function urgentFirst(
  files: readonly WantedFile[],
  isUrgent: (wanted: WantedFile) => boolean,
): readonly WantedFile[] {
  return [...files.filter((one) => isUrgent(one)), ...files.filter((one) => !isUrgent(one))];
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
