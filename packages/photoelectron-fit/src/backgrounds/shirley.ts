import { backgroundDefaults } from '../defaults.js';
import { expectEnergies, runningIntegral } from './running-integral.js';

/** Options of {@link shirley}. */
export interface ShirleyOptions {
  /** Points at either end whose mean is the level there: it decides more than the iteration. @default 5 */
  readonly endPoints?: number | undefined;
  /** Most rounds of the iteration. @default 100 */
  readonly maximumIterations?: number | undefined;
}

/** A background at every point. */
export interface StaticBackground {
  /** At every point, in the unit of the intensities. */
  readonly background: Float64Array;
  /** Steps that were taken. */
  readonly iterations: number;
  /** Whether it had settled by then. */
  readonly converged: boolean;
}

/**
 * Static Shirley background (1972): at each energy a step proportional to the peak area at lower binding energy, repeated
 * until it changes by less than 1e-9 of the span between both ends.
 *
 * Areas above it have no error from it: fit an active background (`fitRegionSeries`) where errors matter.
 *
 * @param x Binding energies, increasing, eV. @throws OperandoError for energies that do not increase.
 */
export function shirley(x: Float64Array, y: Float64Array, options: ShirleyOptions = {}): StaticBackground {
  expectEnergies(x, y);
  const n = x.length;
  const ends = Math.max(1, Math.min(options.endPoints ?? backgroundDefaults.endPoints, n >> 1));
  const mean = (from: number): number => y.subarray(from, from + ends).reduce((sum, value) => sum + value, 0) / ends;
  const low = mean(0);
  const high = mean(n - ends);
  const background = new Float64Array(n).fill(low);
  const above = new Float64Array(n);
  const integral = new Float64Array(n);
  const limit = options.maximumIterations ?? 100;
  for (let iteration = 1; iteration <= limit; iteration++) {
    for (let i = 0; i < n; i++) above[i] = y[i]! - background[i]!;
    runningIntegral(x, above, 0, integral);
    const total = integral[n - 1]!;
    let change = 0;
    for (let i = 0; i < n; i++) {
      const next = low + (total === 0 ? 0 : ((high - low) * integral[i]!) / total);
      change = Math.max(change, Math.abs(next - background[i]!));
      background[i] = next;
    }
    if (!(change > 1e-9 * Math.abs(high - low))) return { background, iterations: iteration, converged: true };
  }
  return { background, iterations: limit, converged: false };
}
