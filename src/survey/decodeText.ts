/** Text of a file, or that it has none: it is binary. */
export type DecodedText = { readonly ok: true; readonly text: string } | { readonly ok: false };

/** git's own test (`buffer_is_binary`): a NUL among the first 8,000 bytes. */
const binaryProbeBytes = 8_000;

const lfsPointer = 'version https://git-lfs.github.com/spec/';

/**
 * The text of a file's bytes as an editor shows it: UTF-16 with a byte order mark, else UTF-8 with or without one; bytes that are no UTF-8 become
 * replacement characters. A pointer of Git LFS stands for a binary file.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { ok: true, text: new TextDecoder('utf-16le').decode(bytes) };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { ok: true, text: new TextDecoder('utf-16be').decode(bytes) };
  if (bytes.subarray(0, binaryProbeBytes).includes(0)) return { ok: false };
  const text = new TextDecoder('utf-8').decode(bytes);
  return text.startsWith(lfsPointer) ? { ok: false } : { ok: true, text };
}
