import { badTiff } from './tiff-fields.js';

const clear = 256;
const end = 257;
const mostCodes = 4096;

/**
 * Unpack LZW as TIFF has it: codes from the highest bit on, one wider a code early.
 * @param most Bytes that may come out; what is more is left out.
 * @throws OperandoError `malformed-file`.
 */
export function unpackLzw(bytes: Uint8Array, most: number): Uint8Array {
  if (bytes.length > 1 && bytes[0] === 0 && (bytes[1]! & 1) === 1)
    throw badTiff('its LZW is that of programs before 1988, from the lowest bit on, which is not read here');
  const out = new Uint8Array(most);
  // A code stands for bytes that were written before: where they begin, and how many they are.
  const starts = new Int32Array(mostCodes);
  const lengths = new Int32Array(mostCodes);
  let next = end + 1;
  let width = 9;
  let written = 0;
  let from = 0;
  let length = 0;
  let bits = 0;
  let count = 0;
  let at = 0;
  while (written < most) {
    while (count < width && at < bytes.length) {
      bits = ((bits << 8) | bytes[at++]!) & 0xffffff;
      count += 8;
    }
    if (count < width) break;
    count -= width;
    const code = (bits >>> count) & ((1 << width) - 1);
    if (code === end) break;
    if (code === clear) {
      next = end + 1;
      width = 9;
      length = 0;
      continue;
    }
    const begin = written;
    if (code < clear) out[written++] = code;
    else {
      const isNew = code === next && length > 0;
      if (code > next || (code === next && !isNew))
        throw badTiff(`its LZW has the code ${code}, where ${next} are known`);
      const source = isNew ? from : starts[code]!;
      const total = isNew ? length + 1 : lengths[code]!;
      const stop = Math.min(most, written + total);
      for (let i = source; written < stop; i++) out[written++] = out[i]!;
    }
    if (length > 0 && next < mostCodes) {
      // The last string and the first byte of this one stand behind each other.
      starts[next] = from;
      lengths[next] = length + 1;
      next++;
      if (next + 1 >= 1 << width && width < 12) width++;
    }
    from = begin;
    length = written - begin;
  }
  return out.subarray(0, written);
}
