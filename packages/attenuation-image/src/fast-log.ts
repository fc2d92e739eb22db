import { kernelOf, picturesModule } from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics/kernels';

const { fround } = Math;
/** Coefficients of Cephes' logf (Moshier), highest power first. */
const terms = Float32Array.of(
  7.037_683_629_2e-2,
  -1.151_461_031e-1,
  1.167_699_874e-1,
  -1.242_014_084_6e-1,
  1.424_932_278_7e-1,
  -1.666_805_766_5e-1,
  2.000_071_476_5e-1,
  -2.499_999_399_3e-1,
  3.333_333_117_4e-1,
);
const ln2 = fround(Math.LN2);
const least = fround(1.2e-38);
/** Singles that kernels take at a time: they stay in cache. */
const block = 16_384;

const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/** Whether a transmission has a logarithm. */
export function hasLog(transmission: number): boolean {
  return transmission > least && transmission < Infinity;
}

/** Exponent of a single that has a logarithm, for a mantissa from sqrt(1/2) to sqrt(2). */
export function exponentOf(value: number): number {
  single[0] = value;
  return (bits[0]! - 0x3f35_04f3) >> 23;
}

/** That mantissa. */
export function mantissaOf(value: number): number {
  single[0] = value;
  bits[0] = bits[0]! - ((bits[0]! - 0x3f35_04f3) & 0xff80_0000);
  return single[0];
}

/** -ln in single precision (to 2e-7), every step rounded as the kernels have it; NaN for those that are not above 0, or infinite. */
export function negativeLog(value: number): number {
  if (!hasLog(value)) return Number.NaN;
  const x = fround(mantissaOf(value) - 1);
  const z = fround(x * x);
  const pair = (at: number): number => fround(fround(terms[at]! * x) + terms[at + 1]!);
  const first = fround(fround(terms[0]! * z) + pair(1));
  const high = fround(fround(first * z) + pair(3));
  const low = fround(fround(pair(5) * z) + pair(7));
  const y = fround(fround(fround(fround(high * fround(z * z)) + low) * x) * z);
  const own = fround(x + fround(y - fround(z * 0.5)));
  return -fround(own + fround(exponentOf(value) * ln2));
}

/** -ln of values in place, as {@link negativeLog}. */
export function negativeLogInPlace(values: Float32Array, choice: KernelChoice = 'auto'): void {
  const kernel = kernelOf(picturesModule, choice);
  if (kernel === undefined) {
    for (let i = 0; i < values.length; i++) values[i] = negativeLog(values[i]!);
    return;
  }
  const { run, space } = kernel;
  const room = new Float32Array(space.memory.buffer, space.scratch, block);
  for (let at = 0; at < values.length; at += block) {
    const part = values.subarray(at, at + block);
    room.set(part);
    run.negativeLogs(space.scratch, (part.length + 3) & ~3);
    part.set(room.subarray(0, part.length));
  }
}
