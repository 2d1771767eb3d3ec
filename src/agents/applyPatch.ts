import { type ReportedEdit } from '../core/text/placeEdits.ts';
import { type ReportedFile } from './agent.ts';
import { BadPayload, checkedPath, mostEdits, mostFiles, reportedFile } from './payload.ts';

const fileHeader = /^\*\*\* (Add|Update|Delete) File: (.+)$/;
const moveHeader = /^\*\*\* Move to: (.+)$/;

/**
 * The files of a patch in the form of the `apply_patch` tool (`*** Begin Patch` … `*** End Patch`), which has no line numbers. Each stretch of
 * changed lines becomes one edit; the lines around it that stay belong to its old and new text, since they say where it is.
 * Throws {@link BadPayload} for a text that is no such patch.
 */
export function readApplyPatch(patch: string): readonly ReportedFile[] {
  const lines = patch.replaceAll('\r\n', '\n').split('\n');
  let at = lines.findIndex((line) => line.trim() === '*** Begin Patch');
  if (at < 0) throw new BadPayload('the patch has no beginning');
  const files: ReportedFile[] = [];
  for (at++; at < lines.length;) {
    const line = lines[at] ?? '';
    if (line.trim() === '*** End Patch') return files;
    const [, action, name] = fileHeader.exec(line) ?? [];
    if (action === undefined || name === undefined) {
      if (line.trim() !== '') throw new BadPayload('a line of the patch belongs to no file');
      at++;
      continue;
    }
    if (files.length >= mostFiles) throw new BadPayload(`the patch has more than ${mostFiles} files`);
    let end = at + 1;
    while (end < lines.length && !isHeader(lines[end] ?? '')) end++;
    files.push(fileOf(action, checkedPath(name.trim()), lines.slice(at + 1, end)));
    at = end;
  }
  throw new BadPayload('the patch has no end');
}

function isHeader(line: string): boolean {
  return fileHeader.test(line) || line.trim() === '*** End Patch';
}

function fileOf(action: string, path: string, body: readonly string[]): ReportedFile {
  if (action === 'Delete') return reportedFile(path, { action: 'delete', after: '' });
  if (action === 'Add') {
    const added = body.filter((line) => line.startsWith('+')).map((line) => `${line.slice(1)}\n`);
    return reportedFile(path, { action: 'write', after: added.join('') });
  }
  const [, target] = moveHeader.exec(body[0] ?? '') ?? [];
  const edits = editsOf(target === undefined ? body : body.slice(1));
  if (target === undefined) return reportedFile(path, { action: 'edit', edits });
  return reportedFile(checkedPath(target.trim()), { action: 'move', movedFrom: path, edits });
}

function editsOf(body: readonly string[]): readonly ReportedEdit[] {
  const edits: ReportedEdit[] = [];
  let anchor: string | null = null;
  let oldLines: string[] = [];
  let newLines: string[] = [];
  const finish = (): void => {
    if (oldLines.length > 0 || newLines.length > 0) {
      if (edits.length >= mostEdits) throw new BadPayload(`the patch has more than ${mostEdits} changes in one file`);
      // A stretch of whole lines; a file without a line break at its end is met where the edit is placed.
      const text = (part: readonly string[]): string => part.map((line) => `${line}\n`).join('');
      edits.push({ oldText: text(oldLines), newText: text(newLines), replacesAll: false, anchor });
    }
    oldLines = [];
    newLines = [];
  };
  for (const line of body) {
    if (line.startsWith('@@')) {
      finish();
      anchor = line.slice(2).trim() === '' ? null : line.slice(2).trimStart();
    } else if (line.startsWith('+')) newLines.push(line.slice(1));
    else if (line.startsWith('-')) oldLines.push(line.slice(1));
    else if (line.startsWith(' ') || line === '') {
      oldLines.push(line.slice(1));
      newLines.push(line.slice(1));
    } else if (line !== '*** End of File') throw new BadPayload('a line of the patch is neither old nor new');
  }
  finish();
  return edits.filter((edit) => edit.oldText !== edit.newText);
}
