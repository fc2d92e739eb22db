import type { RawType } from './map-stack.js';
import { bytesOf, numbersOf } from './raw-numbers.js';

/** Bits that neighbours must differ by less, on average, in the other order of bytes for the one that is said to be doubted. */
const doubtful = 2;
/** Of numbers that are looked at. */
export const lookedAt = 65_536;
/** Bits of a difference that is as large as it can be. */
const mostBits = 64;

/** Numbers of spectra are not further from 1 than this. */
const outlandish = 1e30;
/** Share of the larger of two numbers that they are compared with at least. */
const leastShare = 1e-3;

/** Bits that a step between floating numbers needs over their size; all where one of them is none that is measured. */
function floatBits(a: number, b: number): number {
  const [low, high] = [Math.min(Math.abs(a), Math.abs(b)), Math.max(Math.abs(a), Math.abs(b))];
  if (a === b) return 0;
  const least = low === 0 ? high : low;
  if (!(high < outlandish && least > 1 / outlandish)) return mostBits;
  return Math.log2(1 + Math.abs(b - a) / Math.max(low, leastShare * high));
}

/** Bits in which neighbouring numbers differ, on average: few along a spectrum, nearly all where bytes stand the wrong way round. */
function roughness(values: Float64Array, type: RawType): number {
  const isFloat = type === 'float32' || type === 'float64';
  let sum = 0;
  for (let i = 1; i < values.length; i++) {
    const [a, b] = [values[i - 1]!, values[i]!];
    sum += isFloat ? floatBits(a, b) : Math.log2(1 + Math.abs(b - a));
  }
  return sum / Math.max(1, values.length - 1);
}

/** Whether bare numbers are far smoother with their bytes in the other order than in the one that is said. */
export function isLikelySwapped(bytes: Uint8Array, type: RawType, littleEndian: boolean): boolean {
  const size = bytesOf(type);
  if (size === 1) return false;
  const whole = bytes.subarray(0, size * Math.min(lookedAt, Math.floor(bytes.length / size)));
  const [said, other] = [littleEndian, !littleEndian].map((order) => roughness(numbersOf(whole, type, order), type));
  return said! - other! > doubtful;
}
