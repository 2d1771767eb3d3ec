import path from 'node:path';
import { type ReportedFile } from '../agent.ts';
import { checkedPath, fieldsOf, nameAt, reportedFile, textAt, BadPayload, type Fields } from '../payload.ts';
import { type TakeEntry, type TranscriptChange, type TranscriptFormat } from './transcript.ts';
import { editsOfUnifiedDiff } from './unifiedDiff.ts';

/** A file of a `FileChange`; null for what is not understood. */
function fileOf(name: string, change: Fields): ReportedFile | null {
  const filePath = checkedPath(name);
  if (change['type'] === 'add') {
    const after = textAt(change, 'content');
    return after === null ? null : reportedFile(filePath, { action: 'write', before: '', after });
  }
  if (change['type'] !== 'update') return null;
  const edits = editsOfUnifiedDiff(textAt(change, 'unified_diff') ?? '');
  const target = nameAt(change, 'move_path');
  if (target !== null) return reportedFile(checkedPath(target), { action: 'move', movedFrom: filePath, edits });
  return edits.length === 0 ? null : reportedFile(filePath, { action: 'edit', edits });
}

function filesOf(changes: Fields): readonly ReportedFile[] {
  return Object.entries(changes).flatMap(([name, value]) => {
    try {
      return fileOf(name, fieldsOf(value) ?? {}) ?? [];
    } catch (error) {
      if (error instanceof BadPayload) return [];
      throw error;
    }
  });
}

function start(): TakeEntry {
  let session: string | null = null;
  let cwd: string | null = null;
  let model: string | null = null;
  return (entry): readonly TranscriptChange[] => {
    const payload = fieldsOf(entry['payload']);
    if (entry['type'] === 'session_meta') {
      session = nameAt(payload, 'id');
      cwd = nameAt(payload, 'cwd');
    }
    // It comes before each turn, and tells of the turn that follows.
    if (entry['type'] === 'turn_context') {
      model = nameAt(payload, 'model');
      cwd = nameAt(payload, 'cwd') ?? cwd;
    }
    const item = fieldsOf(payload?.['item']);
    if (payload?.['type'] !== 'item_completed' || item?.['type'] !== 'FileChange') return [];
    const atMs = Date.parse(nameAt(entry, 'timestamp') ?? '');
    const changes = fieldsOf(item['changes']);
    if (item['status'] !== 'completed' || changes === null || Number.isNaN(atMs)) return [];
    return filesOf(changes).map((file) => ({ agent: 'codex', model, session, atMs, cwd, file }));
  };
}

/** Codex: a rollout for each thread, with a diff of every file that a patch changed, also of patches that went through the shell. */
export const codexTranscript: TranscriptFormat = {
  agent: 'codex',
  folder: (home, env) => path.join(env['CODEX_HOME'] ?? path.join(home, '.codex'), 'sessions'),
  isTranscript: (relativePath) => /(?:^|\/)rollout-[^/]*\.jsonl$/.test(relativePath),
  start,
};
