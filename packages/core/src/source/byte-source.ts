/** Bytes that need not be in memory: of a file, a Blob, an address, an array alike. */
export interface ByteSource {
  /** Bytes of the whole. */
  readonly byteLength: number;
  /** Bytes from `from` up to, not including, `to`; fewer only where the source ends. */
  slice(from: number, to: number): Promise<Uint8Array>;
}

/** A source with the name that tells people, and formats by their endings, what it is. */
export interface NamedSource {
  /** File name or path as it was given. */
  readonly name: string;
  /** Where its bytes come from. */
  readonly bytes: ByteSource;
}

/** Bytes in memory as a source; nothing is copied. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return { byteLength: bytes.length, slice: async (from, to) => bytes.subarray(from, to) };
}

/** A Blob or File (in browsers and Node alike) as a source: parts are read when they are asked for. */
export function blobSource(blob: Blob): ByteSource {
  return {
    byteLength: blob.size,
    slice: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
  };
}

/** All bytes of a source. */
export function allBytes(source: ByteSource): Promise<Uint8Array> {
  return source.slice(0, source.byteLength);
}
