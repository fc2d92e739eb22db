import { OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { contentOf } from '../bytes/contents.js';
import { gunzip, isGzip } from '../bytes/gzip.js';
import { scaledEnergies } from './map-stack.js';
import type { MapReading, MapStack, RawMaps, RawType } from './map-stack.js';

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

function shapeOf({ shape }: RawMaps): [number, number, number, number] {
  if (shape.length < 1 || shape.length > 4 || shape.some((size) => !Number.isSafeInteger(size) || size < 1))
    throw new OperandoError('invalid-argument', `the shape of the raw file is ${shape.join(' x ')}.`, {
      where: { parameter: 'raw.shape' },
      cure: 'Give frames, rows, columns and energies.',
    });
  const [channels = 1, columns = 1, rows = 1, frames = 1] = [...shape].toReversed();
  return [frames, rows, columns, channels];
}

/**
 * Maps in a file of bare numbers, packed by gzip or not; unpacked files are read frame by frame.
 * @throws OperandoError `invalid-argument` without energies, `shape-mismatch` for a file of another size.
 */
export async function rawMaps(source: NamedSource, { raw, energy }: MapReading): Promise<MapStack> {
  if (raw === undefined || energy === undefined)
    throw new OperandoError('invalid-argument', 'the file has no header that says what its numbers are.', {
      where: { file: source.name, parameter: raw === undefined ? 'raw' : 'energy' },
      cure: 'Give raw: {shape: [frames, rows, columns, energies], type: uint16} and energy: {offset, step} in eV.',
    });
  const [frames, rows, columns, channels] = shapeOf(raw);
  const perFrame = rows * columns * channels * sizes[raw.type];
  const isPacked = isGzip(await source.bytes.slice(0, 3));
  const whole = isPacked ? gunzip(await contentOf(source), { mostBytes: perFrame * frames + 1 }) : undefined;
  const size = whole?.length ?? source.bytes.byteLength;
  if (size !== perFrame * frames)
    throw new OperandoError('shape-mismatch', `the file holds ${size} bytes, and ${perFrame * frames} are expected.`, {
      where: { file: source.name, parameter: 'raw.shape' },
      cure: 'Give its shape and type as it was written.',
    });
  return {
    frames,
    rows,
    columns,
    energies: scaledEnergies(energy, channels),
    metadata: {},
    warnings: [],
    read: async (from, to) => {
      const bytes =
        whole?.subarray(from * perFrame, to * perFrame) ?? (await source.bytes.slice(from * perFrame, to * perFrame));
      return numbersOf(bytes, raw.type, raw.littleEndian ?? true);
    },
    close: () => undefined,
  };
}
