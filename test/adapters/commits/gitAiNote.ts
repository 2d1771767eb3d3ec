/**
 * A note as git-ai writes it at the time of the commit: sessions for AI, a key for the person, nothing for the rest. Null where there is nothing to say.
 * `ask` runs git and gives back what it prints; `onNoted` is told each line that the note claims.
 */
export function gitAiNote(
  oid: string,
  ask: (...args: readonly string[]) => string,
  writerOf: (line: string) => 'ai' | 'human' | 'elsewhere' | undefined,
  onNoted: (line: string) => void,
): string | null {
  const session = 's_c9883b05a2487d::t_9f8e7d6c5b4a32';
  const person = 'h_31dce776f88375';
  let attestation = '';
  const files = ask('diff-tree', '--root', '-r', '--no-commit-id', '--name-only', '-z', oid).split('\0');
  for (const file of files) {
    const blamed = file === '' ? '' : ask('blame', '--line-porcelain', oid, '--', file);
    const numbers = { ai: [] as string[], human: [] as string[] };
    for (const [, commit, number, content = ''] of blamed.matchAll(
      /^([0-9a-f]{40}) \d+ (\d+)[^\t]*?\n\t([^\n]*)$/gms,
    )) {
      const writer = writerOf(content.trim());
      if (commit !== oid || (writer !== 'ai' && writer !== 'human')) continue;
      numbers[writer].push(number ?? '');
      onNoted(content.trim());
    }
    if (numbers.ai.length + numbers.human.length === 0) continue;
    attestation += `${file}\n`;
    if (numbers.ai.length > 0) attestation += `  ${session} ${numbers.ai.join(',')}\n`;
    if (numbers.human.length > 0) attestation += `  ${person} ${numbers.human.join(',')}\n`;
  }
  if (attestation === '') return null;
  const metadata = {
    schema_version: 'authorship/3.0.0',
    git_ai_version: '1.4.5',
    base_commit_sha: oid,
    prompts: {},
    humans: { h_31dce776f88375: { author: 'Ada Example <ada@example.org>' } },
    sessions: {
      s_c9883b05a2487d: {
        agent_id: { tool: 'cursor', id: 'c-1', model: 'gpt-5' },
        custom_attributes: { team: 'backend' },
      },
    },
  };
  return `${attestation}---\n${JSON.stringify(metadata, null, 2)}`;
}
