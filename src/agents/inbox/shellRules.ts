/** Programs that arrange code and write none. */
const formatters =
  /^(?:(?:npx|pnpm|yarn|bunx|npm exec|pnpm exec|pnpm dlx|poetry run|uv run|uvx|python3? -m)\s+(?:--?\S+\s+)*)?(?:prettier|eslint|biome|dprint|black|isort|autopep8|yapf|ruff|gofmt|goimports|gofumpt|rustfmt|cargo fmt|clang-format|shfmt|stylua|terraform fmt|dart format|swiftformat|ktlint|rubocop|standard|deno fmt|dotnet format|mix format)(?=\s|$)/;

const formatScript =
  /^(?:npm run|pnpm run|pnpm|yarn run|yarn|bun run|make|just)\s+(?:-\S+\s+)*(?:format|fmt|prettier|lint:fix|lint --fix)(?::\S+)?(?=\s|$)/;

/** Commands of git that bring text from elsewhere: from another commit, from a stash, from a patch. */
const gitBringsText =
  /\bgit(?:\s+(?:-[Cc]\s+\S+|--?[\w-]+(?:=\S+)?))*\s+(?:stash|apply|am|merge|pull|rebase|cherry-pick|revert|checkout|switch|restore|reset|clone|submodule|subtree|worktree)\b/;

/** Parts that change nothing, so that they may stand beside a formatter. */
const harmless = /^(?:cd|echo|true|ls|pwd|cat|git (?:add|status|diff|log|show|commit))(?=\s|$)/;

/** Whose the text is that a command brought: the agent's, the tool's that it called, or nobody knows. */
export type CommandAuthor = 'agent' | 'tool' | 'unknown';

/**
 * What can be said from the command's words alone. A command that calls nothing but formatters re-arranges; one that lets git bring text from
 * elsewhere brings text of which nobody knows whose it is. All else is the agent's work.
 */
export function authorOfCommand(command: string | null): CommandAuthor {
  if (command === null) return 'agent';
  if (gitBringsText.test(command)) return 'unknown';
  const parts = command
    .split(/&&|\|\||[;|\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && !harmless.test(part));
  const isFormatter = (part: string): boolean => formatters.test(part) || formatScript.test(part);
  // What a command writes to a file by redirection is no formatting.
  return parts.length > 0 && parts.every(isFormatter) && !/(?:^|[^0-9&])>{1,2}\s*[^&\s]/.test(command)
    ? 'tool'
    : 'agent';
}
