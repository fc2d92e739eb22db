import { OperandoError } from '@operando/core';
import { dotProduct } from '@operando/numerics';
import { expectEnergies, uniformStep } from './running-integral.js';

/** Cross section of inelastic scattering: K(T) = b T / ((c - T^2)^2 + d T^2) for T > t0, 0 below; energies in eV. */
export interface TougaardKernel {
  /** eV^2 */
  readonly b: number;
  /** eV^2; of the universal cross section of two parameters (Tougaard 1997) -1643, whose d is 0. */
  readonly c: number;
  /** eV^2 @default 0 */
  readonly d?: number | undefined;
  /** Gap, eV. @default 0 */
  readonly t0?: number | undefined;
}

/**
 * The cross section at one loss.
 *
 * @see Tougaard, Surf. Interface Anal. 25 (1997) 137
 */
export function tougaardCrossSection(loss: number, { b, c, d = 0, t0 = 0 }: TougaardKernel): number {
  if (!(loss > t0)) return 0;
  const difference = c - loss * loss;
  return (b * loss) / (difference * difference + d * loss * loss);
}

/** Cross section times step at every multiple of the step, from the largest to none. */
export function tougaardWeights(count: number, step: number, kernel: TougaardKernel): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => step * tougaardCrossSection((count - 1 - k) * step, kernel));
}

/** Adds what electrons at lower binding energy have lost: out[i] = sum over j < i of K((i - j) step) step signal[from + j]. */
export function foldLosses(weights: Float64Array, signal: Float64Array, from: number, out: Float64Array): void {
  const n = out.length;
  for (let i = 0; i < n; i++) out[i] = dotProduct(weights, n - 1 - i, signal, from, i);
}

/**
 * Tougaard background of a signal: what its electrons lose on their way out, by rectangles on the signal's own steps. CasaXPS
 * feeds it with the intensity less its level at the low end (`U 3 Tougaard`).
 *
 * @param x Binding energies, increasing in equal steps, eV.
 * @throws OperandoError `shape-mismatch` for energies that do not increase in equal steps.
 */
export function tougaard(x: Float64Array, signal: Float64Array, kernel: TougaardKernel): Float64Array {
  expectEnergies(x, signal);
  const step = uniformStep(x);
  if (step === undefined)
    throw new OperandoError('shape-mismatch', 'a Tougaard background needs energies in equal steps.', {
      cure: 'Interpolate the spectrum first, or take another background.',
    });
  const out = new Float64Array(x.length);
  foldLosses(tougaardWeights(x.length, step, kernel), signal, 0, out);
  return out;
}
