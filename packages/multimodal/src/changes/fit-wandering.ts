import { signalSpan, signalTimes } from '../signal.js';
import type { Signal } from '../signal.js';
import { simplexMinimum } from '../simplex.js';
import { fitTrend, whiteColumns } from './trend.js';
import type { ChangeKind } from './trend.js';
import { whitening } from './wandering.js';
import type { Wandering } from './wandering.js';

/** A signal with given changes: its wandering, and how likely it is. */
export interface WanderingFit {
  readonly wandering: Wandering;
  /** Minus twice the logarithm of the likelihood, up to a constant. */
  readonly cost: number;
}

/** Minus twice the logarithm of the likelihood of a signal with changes at times. */
export function trendCost(
  signal: Signal,
  kind: ChangeKind,
  times: readonly number[],
  wandering: Wandering | undefined,
): number {
  const white = whitening(signalTimes(signal), signal.stderr, wandering);
  return (
    fitTrend(white.whiten(signal.values), whiteColumns(signal, kind, times, white)).chiSquare + white.logDeterminant
  );
}

/** From logarithms: variance, frequency, and decay over frequency. */
const wanderingOf = ([variance, frequency, ratio]: readonly number[], isRough: boolean): Wandering => ({
  isRough,
  variance: Math.exp(variance!),
  frequency: Math.exp(frequency!),
  decay: Math.exp(frequency! + ratio!),
});

/** Where searches begin that nothing precedes: the best few of several speeds, widths and sizes. */
function firstGuesses(
  cost: (place: readonly number[]) => number,
  spread: number,
  [lowest, highest]: readonly [number, number],
  ratios: readonly number[],
): number[][] {
  const speeds = 12;
  const tried = Array.from({ length: speeds }, (_, k) => lowest + ((highest - lowest) * k) / (speeds - 1)).flatMap(
    (frequency) => ratios.flatMap((ratio) => [-5, -1.5].map((share) => [spread + share, frequency, ratio])),
  );
  const costs = tried.map(cost);
  const order = [...tried.keys()].sort((i, j) => costs[i]! - costs[j]!);
  const best = tried[order[0]!]!;
  // Another begins at another speed.
  const other = order.find((i) => Math.abs(tried[i]![1]! - best[1]!) > 0.1);
  return other === undefined ? [best] : [best, tried[other]!];
}

/** Where {@link fitWandering} looks. */
export interface WanderingSearch {
  /** Where it begins. @default the best of a few */
  readonly from?: Wandering | undefined;
  /** Waves of at least four periods only, which cannot stand for a change of slope. @default false */
  readonly wavesOnly?: boolean | undefined;
}

/**
 * The wandering that makes a signal with changes at given times most likely: by simplex, in logarithms.
 * Its period lies between twice the time covered and four samples.
 */
export function fitWandering(
  signal: Signal,
  kind: ChangeKind,
  times: readonly number[],
  { from, wavesOnly = false }: WanderingSearch = {},
): WanderingFit {
  const time = signalTimes(signal);
  const [first, last] = signalSpan(signal);
  const white = whitening(time, signal.stderr, undefined);
  const { chiSquare } = fitTrend(white.whiten(signal.values), whiteColumns(signal, kind, times, white));
  const noise = signal.stderr.reduce((sum, error) => sum + error ** 2, 0) / time.length;
  const spread = Math.log((noise * Math.max(chiSquare, 1)) / time.length);
  const bounds: readonly (readonly [number, number])[] = [
    [Math.log(noise) - 12, spread + 3],
    [
      Math.log(((wavesOnly ? 8 : 1) * Math.PI) / (last - first)),
      Math.log((0.5 * Math.PI * time.length) / (last - first)),
    ],
    [-5, wavesOnly ? 0 : 2.5],
  ];
  const reach = from === undefined ? [1, 0.2, 1] : [0.5, 0.05, 0.5];
  // What is rough would stand for changes where only waves may.
  const kinds = from !== undefined ? [from.isRough] : wavesOnly ? [false] : [false, true];
  const ends = kinds.flatMap((isRough) => {
    const cost = (place: readonly number[]): number => trendCost(signal, kind, times, wanderingOf(place, isRough));
    const starts =
      from === undefined
        ? firstGuesses(cost, spread, bounds[1]!, isRough ? [-1, 1, 2] : [-3, -1, 0])
        : [[Math.log(from.variance), Math.log(from.frequency), Math.log(from.decay / from.frequency)]];
    return Array.from(starts, (start) => ({ isRough, ...simplexMinimum(cost, start, reach, bounds, 0.02) }));
  });
  const best = ends.reduce((a, b) => (b.cost < a.cost ? b : a));
  return { wandering: wanderingOf(best.place, best.isRough), cost: best.cost };
}
