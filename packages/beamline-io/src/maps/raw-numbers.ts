import type { RawType } from './map-stack.js';

const sizes: Readonly<Record<RawType, number>> = {
  uint8: 1,
  uint16: 2,
  uint32: 4,
  int16: 2,
  int32: 4,
  float32: 4,
  float64: 8,
};

/** Numbers of a type from bytes. */
export function numbersOf(bytes: Uint8Array, type: RawType, littleEndian: boolean): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Float64Array(bytes.length / sizes[type]);
  // One loop for each type: one that asks at every number is several times slower.
  switch (type) {
    case 'uint8':
      out.set(bytes);
      break;
    case 'uint16':
      for (let i = 0; i < out.length; i++) out[i] = view.getUint16(2 * i, littleEndian);
      break;
    case 'int16':
      for (let i = 0; i < out.length; i++) out[i] = view.getInt16(2 * i, littleEndian);
      break;
    case 'uint32':
      for (let i = 0; i < out.length; i++) out[i] = view.getUint32(4 * i, littleEndian);
      break;
    case 'int32':
      for (let i = 0; i < out.length; i++) out[i] = view.getInt32(4 * i, littleEndian);
      break;
    case 'float32':
      for (let i = 0; i < out.length; i++) out[i] = view.getFloat32(4 * i, littleEndian);
      break;
    case 'float64':
      for (let i = 0; i < out.length; i++) out[i] = view.getFloat64(8 * i, littleEndian);
  }
  return out;
}

/** Bytes of one number. */
export function bytesOf(type: RawType): number {
  return sizes[type];
}
