/** A seeded stream of numbers in [0, 1) (mulberry32), so that a failing mutation can be repeated. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Damage bytes: flips, cuts, doubled, exchanged and lost lines, one to three at once. */
export function mutate(original: Uint8Array, seed: number): Uint8Array {
  const random = randomOf(seed);
  const below = (n: number): number => Math.floor(random() * n);
  let bytes = Uint8Array.from(original);
  for (let count = 1 + below(3); count > 0 && bytes.length > 0; count--) {
    const kind = below(6);
    if (kind < 2) {
      for (let i = 1 + below(3); i > 0; i--) bytes[below(bytes.length)] = kind === 0 ? below(256) : 32 + below(95);
    } else if (kind === 2) {
      bytes = bytes.slice(0, below(bytes.length));
    } else {
      const lines = Buffer.from(bytes).toString('latin1').split('\n');
      const [a, b] = [below(lines.length), below(lines.length)];
      if (kind === 3) lines.splice(b, 0, lines[a]!);
      else if (kind === 4) [lines[a], lines[b]] = [lines[b]!, lines[a]!];
      else lines.splice(a, 1 + below(3));
      bytes = Uint8Array.from(Buffer.from(lines.join('\n'), 'latin1'));
    }
  }
  return bytes;
}

/** Damage binary data: flips, whole 32-bit numbers made huge or negative, cuts, parts doubled or lost. */
export function mutateBinary(original: Uint8Array, seed: number): Uint8Array {
  const random = randomOf(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const extremes = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff, 0x1_0000];
  let bytes = Uint8Array.from(original);
  for (let count = 1 + below(3); count > 0 && bytes.length > 8; count--) {
    const kind = below(6);
    // Half of the damage goes to the beginning, where the counts and lengths are.
    const at = below(random() < 0.5 ? Math.min(bytes.length, 512) : bytes.length);
    if (kind < 2) bytes[at] = kind === 0 ? below(256) : bytes[at]! ^ (1 << below(8));
    else if (kind === 2)
      new DataView(bytes.buffer).setUint32(
        Math.min(at, bytes.length - 4),
        extremes[below(extremes.length)]!,
        random() < 0.5,
      );
    else if (kind === 3) bytes = bytes.slice(0, at);
    else {
      const length = 1 + below(64);
      bytes = Uint8Array.from(
        Buffer.concat([
          bytes.subarray(0, at),
          ...(kind === 4 ? [bytes.subarray(at, at + length)] : []),
          bytes.subarray(kind === 4 ? at : at + length),
        ]),
      );
    }
  }
  return bytes;
}
