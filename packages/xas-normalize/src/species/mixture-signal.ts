import type { Mixture, MixtureLimits } from './mixing.js';

/** Scalar product of the concentrations of two species. */
function innerColumns({ concentrations }: Mixture, frames: number, count: number, k: number, l: number): number {
  let sum = 0;
  for (let f = 0; f < frames; f++) sum += concentrations[f * count + k]! * concentrations[f * count + l]!;
  return sum;
}

/** Scalar product of two spectra. */
function innerRows({ spectra }: Mixture, points: number, k: number, l: number): number {
  let sum = 0;
  for (let e = 0; e < points; e++) sum += spectra[k * points + e]! * spectra[l * points + e]!;
  return sum;
}

/** Squared signal of species k. */
export function squaredSignal(mixture: Mixture, { frames, points, constraints }: MixtureLimits, k: number): number {
  return innerColumns(mixture, frames, constraints.count, k, k) * innerRows(mixture, points, k, k);
}

/** Numerator a + 2 b lambda + c lambda^2 of the squared signal of species k when spectrum i is moved; the denominator is (1 + lambda d_i)^2. */
export function signalAlong(
  mixture: Mixture,
  { frames, points, constraints: { count } }: MixtureLimits,
  i: number,
  k: number,
  direction: Float64Array,
): readonly [number, number, number] {
  if (i === k) {
    const factor = innerColumns(mixture, frames, count, k, k);
    let [b, c] = [0, 0];
    for (let j = 0; j < count; j++) {
      b += direction[j]! * innerRows(mixture, points, k, j);
      for (let l = 0; l < count; l++) c += direction[j]! * direction[l]! * innerRows(mixture, points, j, l);
    }
    return [factor * innerRows(mixture, points, k, k), factor * b, factor * c];
  }
  const factor = innerRows(mixture, points, k, k);
  const kk = innerColumns(mixture, frames, count, k, k);
  const ki = innerColumns(mixture, frames, count, k, i);
  const ii = innerColumns(mixture, frames, count, i, i);
  const [p, q] = [direction[i]!, direction[k]!];
  return [factor * kk, factor * (p * kk - q * ki), factor * (p * p * kk - 2 * p * q * ki + q * q * ii)];
}
