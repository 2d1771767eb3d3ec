/** The id of the extension whose ledgers we share. */
export const extensionId = 'ai-code-share.ai-code-share';
