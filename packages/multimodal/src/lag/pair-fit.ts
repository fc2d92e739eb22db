import { factorBordered } from './bordered-system.js';
import type { FactoredSystem } from './bordered-system.js';
import { gramTimes } from './gram.js';
import type { LatentState, PairSums } from './pair-sums.js';
import { dot, plusTimes } from './products.js';
import { addDifferencePenalty, differencePenalty } from './spline-basis.js';

/** A state with what it says of the samples. */
export interface Evaluated {
  readonly state: LatentState;
  readonly chiSquare: number;
  readonly cost: number;
  /** The curve less that which the sums are about. */
  readonly moved: Float64Array;
  /** Gram matrices times that. */
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Splines of a curve, without the kinks. */
function splinesOf(curve: Float64Array, { first }: PairSums): Float64Array {
  return curve.subarray(0, curve.length - first.gram.border.length);
}

export function evaluate(sums: PairSums, state: LatentState, lambda: number): Evaluated {
  const { first: a, second: b } = sums;
  const { gain } = state;
  const moved = plusTimes(state.curve, -1, a.about);
  const [turned, raised] = [gain - b.gain, state.offset - b.offset];
  const first = gramTimes(a.gram, moved);
  const second = gramTimes(b.gram, moved);
  const ofFirst = a.square - 2 * dot(a.pull, moved) + dot(moved, first);
  const ofSecond =
    b.square -
    2 * (gain * dot(b.pull, moved) + turned * b.restCurve + raised * b.restOne) +
    gain * gain * dot(moved, second) +
    2 * gain * (turned * dot(b.withCurve, moved) + raised * dot(b.withOne, moved)) +
    turned * turned * b.curveSquare +
    2 * turned * raised * b.curveOne +
    raised * raised * b.weight;
  const chiSquare = ofFirst + ofSecond;
  const splines = splinesOf(state.curve, sums);
  const cost = chiSquare + lambda * differencePenalty(splines, splines.length).value;
  return { state, chiSquare, cost, moved, first, second };
}

function scaled(values: Float64Array, factor: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = factor * values[i]!;
  return out;
}

/** Columns beside the splines and their products among themselves: kinks, offset, gain. */
interface Border {
  readonly border: readonly Float64Array[];
  readonly corner: Float64Array;
}

/** Kinks and the offset beside the splines; with the gain where a state is given. */
function borderOf({ first: a, second: b }: PairSums, gain: number, at?: Evaluated): Border {
  const kinks = a.gram.border.length;
  const columns = a.about.length - kinks;
  const size = kinks + (at === undefined ? 1 : 2);
  const corner = new Float64Array(size * size);
  const border: Float64Array[] = a.gram.border.map((column, k) => plusTimes(column, gain * gain, b.gram.border[k]!));
  for (let k = 0; k < kinks; k++)
    for (let l = 0; l <= k; l++)
      corner[k * size + l] = a.gram.corner[k * kinks + l]! + gain * gain * b.gram.corner[k * kinks + l]!;
  const addColumn = (at0: number, products: Float64Array): void => {
    border.push(products.subarray(0, columns));
    for (let k = 0; k < kinks; k++) corner[at0 * size + k] = products[columns + k]!;
  };
  addColumn(kinks, scaled(b.withOne, gain));
  corner[kinks * size + kinks] = b.weight;
  if (at === undefined) return { border, corner };
  // What the gain moves the second signal by: its curve.
  addColumn(kinks + 1, scaled(plusTimes(b.withCurve, 1, at.second), gain));
  corner[(kinks + 1) * size + kinks] = b.curveOne + dot(b.withOne, at.moved);
  corner[(kinks + 1) * size + kinks + 1] = b.curveSquare + 2 * dot(b.withCurve, at.moved) + dot(at.moved, at.second);
  return { border, corner };
}

/** Bands of the splines of both signals. */
function bandsOf({ first, second }: PairSums, gain: number): Float64Array {
  return plusTimes(first.gram.bands, gain * gain, second.gram.bands);
}

/** The normal equations of splines, kinks and offset; of the gain too where a state is given; of splines alone without a border. */
export function normalEquations(
  sums: PairSums,
  gain: number,
  lambda: number,
  border: Border = borderOf(sums, gain),
): FactoredSystem {
  const { width } = sums.first.gram;
  const bands = bandsOf(sums, gain);
  const columns = bands.length / width;
  addDifferencePenalty(bands, width, columns, lambda);
  return factorBordered({ bands, width, columns, ...border });
}

/** One step of Gauss and Newton, halved until it does not climb; undefined where there is none. */
function stepFrom(sums: PairSums, at: Evaluated, lambda: number): Evaluated | undefined {
  const { first: a, second: b } = sums;
  const { state, moved } = at;
  const { curve, gain } = state;
  const system = normalEquations(sums, gain, lambda, borderOf(sums, gain, at));
  const [turned, raised] = [gain - b.gain, state.offset - b.offset];
  // What is left of the second signal, with the basis.
  const left = new Float64Array(curve.length);
  const right = new Float64Array(curve.length);
  for (let i = 0; i < left.length; i++) {
    left[i] = b.pull[i]! - gain * at.second[i]! - turned * b.withCurve[i]! - raised * b.withOne[i]!;
    right[i] = a.pull[i]! - at.first[i]! + gain * left[i]!;
  }
  const splines = splinesOf(curve, sums);
  const { slope } = differencePenalty(splines, splines.length);
  const over = right.subarray(0, splines.length);
  for (let i = 0; i < over.length; i++) over[i]! -= lambda * slope[i]!;
  const restOne = b.restOne - gain * dot(b.withOne, moved) - turned * b.curveOne - raised * b.weight;
  const restCurve = b.restCurve - gain * dot(b.withCurve, moved) - turned * b.curveSquare - raised * b.curveOne;
  const kinks = right.length - splines.length;
  const below = new Float64Array(kinks + 2);
  below.set(right.subarray(splines.length));
  below[kinks] = restOne;
  below[kinks + 1] = restCurve + dot(moved, left);
  if (!system.solve(over, below)) return undefined;
  right.set(below.subarray(0, kinks), splines.length);
  const [rise = 0, turn = 0] = below.subarray(kinks);
  for (let share = 1; share > 1e-3; share *= 0.5) {
    const next: LatentState = {
      curve: plusTimes(curve, share, right),
      offset: state.offset + share * rise,
      gain: gain + share * turn,
    };
    const evaluated = evaluate(sums, next, lambda);
    if (evaluated.cost <= at.cost) return evaluated;
  }
  return undefined;
}

/** Steps until none gains. */
export function descend(sums: PairSums, start: Evaluated, lambda: number): Evaluated {
  let at = start;
  for (let iteration = 0; iteration < 30; iteration++) {
    const next = stepFrom(sums, at, lambda);
    if (next === undefined) break;
    const gained = at.cost - next.cost;
    at = next;
    if (gained < 1e-4) break;
  }
  return at;
}

/** Trace of the influence of the data: how many spline coefficients they determine. */
export function influence(sums: PairSums, gain: number, lambda: number): number {
  const gram = bandsOf(sums, gain);
  const { width } = sums.first.gram;
  const columns = gram.length / width;
  const system = normalEquations(sums, gain, lambda, { border: [], corner: new Float64Array(0) });
  const column = new Float64Array(columns);
  let trace = 0;
  for (let i = 0; i < columns; i++) {
    column.fill(0);
    for (let j = Math.max(0, i - width + 1); j < i; j++) column[j] = gram[j * width + i - j]!;
    for (let j = 0; j < width && i + j < columns; j++) column[i + j] = gram[i * width + j]!;
    system.solveBands(column);
    trace += column[i]!;
  }
  return trace;
}
