/** Copy bytes from further back in the same array, which may overlap. */
export function copyBack(out: Uint8Array, at: number, distance: number, length: number): void {
  if (distance >= length) out.copyWithin(at, at - distance, at - distance + length);
  else for (let i = at; i < at + length; i++) out[i] = out[i - distance]!;
}

/** What is wrong with a packed stream. */
export const brokenStream = 'its packed bytes do not make sense';

/** A block of LZ4 (without a frame) that unpacks to just so many bytes. @throws Error */
export function unpackLz4(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let [at, to] = [0, 0];
  const more = (start: number): number => {
    let size = start;
    if (start !== 15) return size;
    for (let next = 255; next === 255;) {
      if (at >= bytes.length) throw new Error(brokenStream);
      next = bytes[at++]!;
      size += next;
    }
    return size;
  };
  while (at < bytes.length) {
    const token = bytes[at++]!;
    const literals = more(token >> 4);
    if (at + literals > bytes.length || to + literals > length) throw new Error(brokenStream);
    out.set(bytes.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    // The last sequence has literals only.
    if (at === bytes.length) break;
    if (at + 2 > bytes.length) throw new Error(brokenStream);
    const distance = bytes[at]! | (bytes[at + 1]! << 8);
    at += 2;
    const match = more(token & 15) + 4;
    if (distance === 0 || distance > to || to + match > length) throw new Error(brokenStream);
    copyBack(out, to, distance, match);
    to += match;
  }
  if (to !== length) throw new Error(`it unpacks to ${to} bytes, not ${length}`);
  return out;
}
