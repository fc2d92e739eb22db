import type { Random } from '@operando/numerics';
import { directions } from './mixture-directions.js';
import { signalAlong, squaredSignal } from './mixture-signal.js';
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
  const { count, fixed } = limits.constraints;
  const movable = Array.from({ length: count }, (_, k) => k).filter((k) => !fixed[k]!);
  const directionOf = directions(limits, random);

  const improve: MixtureSearch['improve'] = (from, i, k, sign, along) => {
    const direction = directionOf(i, along);
    const { low, high, lowNormal, highNormal } = feasibleInterval(from, limits, i, direction);
    if (!(high > low)) return { mixture: from, normal: random.uniform() < 0.5 ? lowNormal : highNormal };
    const [a, b, c] = signalAlong(from, limits, i, k, direction);
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
  return { movable, wander, ends, signal: (mixture, k) => squaredSignal(mixture, limits, k), improve };
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
