/** Larger payloads are not read. */
export const mostPayloadBytes = 32 * 1024 * 1024;

/** The text of a payload: UTF-16 with a byte order mark or recognisable by its NULs (PowerShell pipes it so), else UTF-8 with or without a mark. */
export function payloadText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  // JSON begins with a character of ASCII, whose other half is a NUL.
  if (second === 0 && first !== 0) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0 && second !== 0) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

/** The parsed payload, or why there is none. */
export function parsePayload(
  bytes: Uint8Array,
): { readonly ok: true; readonly payload: unknown } | { readonly ok: false; readonly reason: string } {
  if (bytes.length === 0) return { ok: false, reason: 'the payload is empty' };
  if (bytes.length > mostPayloadBytes) return { ok: false, reason: 'the payload is larger than 32 MB' };
  try {
    return { ok: true, payload: JSON.parse(payloadText(bytes)) as unknown };
  } catch {
    return { ok: false, reason: 'the payload is no JSON, or is cut off' };
  }
}
