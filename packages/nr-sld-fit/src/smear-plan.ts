import { OperandoError } from '@operando/core';
import { kronrodNodes, kronrodWeights, gaussWeights } from './kronrod.js';
import { reflectivityInto } from './kernel.js';
import { fourPi } from './parratt-constants.js';
import type { SlabTable } from './slab-table.js';

/** Quadrature of a resolution: which nodes each point takes, with which weights. */
export interface SmearPlan {
  /** Q at which the reflectivity is computed; points share nodes. */
  readonly nodes: Float64Array;
  /** First node and number of nodes of each point. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** Where each point's weights begin. */
  readonly offset: Int32Array;
  readonly weights: Float64Array;
  /** Reflectivity at the nodes, for the stack the plan was made for. */
  readonly values: Float64Array;
}

/** Kernel of a resolution. */
export type ResolutionShape = 'gaussian' | 'log-gaussian' | 'box';

/** What {@link smearPlan} takes. */
export interface SmearOptions {
  readonly shape: ResolutionShape;
  /** Standard deviations beyond which a Gaussian is cut. */
  readonly reach: number;
  /** Divide by the weight inside the cut. */
  readonly normalise: boolean;
  /** Relative error promised. */
  readonly tolerance: number;
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

/** An interval with the reflectivity at its 15 nodes. */
interface Panel extends Interval {
  readonly values: Float64Array;
}

/** Widest panel in standard deviations of the Gaussian, and in fringes of the whole stack: the 15 nodes then leave less than the tolerance, before any panel is halved. */
function panelWidths(tolerance: number): { readonly sigmas: number; readonly fringes: number } {
  return tolerance >= 3e-5 ? { sigmas: 4, fringes: 2.5 } : { sigmas: 2.5, fringes: 1.5 };
}

const deepest = 22;
const mostNodes = 4_000_000;

/** Places where the reflectivity has no derivative: zero and the critical edges of all media. */
function kinks(layers: SlabTable): number[] {
  const places = [0];
  for (let j = 1; j < layers.count; j++) {
    const excess = fourPi * (layers.sld[j]! - layers.sld[0]!);
    if (excess > 0) places.push(2 * Math.sqrt(excess), -2 * Math.sqrt(excess));
  }
  return places.toSorted((a, b) => a - b);
}

/** Cut an interval at the kinks and into panels no wider than asked at their place. */
function panelsOf({ from, to }: Interval, at: readonly number[], widest: (x: number) => number): Interval[] {
  const cuts = [from, ...at.filter((place) => place > from && place < to), to];
  const panels: Interval[] = [];
  for (let c = 0; c + 1 < cuts.length; c++) {
    const [start, end] = [cuts[c]!, cuts[c + 1]!];
    let x = start;
    while (x < end) {
      const width = Math.min(widest(x), widest(Math.min(end, x + widest(x))));
      // Two short panels rather than a long and a sliver.
      const left = end - x;
      const next = left <= width ? end : left < 2 * width ? x + 0.5 * left : x + width;
      panels.push({ from: x, to: next });
      x = next;
    }
    if (panels.length * 15 > mostNodes)
      throw new OperandoError('too-large', 'the resolution needs more than four million nodes.', {
        cure: 'The layers are too thick for this resolution to matter; use an incoherent model, or fewer points.',
      });
  }
  return panels;
}

/** Halve panels until the Kronrod rule and the Gauss rule inside it agree, all panels of a round in one call of the kernel. */
function refine(panels: readonly Interval[], layers: SlabTable, tolerance: number): Panel[] {
  const done: Panel[] = [];
  let open = panels;
  for (let depth = 0; depth < deepest && open.length > 0; depth++) {
    const q = new Float64Array(15 * open.length);
    open.forEach((panel, p) => {
      const middle = 0.5 * (panel.from + panel.to);
      const half = 0.5 * (panel.to - panel.from);
      for (let k = 0; k < 15; k++) q[15 * p + k] = middle + half * kronrodNodes[k]!;
    });
    const r = new Float64Array(q.length);
    reflectivityInto(q, q.length, layers, r);
    const next: Interval[] = [];
    for (const [p, panel] of open.entries()) {
      let level = 0;
      let zeroth = 0;
      let firstMoment = 0;
      for (let k = 0; k < 15; k++) {
        const difference = (kronrodWeights[k]! - gaussWeights[k]!) * r[15 * p + k]!;
        level += kronrodWeights[k]! * r[15 * p + k]!;
        zeroth += difference;
        firstMoment += difference * kronrodNodes[k]!;
      }
      const disagreement = Math.max(Math.abs(zeroth), Math.abs(firstMoment)) / (level || 1);
      // The Kronrod rule is better than its difference from Gauss's by this power (QUADPACK).
      if ((200 * disagreement) ** 1.5 <= tolerance || panel.to - panel.from < 1e-12 || depth === deepest - 1)
        done.push({ from: panel.from, to: panel.to, values: r.subarray(15 * p, 15 * p + 15) });
      else {
        const middle = 0.5 * (panel.from + panel.to);
        next.push({ from: panel.from, to: middle }, { from: middle, to: panel.to });
      }
    }
    open = next;
    if (15 * (done.length + open.length) > mostNodes)
      throw new OperandoError('too-large', 'the resolution needs more than four million nodes.', {
        cure: 'Promise less (tolerance), or use fewer points.',
      });
  }
  return done.toSorted((a, b) => a.from - b.from);
}

/** Longest thickness that gives fringes, plus what roughness may add. */
function fringePeriod(layers: SlabTable): number {
  let total = 0;
  for (let j = 1; j + 1 < layers.count; j++) total += Math.abs(layers.thickness[j]!);
  return total > 0 ? (2 * Math.PI) / total : Infinity;
}

/**
 * Make the quadrature of a resolution for a stack: panels that follow the width of the resolution and the
 * fringes, cut at critical edges, halved until their error is as promised, and
 * shared by all points whose window they lie in.
 *
 * @param sigma Standard deviation of each point; 0 for no smearing.
 * @throws OperandoError `too-large` for stacks that would need millions of nodes.
 */
export function smearPlan(q: Float64Array, sigma: Float64Array, layers: SlabTable, options: SmearOptions): SmearPlan {
  const shared = options.shape !== 'box' && options.normalise;
  return shared ? sharedPlan(q, sigma, layers, options) : separatePlan(q, sigma, layers, options);
}

function collect(panels: readonly Panel[]): {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
  readonly values: Float64Array;
} {
  const values = new Float64Array(15 * panels.length);
  const nodes = new Float64Array(15 * panels.length);
  const weights = new Float64Array(15 * panels.length);
  panels.forEach(({ from, to, values: own }, p) => {
    const half = 0.5 * (to - from);
    values.set(own, 15 * p);
    for (let k = 0; k < 15; k++) {
      nodes[15 * p + k] = 0.5 * (from + to) + half * kronrodNodes[k]!;
      weights[15 * p + k] = half * kronrodWeights[k]!;
    }
  });
  return { nodes, weights, values };
}

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

function sharedPlan(
  q: Float64Array,
  sigma: Float64Array,
  layers: SlabTable,
  { shape, reach, tolerance }: SmearOptions,
): SmearPlan {
  const order = [...q.keys()]
    .filter((i) => sigma[i]! > 0)
    .toSorted((a, b) => q[a]! - reach * sigma[a]! - (q[b]! - reach * sigma[b]!));
  const merged: { from: number; to: number }[] = [];
  for (const i of order) {
    const from = q[i]! - reach * sigma[i]!;
    const to = q[i]! + reach * sigma[i]!;
    const before = merged.at(-1);
    if (before !== undefined && from <= before.to) before.to = Math.max(before.to, to);
    else merged.push({ from, to });
  }
  const period = fringePeriod(layers);
  const near = narrowestNear(q, sigma, order);
  const { sigmas, fringes } = panelWidths(tolerance);
  const widest = (x: number): number => Math.min(sigmas * near(x), fringes * period);
  const places = kinks(layers);
  const { nodes, weights, values } = collect(
    refine(
      merged.flatMap((interval) => panelsOf(interval, places, widest)),
      layers,
      tolerance,
    ),
  );
  const sharp = [...q.keys()].filter((i) => !(sigma[i]! > 0));
  const all = new Float64Array(nodes.length + sharp.length);
  all.set(nodes);
  sharp.forEach((i, k) => (all[nodes.length + k] = q[i]!));
  const allValues = new Float64Array(all.length);
  allValues.set(values);
  if (sharp.length > 0)
    reflectivityInto(all.subarray(nodes.length), sharp.length, layers, allValues.subarray(nodes.length));
  const sharpPlace = new Map(sharp.map((i, k) => [i, k]));
  const first = new Int32Array(q.length);
  const count = new Int32Array(q.length);
  const offset = new Int32Array(q.length);
  let total = 0;
  q.forEach((at, i) => {
    offset[i] = total;
    const s = sigma[i]!;
    first[i] = s > 0 ? lowerBound(nodes, at - reach * s) : nodes.length + sharpPlace.get(i)!;
    const own = s > 0 ? lowerBound(nodes, at + reach * s) - lowerBound(nodes, at - reach * s) : 1;
    count[i] = own;
    total += own;
  });
  const kept = new Float64Array(total);
  q.forEach((at, i) => {
    const inverse = 1 / sigma[i]!;
    let sum = 0;
    for (let k = 0; k < count[i]!; k++) {
      const node = nodes[first[i]! + k]!;
      let weight = 1;
      if (sigma[i]! > 0) {
        const u = shape === 'gaussian' ? (node - at) * inverse : at * inverse * Math.log(Math.max(1e-300, node / at));
        weight = (weights[first[i]! + k]! * Math.exp(-0.5 * u * u)) / (shape === 'gaussian' ? 1 : Math.abs(node));
      }
      kept[offset[i]! + k] = weight;
      sum += weight;
    }
    for (let k = 0; k < count[i]!; k++) kept[offset[i]! + k]! /= sum;
  });
  return { nodes: all, first, count, offset, weights: kept, values: allValues };
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

/** Each point by itself, inside its own window: for kernels that end sharply. */
function separatePlan(
  q: Float64Array,
  sigma: Float64Array,
  layers: SlabTable,
  { shape, reach, normalise, tolerance }: SmearOptions,
): SmearPlan {
  const places = kinks(layers);
  const period = fringePeriod(layers);
  const first = new Int32Array(q.length);
  const count = new Int32Array(q.length);
  const offset = new Int32Array(q.length);
  const nodes: number[] = [];
  const weights: number[] = [];
  const values: number[] = [];
  const { sigmas, fringes } = panelWidths(tolerance);
  q.forEach((at, i) => {
    first[i] = nodes.length;
    offset[i] = nodes.length;
    const s = sigma[i]!;
    if (!(s > 0)) {
      count[i] = 1;
      const value = new Float64Array(1);
      reflectivityInto(Float64Array.of(at), 1, layers, value);
      nodes.push(at);
      weights.push(1);
      values.push(value[0]!);
      return;
    }
    const half = shape === 'box' ? Math.sqrt(3) * s : reach * s;
    const width = Math.min(sigmas * s, fringes * period);
    const own = collect(
      refine(
        panelsOf({ from: at - half, to: at + half }, places, () => width),
        layers,
        tolerance,
      ),
    );
    let sum = 0;
    const mine = own.nodes.map((node, k) => {
      const u = (node - at) / s;
      const weight =
        own.weights[k]! * (shape === 'box' ? 1 / (2 * half) : Math.exp(-0.5 * u * u) / (s * Math.sqrt(2 * Math.PI)));
      sum += weight;
      return weight;
    });
    count[i] = own.nodes.length;
    own.nodes.forEach((node, k) => {
      nodes.push(node);
      values.push(own.values[k]!);
      weights.push(normalise ? mine[k]! / sum : mine[k]!);
    });
  });
  return {
    nodes: Float64Array.from(nodes),
    first,
    count,
    offset,
    weights: Float64Array.from(weights),
    values: Float64Array.from(values),
  };
}

/** Weighted sums over the nodes, for `columns` quantities at once. */
export function applyPlan(plan: SmearPlan, values: Float64Array, columns: number, out: Float64Array): void {
  const { first, count, offset, weights } = plan;
  for (let i = 0; i < first.length; i++) {
    const to = i * columns;
    for (let c = 0; c < columns; c++) out[to + c] = 0;
    for (let k = 0; k < count[i]!; k++) {
      const weight = weights[offset[i]! + k]!;
      const from = (first[i]! + k) * columns;
      for (let c = 0; c < columns; c++) out[to + c]! += weight * values[from + c]!;
    }
  }
}
