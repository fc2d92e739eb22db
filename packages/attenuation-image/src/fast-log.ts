import { kernelOf, picturesModule } from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics/kernels';

const { fround } = Math;
const root = fround(Math.SQRT1_2);
/** Coefficients of Cephes' logf (Moshier), and ln 2 in two parts. */
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
const low2 = fround(-2.121_944_4e-4);
const high2 = fround(0.693_359_375);
const least = fround(1.2e-38);
/** Singles that kernels take at a time: they stay in cache. */
const block = 16_384;

/** The plain loop: every step rounded to single precision, as the kernel has it. */
function plainLogs(values: Float32Array): void {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value > least && value < Infinity)) {
      values[i] = Number.NaN;
      continue;
    }
    const word = words[i]!;
    let exponent = (word >>> 23) - 126;
    // The mantissa from 1/2 to 1, or doubled below sqrt(1/2).
    words[i] = (word & 0x7f_ffff) | 0x3f00_0000;
    let m = values[i]!;
    if (m < root) {
      m = fround(m + m);
      exponent -= 1;
    }
    const x = fround(m - 1);
    const z = fround(x * x);
    let y = terms[0]!;
    for (let k = 1; k < 9; k++) y = fround(fround(y * x) + terms[k]!);
    y = fround(fround(y * x) * z);
    y = fround(y + fround(exponent * low2));
    y = fround(y - fround(z * 0.5));
    values[i] = -fround(fround(x + y) + fround(exponent * high2));
  }
}

/** -ln of values in place, in single precision (to 2e-7); those that are not above 0, or infinite, become NaN. */
export function negativeLogInPlace(values: Float32Array, choice: KernelChoice = 'auto'): void {
  const kernel = kernelOf(picturesModule, choice);
  if (kernel === undefined) {
    plainLogs(values);
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
