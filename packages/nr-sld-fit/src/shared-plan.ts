import { reflectivityInto } from './kernel.js';
import { collect, fringePeriod, kinks, panelsOf, panelWidths, refine } from './smear-panels.js';
import type { MovedPlan, SmearOptions, SmearPlan } from './smear-plan.js';
import type { SlabTable } from './slab-table.js';
import { gaussianWindows } from './window-weights.js';

/** Smallest width near a place, by the points next to it in order of Q (files stitched together have several widths at one Q). */
function narrowestNear(q: Float64Array, sigma: Float64Array, indices: readonly number[]): (x: number) => number {
  const order = indices.toSorted((a, b) => q[a]! - q[b]!);
  const places = Float64Array.from(order, (i) => q[i]!);
  const reach = 6;
  return (x) => {
    const at = lowerBound(places, x);
    let least = Infinity;
    for (let k = Math.max(0, at - reach); k < Math.min(order.length, at + reach); k++)
      least = Math.min(least, sigma[order[k]!]!);
    return least;
  };
}

/** Stretches of Q that windows cover, those that overlap as one. */
function coveredBy(
  q: Float64Array,
  sigma: Float64Array,
  order: readonly number[],
  reach: number,
): { readonly from: number; readonly to: number }[] {
  const merged: { from: number; to: number }[] = [];
  for (const i of order) {
    const from = q[i]! - reach * sigma[i]!;
    const to = q[i]! + reach * sigma[i]!;
    const before = merged.at(-1);
    if (before !== undefined && from <= before.to) before.to = Math.max(before.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** Nodes that points share, and those of the points that are sharp behind them. */
interface SharedNodes {
  readonly nodes: Float64Array;
  /** Of the quadrature, without a kernel. */
  readonly weights: Float64Array;
  /** Place behind the shared nodes of each point that is sharp. */
  readonly sharpPlace: ReadonlyMap<number, number>;
}

/** Weights of each point's kernel at the nodes inside its window. */
function kernelWeights(
  q: Float64Array,
  sigma: Float64Array,
  { nodes, weights, sharpPlace }: SharedNodes,
  { shape, reach, kernels }: Pick<SmearOptions, 'shape' | 'reach' | 'kernels'>,
): Pick<SmearPlan, 'first' | 'count' | 'offset' | 'weights'> {
  const first = new Int32Array(q.length);
  const count = new Int32Array(q.length);
  const offset = new Int32Array(q.length);
  let total = 0;
  q.forEach((at, i) => {
    offset[i] = total;
    const s = sigma[i]!;
    const sharp = sharpPlace.get(i);
    first[i] = sharp === undefined ? lowerBound(nodes, at - reach * s) : nodes.length + sharp;
    const own = sharp === undefined ? lowerBound(nodes, at + reach * s) - lowerBound(nodes, at - reach * s) : 1;
    count[i] = own;
    total += own;
  });
  const found =
    shape === 'gaussian' ? gaussianWindows(q, sigma, { nodes, weights }, { first, count }, total, kernels) : undefined;
  if (found !== undefined) return { first, count, offset, weights: found };
  const kept = new Float64Array(total);
  q.forEach((at, i) => {
    if (sharpPlace.has(i)) {
      kept[offset[i]!] = 1;
      return;
    }
    const inverse = 1 / sigma[i]!;
    let sum = 0;
    for (let k = 0; k < count[i]!; k++) {
      const node = nodes[first[i]! + k]!;
      const u = shape === 'gaussian' ? (node - at) * inverse : at * inverse * Math.log(Math.max(1e-300, node / at));
      const weight = (weights[first[i]! + k]! * Math.exp(-0.5 * u * u)) / (shape === 'gaussian' ? 1 : Math.abs(node));
      kept[offset[i]! + k] = weight;
      sum += weight;
    }
    for (let k = 0; k < count[i]!; k++) kept[offset[i]! + k]! /= sum;
  });
  return { first, count, offset, weights: kept };
}

/** Shared nodes with those of the sharp points behind them. */
function withSharp({ nodes, sharpPlace }: SharedNodes, q: Float64Array): Float64Array {
  if (sharpPlace.size === 0) return nodes;
  const all = new Float64Array(nodes.length + sharpPlace.size);
  all.set(nodes);
  for (const [i, k] of sharpPlace) all[nodes.length + k] = q[i]!;
  return all;
}

/** All points on panels that they share: for kernels that end softly. */
export function sharedPlan(
  q: Float64Array,
  sigma: Float64Array,
  layers: SlabTable,
  { shape, reach, tolerance, kernels, pad = 0 }: SmearOptions,
): SmearPlan {
  const order = [...q.keys()]
    .filter((i) => sigma[i]! > 0)
    .toSorted((a, b) => q[a]! - reach * sigma[a]! - (q[b]! - reach * sigma[b]!));
  const period = fringePeriod(layers);
  const near = narrowestNear(q, sigma, order);
  const { sigmas, fringes } = panelWidths(tolerance);
  const widest = (x: number): number => Math.min(sigmas * near(x), fringes * period);
  const places = kinks(layers);
  const { nodes, weights, values } = collect(
    refine(
      coveredBy(q, sigma, order, reach + pad).flatMap((interval) => panelsOf(interval, places, widest)),
      layers,
      { tolerance, kernels },
    ),
  );
  const sharp = [...q.keys()].filter((i) => !(sigma[i]! > 0));
  const shared: SharedNodes = { nodes, weights, sharpPlace: new Map(sharp.map((i, k) => [i, k])) };
  const all = withSharp(shared, q);
  const allValues = sharp.length === 0 ? values : new Float64Array(all.length);
  if (sharp.length > 0) {
    allValues.set(values);
    reflectivityInto(all.subarray(nodes.length), sharp.length, layers, allValues.subarray(nodes.length), kernels);
  }
  const moved = (to: Float64Array, widened: Float64Array): MovedPlan => ({
    nodes: sharp.length === 0 ? all : withSharp(shared, to),
    sameNodes: sharp.length === 0,
    ...kernelWeights(to, widened, shared, { shape, reach, kernels }),
  });
  return { nodes: all, ...kernelWeights(q, sigma, shared, { shape, reach, kernels }), values: allValues, moved };
}

function lowerBound(values: Float64Array, at: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
