import { brokenStream, copyBack } from './lz4.js';

/** Distances from here on are written in two bytes of their own. */
const far = 8191;

/** A stream of BloscLZ that unpacks to just so many bytes. @throws Error */
export function unpackBloscLz(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let [at, to] = [0, 0];
  const next = (): number => {
    if (at >= bytes.length) throw new Error(brokenStream);
    return bytes[at++]!;
  };
  // The upper bits of the first byte are a mark of the format: it always counts literals.
  for (let control = next() & 31; ; control = next()) {
    if (control < 32) {
      const literals = control + 1;
      if (at + literals > bytes.length || to + literals > length) throw new Error(brokenStream);
      out.set(bytes.subarray(at, at + literals), to);
      at += literals;
      to += literals;
    } else {
      let match = (control >> 5) + 2;
      if (control >> 5 === 7) for (let part = 255; part === 255; match += part) part = next();
      const high = control & 31;
      const low = next();
      const distance = (high === 31 && low === 255 ? far + (next() << 8) + next() : (high << 8) + low) + 1;
      if (distance > to || to + match > length) throw new Error(brokenStream);
      copyBack(out, to, distance, match);
      to += match;
    }
    if (at === bytes.length) break;
  }
  if (to !== length) throw new Error(`it unpacks to ${to} bytes, not ${length}`);
  return out;
}
