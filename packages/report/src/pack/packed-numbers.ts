/** How numbers stand in a page: whole numbers in 2 or 4 bytes, steps of a size in 2, floating point in 4 or 8. */
export type NumberForm = 'u16' | 'u32' | 'steps' | 'f32' | 'f64';

/** Numbers in a page: `shuffled bytes, deflated` in the element that has this number. */
export interface PackedNumbers {
  /** Which of the page's elements holds the bytes. */
  readonly blob: number;
  readonly form: NumberForm;
  readonly length: number;
  /** Of `steps`: value = offset + step * number. */
  readonly step?: number;
  readonly offset?: number;
  /** Of `steps`: typical scatter of neighbouring values where they scatter least. */
  readonly noise?: number;
}

/** Bytes of a number in each form. */
export const bytesOf: Readonly<Record<NumberForm, number>> = { u16: 2, u32: 4, steps: 2, f32: 4, f64: 8 };

/** What stands for a missing value in whole numbers and steps. */
export const missing16 = 0xffff;
export const missing32 = 0xffff_ffff;

/** First all first bytes, then all second ones: bytes that are alike stand together. */
export function shuffled(bytes: Uint8Array, size: number): Uint8Array {
  const count = bytes.length / size;
  const out = new Uint8Array(bytes.length);
  for (let b = 0, at = 0; b < size; b++) for (let i = 0; i < count; i++) out[at++] = bytes[i * size + b]!;
  return out;
}

/** What {@link shuffled} was given. */
export function unshuffled(bytes: Uint8Array, size: number): Uint8Array {
  const count = bytes.length / size;
  if (size === 2) {
    // Most of what pages hold: twice as quick as byte by byte.
    const pairs = new Uint16Array(count);
    for (let i = 0; i < count; i++) pairs[i] = bytes[i]! | (bytes[count + i]! << 8);
    return new Uint8Array(pairs.buffer);
  }
  const out = new Uint8Array(bytes.length);
  for (let b = 0, at = 0; b < size; b++) for (let i = 0; i < count; i++) out[i * size + b] = bytes[at++]!;
  return out;
}

/** The numbers of unshuffled bytes as they are stored, little-endian as every machine that runs browsers is. */
export function storedNumbers(
  { form, length }: Pick<PackedNumbers, 'form' | 'length'>,
  bytes: Uint8Array,
): Uint16Array | Uint32Array | Float32Array | Float64Array {
  const { buffer, byteOffset } = bytes;
  if (form === 'f64') return new Float64Array(buffer, byteOffset, length);
  if (form === 'f32') return new Float32Array(buffer, byteOffset, length);
  return form === 'u32' ? new Uint32Array(buffer, byteOffset, length) : new Uint16Array(buffer, byteOffset, length);
}

/** The numbers themselves, NaN where there are none. */
export function numbersOf(packed: PackedNumbers, bytes: Uint8Array): Float32Array | Float64Array {
  const stored = storedNumbers(packed, bytes);
  if (stored instanceof Float32Array || stored instanceof Float64Array) return stored;
  const { step = 1, offset = 0 } = packed;
  const missing = stored instanceof Uint16Array ? missing16 : missing32;
  const out =
    stored instanceof Uint16Array && packed.form === 'u16'
      ? new Float32Array(packed.length)
      : new Float64Array(packed.length);
  for (let i = 0; i < out.length; i++) out[i] = stored[i] === missing ? Number.NaN : offset + step * stored[i]!;
  return out;
}
