import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Whether git-ai itself keeps authorship in this repository. It makes its folder of working logs in the git directory the first time it sees
 * the repository (git-ai-project/git-ai, `repo_storage.rs`); nothing else makes it.
 */
export function isGitAiAtWork(commonDir: string): boolean {
  return existsSync(path.join(commonDir, 'ai', 'working_logs'));
}
