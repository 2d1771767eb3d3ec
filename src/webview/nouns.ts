import { formatCount } from '../core/statistics/format.ts';
import { t } from './l10n.ts';

/** So many lines, in words that fit one as well as many. */
export function linesText(count: number): string {
  return count === 1 ? t('1 line') : t('{0} lines', formatCount(count));
}

/** So many files. */
export function filesText(count: number): string {
  return count === 1 ? t('1 file') : t('{0} files', formatCount(count));
}

/** So many commits. */
export function commitsText(count: number): string {
  return count === 1 ? t('1 commit') : t('{0} commits', formatCount(count));
}
