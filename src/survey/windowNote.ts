/** The ledger's bookmark in which a window leaves how it sees edits. */
export const windowBookmark = 'window.editReasons';

/** Whether the editor names the reason of each edit (`exact`), and since when that was seen in the latest window. */
export function windowNote(editReasons: 'exact' | 'stable', atMs: number): string {
  return `${editReasons} ${new Date(atMs).toISOString()}`;
}

/** The note for people; null for none, or one that cannot be read. */
export function windowNoteText(note: string | null): string | null {
  const [editReasons, at] = note?.split(' ') ?? [];
  if (at === undefined || (editReasons !== 'exact' && editReasons !== 'stable')) return null;
  return editReasons === 'exact'
    ? `exact: a window was told the reason of each edit (since ${at})`
    : `stable: a window was told no reasons of edits (since ${at})`;
}
