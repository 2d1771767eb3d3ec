import { kindOfPath } from '../core/statistics/languages.ts';
import { decodeText } from './decodeText.ts';
import { skipByContent, skipByPath } from './skipRules.ts';

/** Whether a file of this path and text counts, as far as name and content tell; what git attributes say is not asked. */
export function countsText(path: string, text: string, exclude: readonly string[]): boolean {
  return (
    skipByPath(path, undefined, exclude) === null &&
    skipByContent(text, kindOfPath(path) === 'docs', undefined) === null
  );
}

/** The text of a file's bytes; null for a binary file. */
export function textOfBytes(bytes: Uint8Array): string | null {
  const decoded = decodeText(bytes);
  return decoded.ok ? decoded.text : null;
}
