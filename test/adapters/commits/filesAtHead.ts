/** The lines of each file at HEAD, by path. `run` runs git and gives what it prints. */
export function filesAtHead(
  run: (args: readonly string[], input?: string) => Buffer,
): ReadonlyMap<string, readonly string[]> {
  const entries = run(['ls-tree', '-r', '-z', 'HEAD'])
    .toString()
    .split('\0')
    .flatMap((entry) => {
      const [, oid, file] = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(entry) ?? [];
      return oid === undefined || file === undefined ? [] : [{ oid, file }];
    });
  const files = new Map<string, readonly string[]>();
  if (entries.length === 0) return files;
  const answer = run(['cat-file', '--batch'], entries.map(({ oid }) => `${oid}\n`).join(''));
  let at = 0;
  for (const { file } of entries) {
    const headerEnd = answer.indexOf('\n', at);
    const bytes = Number(answer.toString('utf8', at, headerEnd).split(' ')[2]);
    const text = answer.toString('utf8', headerEnd + 1, headerEnd + 1 + bytes);
    files.set(file, text.replace(/\n$/, '').split('\n'));
    at = headerEnd + 1 + bytes + 1;
  }
  return files;
}
