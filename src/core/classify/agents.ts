/**
 * Agents by the id of the VS Code extension that makes the edit, lower case. An extension that is not listed is named by its id,
 * so nothing is lost and nothing guessed.
 */
const agentByExtensionId: Readonly<Record<string, string>> = {
  'github.copilot': 'copilot',
  'github.copilot-chat': 'copilot',
  'anthropic.claude-code': 'claude',
  'openai.chatgpt': 'codex',
  'google.geminicodeassist': 'gemini',
  'codeium.codeium': 'windsurf',
  'continue.continue': 'continue',
  'saoudrizwan.claude-dev': 'cline',
  'rooveterinaryinc.roo-cline': 'roo',
  'sourcegraph.cody-ai': 'cody',
  'sourcegraph.amp': 'amp',
  'tabnine.tabnine-vscode': 'tabnine',
  'supermaven.supermaven': 'supermaven',
  'amazonwebservices.amazon-q-vscode': 'amazon-q',
  'visualstudioexptteam.vscodeintellicode-completions': 'intellicode',
  'augment.vscode-augment': 'augment',
  'jetbrains.junie': 'junie',
};

/** Whether an extension is one of those whose own texts are an AI's. What is only ranked by an AI is not made by it. */
export function isAiExtension(extensionId: string | null): boolean {
  const id = extensionId?.toLowerCase() ?? '';
  return id in agentByExtensionId && agentByExtensionId[id] !== 'intellicode';
}

/** The agent behind an extension; null without an extension. */
export function agentOfExtension(extensionId: string | null): string | null {
  if (extensionId === null || extensionId === '') return null;
  const id = extensionId.toLowerCase();
  return agentByExtensionId[id] ?? id;
}
