/** Of the form of the bytes; another form gets another number. */
const formVersion = 2;

/** The sources of a path, where the keys of each end, all different keys, and of each source which of them. */
export interface Row {
  /** No line breaks. */
  readonly sources: readonly string[];
  readonly ends: Int32Array;
  readonly keys: Float64Array;
  readonly indexes: Uint16Array | Uint32Array;
  /** How many sources were taken out of the row since it was made; their keys may still be there. */
  readonly dropped: number;
}

/** Eight numbers come first: the form, `dropped`, how many sources, keys and indexes there are, and how many bytes an index and the names of the sources have. */
const headBytes = 32;

/** The numbers, then the keys, the ends and the indexes, as the processor has them, then the names, a line each: one copy of each, since all rows of a commit are written. */
export function packRow({ sources, ends, keys, indexes, dropped }: Row): Uint8Array {
  const names = Buffer.from(sources.join('\n'));
  const parts = [
    Int32Array.of(
      formVersion,
      dropped,
      sources.length,
      keys.length,
      indexes.length,
      indexes.BYTES_PER_ELEMENT,
      names.length,
      0,
    ),
    keys,
    ends,
    indexes,
    names,
  ];
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

/** Null for bytes that {@link packRow} did not make. */
export function unpackRow(bytes: Uint8Array): Row | null {
  if (bytes.length < headBytes) return null;
  // From the start of a buffer, as wider numbers want it.
  const { buffer } = new Uint8Array(bytes);
  const [version, dropped = 0, sourceCount = 0, keyCount = 0, indexCount = 0, indexBytes, nameBytes = 0] =
    new Int32Array(buffer, 0, headBytes / 4);
  if (version !== formVersion || (indexBytes !== 2 && indexBytes !== 4)) return null;
  if ([sourceCount, keyCount, indexCount, nameBytes].some((count) => count < 0)) return null;
  const endsAt = headBytes + keyCount * 8;
  const indexesAt = endsAt + sourceCount * 4;
  const namesAt = indexesAt + indexCount * indexBytes;
  if (namesAt + nameBytes !== bytes.length) return null;
  const sources = nameBytes === 0 ? [] : Buffer.from(buffer, namesAt, nameBytes).toString().split('\n');
  if (sources.length !== sourceCount) return null;
  return {
    sources,
    ends: new Int32Array(buffer, endsAt, sourceCount),
    keys: new Float64Array(buffer, headBytes, keyCount),
    indexes:
      indexBytes === 2
        ? new Uint16Array(buffer, indexesAt, indexCount)
        : new Uint32Array(buffer, indexesAt, indexCount),
    dropped,
  };
}
