/** What the headline's share is a share of. */
export const lensWords = {
  standing: 'of the lines that stand',
  committed: 'of the lines that were committed',
  written: 'of what was written by AI or typed by hand',
} as const;

/** What is counted. */
export const unitWords = { lines: 'non-blank lines', characters: 'characters' } as const;
