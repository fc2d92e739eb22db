const mask = (1n << 64n) - 1n;
const [p1, p2, p3, p4, p5]: readonly [bigint, bigint, bigint, bigint, bigint] = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
];

const times = (a: bigint, b: bigint): bigint => (a * b) & mask;
const turned = (a: bigint, bits: bigint): bigint => ((a << bits) & mask) | (a >> (64n - bits));
const round = (sum: bigint, input: bigint): bigint => times(turned((sum + times(input, p2)) & mask, 31n), p1);

/** The lower 32 bits of XXH64 with seed 0, as frames of Zstandard end with (RFC 8878, 3.1.1). */
export function xxhash64Low(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  let at = 0;
  let hash: bigint = p5;
  if (length >= 32) {
    let [a, b, c, d] = [(p1 + p2) & mask, p2, 0n, (mask + 1n - p1) & mask];
    for (; at + 32 <= length; at += 32) {
      a = round(a, view.getBigUint64(at, true));
      b = round(b, view.getBigUint64(at + 8, true));
      c = round(c, view.getBigUint64(at + 16, true));
      d = round(d, view.getBigUint64(at + 24, true));
    }
    hash = (turned(a, 1n) + turned(b, 7n) + turned(c, 12n) + turned(d, 18n)) & mask;
    for (const lane of [a, b, c, d]) hash = (times(hash ^ round(0n, lane), p1) + p4) & mask;
  }
  hash = (hash + BigInt(length)) & mask;
  for (; at + 8 <= length; at += 8) {
    hash = (times(turned(hash ^ round(0n, view.getBigUint64(at, true)), 27n), p1) + p4) & mask;
  }
  if (at + 4 <= length) {
    hash = (times(turned(hash ^ times(BigInt(view.getUint32(at, true)), p1), 23n), p2) + p3) & mask;
    at += 4;
  }
  for (; at < length; at++) hash = times(turned(hash ^ times(BigInt(bytes[at]!), p5), 11n), p1);
  hash = times(hash ^ (hash >> 33n), p2);
  hash = times(hash ^ (hash >> 29n), p3);
  return Number((hash ^ (hash >> 32n)) & 0xffffffffn);
}
