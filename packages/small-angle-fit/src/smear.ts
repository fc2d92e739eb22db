import { gaussLegendre } from '@operando/numerics';

/** A resolution: standard deviation of q, constant and relative parts added in squares. */
export interface Resolution {
  /** 1/angstrom. @default 0 */
  readonly sigma?: number | undefined;
  /** Of q. @default 0 */
  readonly relative?: number | undefined;
}

/** Where a smeared curve is needed sharp, and how it is folded: made once for all frames. */
export interface SmearPlan {
  /** Momentum transfers of the sharp curve, 1/angstrom; below 0 on the other side of the beam. */
  readonly q: Float64Array;
  /** Put the sharp curve through the resolution. */
  readonly fold: (sharp: Float64Array, out: Float64Array) => void;
}

/** Standard deviations to both sides that are folded. */
const reach = 4.5;
/** Nodes of a point that has its own. */
const ownNodes = 13;

/** Every point of data its own nodes: where the resolution is finer than the points lie. */
function ownNodesPlan(q: Float64Array, sigma: Float64Array): SmearPlan {
  const { nodes, weights } = gaussLegendre(ownNodes, -reach, reach);
  const gauss = weights.map((weight, k) => weight * Math.exp(-0.5 * nodes[k]! ** 2));
  const total = gauss.reduce((sum, weight) => sum + weight, 0);
  const sharp = new Float64Array(q.length * ownNodes);
  for (let i = 0; i < q.length; i++)
    for (let k = 0; k < ownNodes; k++) sharp[i * ownNodes + k] = q[i]! + sigma[i]! * nodes[k]!;
  return {
    q: sharp,
    fold(values, out) {
      for (let i = 0; i < q.length; i++) {
        let sum = 0;
        for (let k = 0; k < ownNodes; k++) sum += gauss[k]! * values[i * ownNodes + k]!;
        out[i] = sum / total;
      }
    },
  };
}

/** Points half a standard deviation apart, which neighbours share. */
function sharedGrid(q: Float64Array, sigma: Float64Array): Float64Array {
  const from = q[0]! - reach * sigma[0]!;
  const end = q[q.length - 1]! + reach * sigma[sigma.length - 1]!;
  const narrowest = sigma.reduce((low, each) => Math.min(low, each), Infinity);
  const widest = sigma.reduce((high, each) => Math.max(high, each), 0);
  // One width throughout: evenly spaced, where forms are fast.
  if (widest < 1.5 * narrowest) {
    const count = Math.ceil((end - from) / (0.5 * narrowest)) + 1;
    return Float64Array.from({ length: count }, (_, i) => from + 0.5 * narrowest * i);
  }
  const grid: number[] = [];
  let i = 0;
  for (let at = from; ; at += 0.5 * sigma[i]!) {
    grid.push(at);
    if (at > end) break;
    while (i < q.length - 1 && q[i + 1]! <= at) i++;
  }
  return Float64Array.from(grid);
}

function sharedPlan(q: Float64Array, sigma: Float64Array): SmearPlan {
  const grid = sharedGrid(q, sigma);
  const first = new Int32Array(q.length);
  // Weights of point i lie from ends[i] to ends[i + 1].
  const ends = new Int32Array(q.length + 1);
  const weights: number[] = [];
  let from = 0;
  for (let i = 0; i < q.length; i++) {
    while (grid[from + 1]! < q[i]! - reach * sigma[i]!) from++;
    const begin = weights.length;
    let sum = 0;
    for (let j = from; j === from || (j < grid.length && grid[j - 1]! < q[i]! + reach * sigma[i]!); j++) {
      const wide = 0.5 * (grid[Math.min(j + 1, grid.length - 1)]! - grid[Math.max(j - 1, 0)]!);
      const weight = wide * Math.exp(-0.5 * ((grid[j]! - q[i]!) / sigma[i]!) ** 2);
      weights.push(weight);
      sum += weight;
    }
    for (let j = begin; j < weights.length; j++) weights[j]! /= sum;
    first[i] = from;
    ends[i + 1] = weights.length;
  }
  const flat = Float64Array.from(weights);
  return {
    q: grid,
    fold(values, out) {
      for (let i = 0; i < q.length; i++) {
        const shift = first[i]! - ends[i]!;
        const end = ends[i + 1]!;
        let sum = 0;
        for (let j = ends[i]!; j < end; j++) sum += flat[j]! * values[j + shift]!;
        out[i] = sum;
      }
    },
  };
}

/** A plan for points of a cut. @param q Increasing. @param sigma Standard deviation of each q; all 0 for a sharp beam. */
export function smearPlan(q: Float64Array, sigma: Float64Array): SmearPlan {
  if (sigma.every((each) => !(each > 0)))
    return {
      q,
      fold: (values, out) => {
        out.set(values);
      },
    };
  const least = sigma.reduce((low, each) => Math.min(low, each), Infinity);
  let shared = 18;
  for (let i = 1; i < q.length; i++) shared += (q[i]! - q[i - 1]!) / (0.5 * Math.min(sigma[i]!, sigma[i - 1]!));
  return least > 0 && shared < ownNodes * q.length ? sharedPlan(q, sigma) : ownNodesPlan(q, sigma);
}

/** Widths of a resolution at each q. */
export function resolutionWidths(q: ArrayLike<number>, { sigma = 0, relative = 0 }: Resolution): Float64Array {
  return Float64Array.from(q, (at) => Math.hypot(sigma, relative * at));
}

/** A function of the magnitude of q through a resolution, at some q (increasing). */
export function smear(curve: (q: number) => number, q: ArrayLike<number>, resolution: Resolution): Float64Array {
  const at = Float64Array.from(q);
  const plan = smearPlan(at, resolutionWidths(at, resolution));
  const out = new Float64Array(at.length);
  plan.fold(
    plan.q.map((each) => curve(Math.abs(each))),
    out,
  );
  return out;
}
