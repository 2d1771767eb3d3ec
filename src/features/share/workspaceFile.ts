import { parse } from 'jsonc-parser';

/** Whether the text of a `.code-workspace` file, which may have comments, names folders. A text that is none names no folder. */
export function namesFolders(text: string): boolean {
  const parsed: unknown = parse(text);
  const folders = typeof parsed === 'object' && parsed !== null && 'folders' in parsed ? parsed.folders : null;
  return Array.isArray(folders) && folders.length > 0;
}
