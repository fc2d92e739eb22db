/** How far each of the 64 steps turns its sum, four of each round in turn. */
const turns = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21] as const;

/** What each step adds: whole parts of 2^32 |sin(step)|. */
const added = Uint32Array.from({ length: 64 }, (_, i) => Math.floor(2 ** 32 * Math.abs(Math.sin(i + 1))));

/** Word of a block that each step takes. */
const taken = Uint8Array.from({ length: 64 }, (_, i) => [i, 5 * i + 1, 3 * i + 5, 7 * i][i >> 4]! % 16);

/** One block of 64 bytes, as words, into the state. */
function addBlock(state: Uint32Array, words: Uint32Array): void {
  let [a, b, c, d] = [state[0]!, state[1]!, state[2]!, state[3]!];
  for (let i = 0; i < 64; i++) {
    const round = i >> 4;
    const mixed =
      round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
    const sum = (a + mixed + added[i]! + words[taken[i]!]!) | 0;
    const turn = turns[4 * round + (i & 3)]!;
    [a, d, c, b] = [d, c, b, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0];
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
}

/** MD5 of bytes (RFC 1321), by which imgCIF files tell whether they are whole; it is no protection against intent. */
export function md5(bytes: Uint8Array): Uint8Array {
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  const words = new Uint32Array(16);
  const whole = bytes.length - (bytes.length % 64);
  const tail = new Uint8Array(bytes.length - whole < 56 ? 64 : 128);
  tail.set(bytes.subarray(whole));
  tail[bytes.length - whole] = 0x80;
  new DataView(tail.buffer).setBigUint64(tail.length - 8, 8n * BigInt(bytes.length), true);
  for (const part of [bytes.subarray(0, whole), tail])
    for (let at = 0; at < part.length; at += 64) {
      for (let w = 0, k = at; w < 16; w++, k += 4)
        words[w] = part[k]! | (part[k + 1]! << 8) | (part[k + 2]! << 16) | (part[k + 3]! << 24);
      addBlock(state, words);
    }
  const out = new DataView(new ArrayBuffer(16));
  state.forEach((word, w) => out.setUint32(4 * w, word, true));
  return new Uint8Array(out.buffer);
}
