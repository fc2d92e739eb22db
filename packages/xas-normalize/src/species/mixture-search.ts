import type { Random } from '@operando/numerics';
import { feasibleInterval, move } from './mixing.js';
import type { Mixture, MixtureLimits } from './mixing.js';

/** Moves among the mixtures that keep the constraints. */
export interface MixtureSearch {
  /** Species whose spectra are not given. */
  readonly movable: readonly number[];
  /** Random feasible mixture: some moves to random places of random feasible lines. */
  wander(from: Mixture, moves: number): Mixture;
  /** The two ends of what spectrum i alone can do along one direction: all it can do with two species. */
  ends(from: Mixture, i: number): readonly Mixture[];
  /** Squared signal of species k. */
  signal(mixture: Mixture, k: number): number;
  /** Best mixture on one line: sign 1 for the largest, -1 for the smallest signal of species k. */
  improve(
    from: Mixture,
    i: number,
    k: number,
    sign: number,
    along: Float64Array | undefined,
  ): { readonly mixture: Mixture; readonly normal: Float64Array | undefined };
}

/** @param meet Called with every mixture gone to. */
export function mixtureSearch(limits: MixtureLimits, random: Random, meet: (mixture: Mixture) => void): MixtureSearch {
  const { frames, points, constraints } = limits;
  const { count, sumToOne, fixed } = constraints;
  const movable = Array.from({ length: count }, (_, k) => k).filter((k) => !fixed[k]!);

  /** A direction that keeps what must be kept: with a sum rule coefficients sum to zero, without one the length of the spectrum is left alone. */
  const admissible = (direction: Float64Array, i: number): Float64Array => {
    if (sumToOne) {
      const mean = direction.reduce((sum, value) => sum + value, 0) / count;
      for (let j = 0; j < count; j++) direction[j]! -= mean;
    } else direction[i] = 0;
    return direction;
  };
  /** A random direction; along a condition that stopped the last move when its gradient is given. */
  const directionOf = (i: number, normal: Float64Array | undefined): Float64Array => {
    const direction = admissible(
      Float64Array.from({ length: count }, () => random.normal()),
      i,
    );
    if (normal !== undefined && count > 2) {
      const across = admissible(normal.slice(), i);
      let [size, share] = [0, 0];
      for (let j = 0; j < count; j++) {
        size += across[j]! ** 2;
        share += across[j]! * direction[j]!;
      }
      if (size > 0) for (let j = 0; j < count; j++) direction[j]! -= (share / size) * across[j]!;
    }
    const length = Math.hypot(...direction) || 1;
    return direction.map((value) => value / length);
  };

  const innerColumns = ({ concentrations }: Mixture, k: number, l: number): number => {
    let sum = 0;
    for (let f = 0; f < frames; f++) sum += concentrations[f * count + k]! * concentrations[f * count + l]!;
    return sum;
  };
  const innerRows = ({ spectra }: Mixture, k: number, l: number): number => {
    let sum = 0;
    for (let e = 0; e < points; e++) sum += spectra[k * points + e]! * spectra[l * points + e]!;
    return sum;
  };
  const signal = (mixture: Mixture, k: number): number => innerColumns(mixture, k, k) * innerRows(mixture, k, k);

  /** Numerator a + 2 b lambda + c lambda^2 of the squared signal of species k; the denominator is (1 + lambda d_i)^2. */
  const quadratic = (
    mixture: Mixture,
    i: number,
    k: number,
    direction: Float64Array,
  ): readonly [number, number, number] => {
    if (i === k) {
      const factor = innerColumns(mixture, k, k);
      let [b, c] = [0, 0];
      for (let j = 0; j < count; j++) {
        b += direction[j]! * innerRows(mixture, k, j);
        for (let l = 0; l < count; l++) c += direction[j]! * direction[l]! * innerRows(mixture, j, l);
      }
      return [factor * innerRows(mixture, k, k), factor * b, factor * c];
    }
    const factor = innerRows(mixture, k, k);
    const [kk, ki, ii] = [innerColumns(mixture, k, k), innerColumns(mixture, k, i), innerColumns(mixture, i, i)];
    const [p, q] = [direction[i]!, direction[k]!];
    return [factor * kk, factor * (p * kk - q * ki), factor * (p * p * kk - 2 * p * q * ki + q * q * ii)];
  };

  const improve: MixtureSearch['improve'] = (from, i, k, sign, along) => {
    const direction = directionOf(i, along);
    const { low, high, lowNormal, highNormal } = feasibleInterval(from, limits, i, direction);
    if (!(high > low)) return { mixture: from, normal: random.uniform() < 0.5 ? lowNormal : highNormal };
    const [a, b, c] = quadratic(from, i, k, direction);
    const q = direction[i]!;
    const value = (lambda: number): number => (sign * (a + lambda * (2 * b + lambda * c))) / (1 + q * lambda) ** 2;
    const places: readonly (readonly [number, Float64Array | undefined])[] = [
      [low, lowNormal],
      [high, highNormal],
      [(q * a - b) / (c - q * b), undefined],
    ];
    let best: readonly [number, Float64Array | undefined] = [0, undefined];
    for (const place of places)
      if (place[0] >= low && place[0] <= high && value(place[0]) > value(best[0])) best = place;
    // A move of rounding size goes nowhere, and would accumulate.
    if (Math.abs(best[0]) < 1e-10) return { mixture: from, normal: Math.abs(low) < 1e-10 ? lowNormal : highNormal };
    const mixture = move(from, limits, i, direction, best[0]);
    meet(mixture);
    return { mixture, normal: best[1] };
  };

  const wander = (from: Mixture, moves: number): Mixture => {
    let mixture = from;
    for (let step = 0; step < moves && movable.length > 0; step++) {
      const i = movable[Math.floor(random.uniform() * movable.length)]!;
      const direction = directionOf(i, undefined);
      const { low, high } = feasibleInterval(mixture, limits, i, direction);
      if (high > low) mixture = move(mixture, limits, i, direction, low + random.uniform() * (high - low));
      meet(mixture);
    }
    return mixture;
  };

  const ends = (from: Mixture, i: number): readonly Mixture[] => {
    const direction = directionOf(i, undefined);
    const { low, high } = feasibleInterval(from, limits, i, direction);
    return [low, high].map((lambda) => move(from, limits, i, direction, lambda));
  };
  return { movable, wander, ends, signal, improve };
}

/** Sweeps over all spectra that a search makes at most, and that may pass without gain before it ends. */
const sweeps = 80;
const idleSweeps = 6;

/** The mixture, of all that are reached from the starts, in which species k has the largest (sign 1) or smallest (-1) signal. */
export function extremeMixture(search: MixtureSearch, starts: readonly Mixture[], k: number, sign: number): Mixture {
  let best = starts[0]!;
  let bestSignal = search.signal(best, k);
  for (const start of starts) {
    let mixture = start;
    let value = search.signal(mixture, k);
    let idle = 0;
    const normals: (Float64Array | undefined)[] = [];
    for (let sweep = 0; sweep < sweeps && idle < idleSweeps; sweep++) {
      for (const i of search.movable) {
        // A free direction, then one along what stopped it.
        for (const along of [undefined, normals[i]]) {
          const step = search.improve(mixture, i, k, sign, along);
          mixture = step.mixture;
          normals[i] = step.normal;
        }
      }
      const now = search.signal(mixture, k);
      idle = Math.abs(now - value) > 1e-6 * value ? 0 : idle + 1;
      value = now;
    }
    if (sign * value > sign * bestSignal) {
      best = mixture;
      bestSignal = value;
    }
  }
  return best;
}
