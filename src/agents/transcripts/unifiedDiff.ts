import { type ReportedEdit } from '../../core/text/placeEdits.ts';

const hunkHeader = /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/;

/**
 * The stretches of a unified diff of one file as replacements, from top to bottom; the lines around a change that stay belong to its old and new text,
 * since they say where it is. Line breaks become `\n`. Lines that are no part of a stretch (file headers, `\ No newline at end of file`) say nothing.
 */
export function editsOfUnifiedDiff(diff: string): readonly ReportedEdit[] {
  const edits: ReportedEdit[] = [];
  let isInside = false;
  let oldText = '';
  let newText = '';
  const finish = (): void => {
    if (oldText !== newText) edits.push({ oldText, newText, replacesAll: false, anchor: null });
    [oldText, newText] = ['', ''];
  };
  const lines = diff.replaceAll('\r\n', '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    if (hunkHeader.test(line)) {
      finish();
      isInside = true;
    } else if (isInside && !line.startsWith('\\')) {
      // A byte order mark is no part of a text as agents report it.
      const text = `${line.slice(1).replace(/^\ufeff/, '')}\n`;
      if (!line.startsWith('+')) oldText += text;
      if (!line.startsWith('-')) newText += text;
    }
  }
  finish();
  return edits;
}
