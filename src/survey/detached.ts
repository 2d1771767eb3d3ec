/**
 * A copy of a text that holds on to nothing else. A part that was cut out of a text keeps the whole of it in memory as long as it lives, and what git prints
 * is long: whatever stays of it for a survey's life is copied.
 */
export function detached(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
