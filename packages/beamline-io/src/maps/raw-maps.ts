import { OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { contentOf } from '../bytes/contents.js';
import { gunzip, isGzip } from '../bytes/gzip.js';
import { isLikelySwapped, lookedAt } from './byte-order.js';
import { scaledEnergies } from './map-stack.js';
import type { MapReading, MapStack, RawMaps } from './map-stack.js';
import { bytesOf, numbersOf } from './raw-numbers.js';

function shapeOf({ shape }: RawMaps): [number, number, number, number] {
  if (shape.length < 1 || shape.length > 4 || shape.some((size) => !Number.isSafeInteger(size) || size < 1))
    throw new OperandoError('invalid-argument', `the shape of the raw file is ${shape.join(' x ')}.`, {
      where: { parameter: 'raw.shape' },
      cure: 'Give frames, rows, columns and energies.',
    });
  const [channels = 1, columns = 1, rows = 1, frames = 1] = [...shape].toReversed();
  return [frames, rows, columns, channels];
}

/** That the bytes of numbers likely stand the other way round. */
function swapped(littleEndian: boolean): OperandoWarning {
  return {
    code: 'byte-order-doubtful',
    message: `With the ${littleEndian ? 'highest' : 'lowest'} byte of each number first the spectra are far smoother than as they were read: give raw.littleEndian: ${!littleEndian}.`,
  };
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
  const perFrame = rows * columns * channels * bytesOf(raw.type);
  const isPacked = isGzip(await source.bytes.slice(0, 3));
  const whole = isPacked ? gunzip(await contentOf(source), { mostBytes: perFrame * frames + 1 }) : undefined;
  const size = whole?.length ?? source.bytes.byteLength;
  if (size !== perFrame * frames)
    throw new OperandoError('shape-mismatch', `the file holds ${size} bytes, and ${perFrame * frames} are expected.`, {
      where: { file: source.name, parameter: 'raw.shape' },
      cure: 'Give its shape and type as it was written.',
    });
  const { littleEndian = true } = raw;
  const first = Math.min(perFrame, bytesOf(raw.type) * lookedAt);
  const beginning = whole?.subarray(0, first) ?? (await source.bytes.slice(0, first));
  return {
    frames,
    rows,
    columns,
    energies: scaledEnergies(energy, channels),
    metadata: {},
    warnings: isLikelySwapped(beginning, raw.type, littleEndian) ? [swapped(littleEndian)] : [],
    read: async (from, to) => {
      const bytes =
        whole?.subarray(from * perFrame, to * perFrame) ?? (await source.bytes.slice(from * perFrame, to * perFrame));
      return numbersOf(bytes, raw.type, littleEndian);
    },
    close: () => undefined,
  };
}
