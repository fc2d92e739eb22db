import type { FitProblem } from './fit-problem.js';
import type { Reading } from './readings.js';
import { residualSlopes } from './fit-data.js';

/** Something that would explain much of what a model does not. */
export interface Suspect {
  /** The curve. */
  readonly curve: string;
  /** What a model says of it; `points` are single ones far off, `thickness`, `sld` and `q` all of them in another unit. */
  readonly option: InstrumentSuspect | 'points' | Reading['option'];
  /**
   * About what it is: an offset in 1/angstrom, the Q from which on the sample takes the whole beam, a factor, the Q of a point, of
   * another probe the energy of its X-rays in eV (0 for neutrons).
   */
  readonly value: number;
  /** About how much chi2 would fall, the parameters moving along. */
  readonly gain: number;
}

/** What an instrument may make of a curve. */
export type InstrumentSuspect = 'instrument.qOffset' | 'instrument.footprint' | 'scale';

/** Of what noise does not explain, the share that a suspect must. */
const leastShare = 0.4;
/** Of what noise does not explain, a curve of a joint fit with less than one part of so many is not looked at alone. */
const mostShared = 5;
/** Half the step of derivatives by Q, 1/angstrom. */
const step = 2e-5;
/** Numbers of a Jacobian, times its columns, that are worth a look. */
const mostWork = 3e8;
/** Candidates for where a footprint ends. */
const footprints = 24;

/** Columns made orthogonal and of length 1; what is left of nothing is left out. */
function orthogonal(columns: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const column of columns) {
    const before = Math.sqrt(dot(column, column));
    const rest = without(basis, column);
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-9 * before) basis.push(rest.map((value) => value / length));
  }
  return basis;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** A vector without its parts along others; twice, for rounding. */
function without(basis: readonly Float64Array[], vector: Float64Array): Float64Array {
  const rest = vector.slice();
  for (let time = 0; time < 2; time++)
    for (const along of basis) {
      const part = dot(along, rest);
      for (let i = 0; i < rest.length; i++) rest[i]! -= part * along[i]!;
    }
  return rest;
}

/** A change of one curve, and what it stands for. */
interface Direction {
  readonly option: InstrumentSuspect;
  /** By how much the curve changes, for an amount of 1. */
  readonly change: Float64Array;
  /** Smallest and largest amount that make sense. */
  readonly range: readonly [number, number];
  readonly value: (amount: number) => number;
}

function directionsOf(problem: FitProblem, c: number, values: Float64Array): Direction[] {
  const { q } = problem.data[c]!;
  const { qOffset, angleOffset, footprint, isScaled, scale } = problem.instruments(values)[c]!;
  const curve = problem.shifted(c, values, 0);
  const [below, above] = [problem.shifted(c, values, -step), problem.shifted(c, values, step)];
  const highest = Math.max(...q.map(Math.abs));
  const lowest = Math.min(...q.map(Math.abs));
  return [
    ...(qOffset || angleOffset
      ? []
      : [
          {
            option: 'instrument.qOffset' as const,
            change: curve.map((_, i) => (above[i]! - below[i]!) / (2 * step)),
            range: [-0.01, 0.01] as const,
            value: (amount: number) => amount,
          },
        ]),
    ...(footprint
      ? []
      : Array.from({ length: footprints }, (_, k): Direction => {
          const whole = lowest * (highest / lowest) ** ((0.7 * (k + 1)) / footprints);
          return {
            option: 'instrument.footprint',
            change: curve.map((value, i) => value * Math.min(0, Math.abs(q[i]!) / whole - 1)),
            range: [0, 2],
            value: () => whole,
          };
        })),
    ...(isScaled
      ? []
      : [
          {
            option: 'scale' as const,
            change: curve,
            range: [-1, 10] as const,
            value: (amount: number) => scale * (1 + amount),
          },
        ]),
  ];
}

/** By how much chi2 of one curve is above its number of points. */
function curveExcess(residuals: Float64Array, from: number, points: number): number {
  const own = residuals.subarray(from, from + points);
  return dot(own, own) - points;
}

/** The third of the points that has the lowest Q. */
function pointsAtLowQ(q: Float64Array): number[] {
  const order = [...q.keys()].toSorted((a, b) => Math.abs(q[a]!) - Math.abs(q[b]!));
  return order.slice(0, Math.ceil(order.length / 3));
}

/**
 * What of the instrument a misfit looks like: offsets of Q, the footprint and the scale are tried on each curve whose
 * residuals at low Q are large, to first order and with the free parameters moving along. The problem must be prepared.
 *
 * @param excess By how much chi2 is above the degrees of freedom.
 * @param held Parameters that are fixed, or on a bound.
 * @returns Those that explain two fifths of the excess, in a joint fit of that of their curve, and of what is off at low Q, most first.
 */
export function suspectsOf(
  problem: FitProblem,
  values: Float64Array,
  excess: number,
  held: (k: number) => boolean,
): Suspect[] {
  const n = problem.names.length;
  const moving = [...problem.names.keys()].filter((k) => !held(k));
  if (problem.size * moving.length ** 2 > mostWork) return [];
  const residuals = new Float64Array(problem.size);
  const jacobian = new Float64Array(problem.size * n);
  problem.residuals(values, residuals);
  problem.jacobian(values, jacobian);
  const basis = orthogonal(moving.map((k) => residuals.map((_, i) => jacobian[i * n + k]!)));
  const rest = without(basis, residuals);
  const found: Suspect[] = [];
  let at = 0;
  problem.data.forEach((data, c) => {
    const from = at;
    at += data.q.length;
    const low = pointsAtLowQ(data.q);
    const offAtLowQ = (change: (i: number) => number): number =>
      low.reduce((sum, i) => sum + (residuals[from + i]! + change(from + i)) ** 2, -low.length);
    const off = offAtLowQ(() => 0);
    if (off < low.length) return;
    const fitted = problem.shifted(c, values, 0);
    const slopes = residualSlopes(data, problem.objective, fitted);
    const best = new Map<InstrumentSuspect, Suspect>();
    const unexplained = Math.min(excess, Math.max(curveExcess(residuals, from, data.q.length), excess / mostShared));
    for (const { option, change, range, value } of directionsOf(problem, c, values)) {
      const direction = new Float64Array(problem.size);
      change.forEach((each, i) => (direction[from + i] = slopes[i]! * each));
      const own = without(basis, direction);
      const [along, square] = [dot(own, rest), dot(own, own)];
      const amount = -along / square;
      // What would have to be beyond sense is something else.
      if (!(amount > range[0] && amount < range[1])) continue;
      const gain = -amount * (2 * along + amount * square);
      const isTold = gain > leastShare * unexplained && offAtLowQ((i) => amount * own[i]!) < (1 - leastShare) * off;
      if (isTold && gain > (best.get(option)?.gain ?? 0))
        best.set(option, { curve: data.name, option, value: value(amount), gain });
    }
    found.push(...best.values());
  });
  return found.toSorted((a, b) => b.gain - a.gain);
}
