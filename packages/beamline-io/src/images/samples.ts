/** Arrays of each type of sample. */
export interface SampleArrays {
  /** Whole numbers from 0 to 255. */
  readonly uint8: Uint8Array;
  /** Whole numbers from -128 to 127. */
  readonly int8: Int8Array;
  /** Whole numbers from 0 to 65535. */
  readonly uint16: Uint16Array;
  /** Whole numbers from -32768 to 32767. */
  readonly int16: Int16Array;
  /** Whole numbers of 32 bits from 0 on. */
  readonly uint32: Uint32Array;
  /** Whole numbers of 32 bits with a sign. */
  readonly int32: Int32Array;
  /** Floating-point numbers of 32 bits. */
  readonly float32: Float32Array;
  /** Floating-point numbers of 64 bits. */
  readonly float64: Float64Array;
}

/** What one sample (pixel, voxel) of an image or a volume is. */
export type SampleType = keyof SampleArrays;

/** Samples in their own type. */
export type Samples = SampleArrays[SampleType];

type Factory = {
  readonly [Type in SampleType]: (buffer: ArrayBufferLike, at: number, length: number) => SampleArrays[Type];
};

const views: Factory = {
  uint8: (buffer, at, length) => new Uint8Array(buffer, at, length),
  int8: (buffer, at, length) => new Int8Array(buffer, at, length),
  uint16: (buffer, at, length) => new Uint16Array(buffer, at, length),
  int16: (buffer, at, length) => new Int16Array(buffer, at, length),
  uint32: (buffer, at, length) => new Uint32Array(buffer, at, length),
  int32: (buffer, at, length) => new Int32Array(buffer, at, length),
  float32: (buffer, at, length) => new Float32Array(buffer, at, length),
  float64: (buffer, at, length) => new Float64Array(buffer, at, length),
};

/** Bytes of one sample. */
export const sampleBytes: Readonly<Record<SampleType, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  float64: 8,
};

/** Whether a word names a type of sample. */
export function isSampleType(word: string): word is SampleType {
  return Object.hasOwn(sampleBytes, word);
}

/** Room for samples, zeros. */
export function emptySamples<Type extends SampleType>(type: Type, length: number): SampleArrays[Type] {
  return views[type](new ArrayBuffer(length * sampleBytes[type]), 0, length);
}

/** Bytes, in this machine's order, as samples; copied only where they do not lie as samples must. */
export function asSamples<Type extends SampleType>(type: Type, bytes: Uint8Array): SampleArrays[Type] {
  const size = sampleBytes[type];
  const length = Math.floor(bytes.length / size);
  return bytes.byteOffset % size === 0
    ? views[type](bytes.buffer, bytes.byteOffset, length)
    : views[type](new Uint8Array(bytes).buffer, 0, length);
}

/** Whether this machine keeps the lowest byte of a number first. */
export const littleEndianMachine: boolean = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Turns the bytes of every number of some size round, in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  const end = bytes.length - (bytes.length % size);
  if (size === 2)
    for (let i = 0; i < end; i += 2) {
      const first = bytes[i]!;
      bytes[i] = bytes[i + 1]!;
      bytes[i + 1] = first;
    }
  else if (size > 2) for (let i = 0; i < end; i += size) bytes.subarray(i, i + size).reverse();
}

/** Whether a value is samples of this type. */
export function isSamples(value: unknown, type: SampleType): value is Samples {
  return value instanceof emptySamples(type, 0).constructor;
}

/** Samples as those of another type, which must be able to hold them. */
export function asType(samples: Samples, type: SampleType): Samples {
  const out = emptySamples(type, samples.length);
  out.set(samples);
  return out;
}
