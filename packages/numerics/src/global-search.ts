import { drain } from './drain.js';
import { seededRandom } from './random.js';
import type { Random } from './random.js';

/** Points spread over a box: along each coordinate, one in each of `count` equal strata (McKay, Beckman, Conover 1979). */
export function latinHypercube(
  count: number,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  random: Random,
): Float64Array[] {
  const points = Array.from({ length: count }, () => new Float64Array(lower.length));
  for (let d = 0; d < lower.length; d++) {
    const strata = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const k = Math.floor(random.uniform() * (i + 1));
      [strata[i], strata[k]] = [strata[k]!, strata[i]!];
    }
    points.forEach(
      (point, i) => (point[d] = lower[d]! + ((strata[i]! + random.uniform()) / count) * (upper[d]! - lower[d]!)),
    );
  }
  return points;
}

/** Options of {@link differentialEvolution}. */
export interface DifferentialEvolutionOptions {
  /** Of the random numbers. @default 1 */
  readonly seed?: number | undefined;
  /** How many places are kept. @default 10 for each coordinate, at least 20 */
  readonly population?: number | undefined;
  /** Generations at most. @default 200 */
  readonly generations?: number | undefined;
  /** Stop when values within the population differ by less than this share of the best. @default 1e-4 */
  readonly tolerance?: number | undefined;
  /** A point to have in the population. @default none */
  readonly start?: ArrayLike<number> | undefined;
}

/** What a search found. */
export interface DifferentialEvolutionResult {
  /** The best parameters. */
  readonly x: Float64Array;
  /** What was minimised, there. */
  readonly value: number;
  /** How many there were. */
  readonly generations: number;
}

/**
 * Smallest value of a function in a box by differential evolution, best/1/bin with dithered weights.
 *
 * @see Storn and Price, J. Global Optim. 11 (1997) 341
 * @throws RangeError for a box that is none.
 */
export function differentialEvolution(
  f: (x: Float64Array) => number,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  options: DifferentialEvolutionOptions = {},
): DifferentialEvolutionResult {
  return drain(differentialEvolutionSteps(f, lower, upper, options));
}

/** {@link differentialEvolution} in steps: one after each generation, its number. @throws as {@link differentialEvolution}. */
export function* differentialEvolutionSteps(
  f: (x: Float64Array) => number,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  options: DifferentialEvolutionOptions = {},
): Generator<number, DifferentialEvolutionResult, void> {
  const n = lower.length;
  const { seed = 1, population = Math.max(20, 10 * n), generations = 200, tolerance = 1e-4 } = options;
  for (let d = 0; d < n; d++)
    if (!(upper[d]! >= lower[d]!) || !Number.isFinite(upper[d]! - lower[d]!))
      throw new RangeError(`coordinate ${d} reaches from ${lower[d]} to ${upper[d]}`);
  const random = seededRandom(seed);
  const members = latinHypercube(population, lower, upper, random);
  if (options.start !== undefined) members[0] = Float64Array.from(options.start);
  const safe = (x: Float64Array): number => {
    const value = f(x);
    return Number.isNaN(value) ? Infinity : value;
  };
  const values = Float64Array.from(members, safe);
  let best = 0;
  for (let i = 1; i < population; i++) if (values[i]! < values[best]!) best = i;
  let generation = 0;
  for (; generation < generations; generation++) {
    for (let i = 0; i < population; i++) {
      const pick = (): Float64Array => members[Math.floor(random.uniform() * population)]!;
      const [a, b] = [pick(), pick()];
      const weight = 0.5 + 0.5 * random.uniform();
      const trial = members[i]!.slice();
      const certain = Math.floor(random.uniform() * n);
      for (let d = 0; d < n; d++) {
        if (d !== certain && random.uniform() > 0.7) continue;
        const to = members[best]![d]! + weight * (a[d]! - b[d]!);
        trial[d] = to >= lower[d]! && to <= upper[d]! ? to : lower[d]! + random.uniform() * (upper[d]! - lower[d]!);
      }
      const value = safe(trial);
      if (value <= values[i]!) {
        members[i] = trial;
        values[i] = value;
        if (value < values[best]!) best = i;
      }
    }
    if (Math.max(...values) - values[best]! <= tolerance * (Math.abs(values[best]!) + 1e-300)) break;
    yield generation + 1;
  }
  return { x: members[best]!, value: values[best]!, generations: generation };
}
