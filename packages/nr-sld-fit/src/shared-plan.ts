import { reflectivityInto } from './kernel.js';
import { collect, fringePeriod, kinks, panelsOf, panelWidths, refine } from './smear-panels.js';
import type { MovedPlan, SmearOptions, SmearPlan } from './smear-plan.js';
import type { SlabTable } from './slab-table.js';
import { gaussianMeans, gaussianWindows } from './window-weights.js';
import { windowSums } from './window-sums.js';

/** Indices in the order of their keys: most curves have it. */
function inOrder(indices: readonly number[], keys: Float64Array): readonly number[] {
  const isOrdered = indices.every((index, k) => k === 0 || keys[indices[k - 1]!]! <= keys[index]!);
  return isOrdered ? indices : indices.toSorted((a, b) => keys[a]! - keys[b]!);
}

/** Smallest width near a place, by the points next to it in order of Q (files stitched together have several widths at one Q). */
function narrowestNear(q: Float64Array, sigma: Float64Array, indices: readonly number[]): (x: number) => number {
  const order = inOrder(indices, q);
  const places = new Float64Array(order.length);
  const widths = new Float64Array(order.length);
  for (let k = 0; k < order.length; k++) {
    places[k] = q[order[k]!]!;
    widths[k] = sigma[order[k]!]!;
  }
  const reach = 6;
  return (x) => {
    const at = lowerBound(places, x);
    const end = Math.min(widths.length, at + reach);
    let least = Infinity;
    for (let k = Math.max(0, at - reach); k < end; k++) if (widths[k]! < least) least = widths[k]!;
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

/** Which nodes lie inside each window, and how many came before. */
type Windows = Pick<SmearPlan, 'first' | 'count' | 'offset'>;

function windowsOf(
  q: Float64Array,
  sigma: Float64Array,
  { nodes, sharpPlace }: SharedNodes,
  reach: number,
): Windows & { readonly total: number } {
  const first = new Int32Array(q.length);
  const count = new Int32Array(q.length);
  const offset = new Int32Array(q.length);
  let total = 0;
  for (let i = 0; i < q.length; i++) {
    offset[i] = total;
    const sharp = sharpPlace.get(i);
    if (sharp === undefined) {
      const from = lowerBound(nodes, q[i]! - reach * sigma[i]!);
      first[i] = from;
      count[i] = lowerBound(nodes, q[i]! + reach * sigma[i]!) - from;
    } else {
      first[i] = nodes.length + sharp;
      count[i] = 1;
    }
    total += count[i]!;
  }
  return { first, count, offset, total };
}

/** Weights of each point's kernel at the nodes inside its window. */
function kernelWeights(
  q: Float64Array,
  sigma: Float64Array,
  shared: SharedNodes,
  { shape, reach, kernels }: Pick<SmearOptions, 'shape' | 'reach' | 'kernels'>,
): Windows & Pick<SmearPlan, 'weights'> {
  const { nodes, weights, sharpPlace } = shared;
  const { first, count, offset, total } = windowsOf(q, sigma, shared, reach);
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

/** Nodes that points share, laid out for a stack. */
interface SharedLayout {
  readonly shared: SharedNodes;
  /** Shared nodes and those of sharp points. */
  readonly all: Float64Array;
  /** Reflectivity at all of them. */
  readonly values: Float64Array;
}

function sharedLayout(
  q: Float64Array,
  sigma: Float64Array,
  layers: SlabTable,
  { reach, tolerance, kernels, pad = 0 }: SmearOptions,
): SharedLayout {
  const indices = [...q.keys()];
  const smeared = indices.filter((i) => sigma[i]! > 0);
  const begins = q.map((at, i) => at - reach * sigma[i]!);
  const period = fringePeriod(layers);
  const near = narrowestNear(q, sigma, smeared);
  const { sigmas, fringes } = panelWidths(tolerance);
  const widest = (x: number): number => Math.min(sigmas * near(x), fringes * period);
  const places = kinks(layers);
  const panels = coveredBy(q, sigma, inOrder(smeared, begins), reach + pad).flatMap((interval) =>
    panelsOf(interval, places, widest),
  );
  const { nodes, weights, values: own } = collect(refine(panels, layers, { tolerance, kernels }));
  const sharp = smeared.length === q.length ? [] : indices.filter((i) => !(sigma[i]! > 0));
  const shared: SharedNodes = { nodes, weights, sharpPlace: new Map(sharp.map((i, k) => [i, k])) };
  if (sharp.length === 0) return { shared, all: nodes, values: own };
  const all = withSharp(shared, q);
  const values = new Float64Array(all.length);
  values.set(own);
  reflectivityInto(all.subarray(nodes.length), sharp.length, layers, values.subarray(nodes.length), kernels);
  return { shared, all, values };
}

/** All points on panels that they share: for kernels that end softly. */
export function sharedPlan(q: Float64Array, sigma: Float64Array, layers: SlabTable, options: SmearOptions): SmearPlan {
  const { shared, all, values } = sharedLayout(q, sigma, layers, options);
  const isShared = shared.sharpPlace.size === 0;
  const moved = (to: Float64Array, widened: Float64Array): MovedPlan => ({
    nodes: isShared ? all : withSharp(shared, to),
    sameNodes: isShared,
    ...kernelWeights(to, widened, shared, options),
  });
  return { nodes: all, ...kernelWeights(q, sigma, shared, options), values, moved };
}

/** The curve of the stack of a {@link sharedPlan} that is not kept. */
export function sharedCurve(
  q: Float64Array,
  sigma: Float64Array,
  layers: SlabTable,
  options: SmearOptions,
): Float64Array {
  const { shared, values } = sharedLayout(q, sigma, layers, options);
  if (options.shape === 'gaussian') {
    const means = gaussianMeans(q, sigma, shared, values, windowsOf(q, sigma, shared, options.reach), options.kernels);
    if (means !== undefined) return means;
  }
  const out = new Float64Array(q.length);
  windowSums(kernelWeights(q, sigma, shared, options), values, 1, out, options.kernels);
  return out;
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
