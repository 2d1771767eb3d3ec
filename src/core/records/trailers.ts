/** One `Key: value` line of a commit message. */
export interface Trailer {
  readonly key: string;
  readonly value: string;
}

const trailerLine = /^([A-Za-z0-9][A-Za-z0-9-]*)\s?:\s*(.*\S)\s*$/;

/** A paragraph is a block of trailers when it has one and hardly anything else; the last paragraph is git's own rule (interpret-trailers). */
function trailersOfParagraph(paragraph: string): readonly Trailer[] | null {
  const lines = paragraph.split('\n').filter((line) => line.trim() !== '');
  const trailers: Trailer[] = [];
  let others = 0;
  for (const line of lines) {
    const [, key, value] = trailerLine.exec(line) ?? [];
    if (key !== undefined && value !== undefined) trailers.push({ key, value });
    // A continued value, or git's own addition.
    else if (!/^\s/.test(line) && !line.startsWith('(cherry picked from commit ')) others++;
  }
  return trailers.length > 0 && others <= trailers.length / 3 ? trailers : null;
}

/** A squash merge lists the messages of its commits one below the other: each begins like this. */
const squashedCommit = /^(?:\* |commit [0-9a-f]{7,40}\b)/m;

/**
 * The trailers of a commit message: those of its last paragraph, and, for a squash merge, those at the end of each squashed
 * message. A line of prose that looks like a trailer elsewhere does not count.
 */
export function trailersOf(message: string): readonly Trailer[] {
  const paragraphs = message
    .replaceAll('\r\n', '\n')
    .trim()
    .split(/\n\s*\n/);
  // The first paragraph is the subject, whatever it looks like.
  const bodies = paragraphs.slice(1);
  const isSquash = squashedCommit.test(bodies.join('\n\n'));
  // git's own squash indents the messages by four spaces.
  const candidates = isSquash ? bodies.map((paragraph) => paragraph.replaceAll(/^ {4}/gm, '')) : bodies.slice(-1);
  return candidates.flatMap((paragraph) => trailersOfParagraph(paragraph) ?? []);
}

/** The name and the address in `Name <address>`; null for a value of another form. */
export function nameAndAddress(value: string): { readonly name: string; readonly address: string } | null {
  const [, name, address] = /^\s*(.*?)\s*<([^<>]*)>/.exec(value) ?? [];
  return name === undefined || address === undefined ? null : { name, address };
}
