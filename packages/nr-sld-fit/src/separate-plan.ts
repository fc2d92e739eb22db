import { reflectivityInto } from './kernel.js';
import { collect, fringePeriod, kinks, panelsOf, panelWidths, refine } from './smear-panels.js';
import type { MovedPlan, ResolutionShape, SmearOptions, SmearPlan } from './smear-plan.js';
import type { SlabTable } from './slab-table.js';

/** Where kernels that end sharply do, in standard deviations. */
const ends: Partial<Record<ResolutionShape, number>> = { box: Math.sqrt(3), triangular: Math.sqrt(6) };

/** Height of a kernel at u standard deviations from its middle, for a standard deviation of 1. */
function kernelHeight(shape: ResolutionShape, u: number): number {
  if (shape === 'box') return 1 / (2 * Math.sqrt(3));
  if (shape === 'triangular') return Math.max(0, 1 - Math.abs(u) / Math.sqrt(6)) / Math.sqrt(6);
  return Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI);
}

/** Each point by itself, inside its own window: for kernels that end sharply. */
export function separatePlan(
  q: Float64Array,
  sigma: Float64Array,
  layers: SlabTable,
  { shape, reach, normalise, tolerance, kernels }: SmearOptions,
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
      reflectivityInto(Float64Array.of(at), 1, layers, value, kernels);
      nodes.push(at);
      weights.push(1);
      values.push(value[0]!);
      return;
    }
    const half = (ends[shape] ?? reach) * s;
    const width = Math.min(sigmas * s, fringes * period);
    // The tip of a triangle is a place without derivative as well.
    const cuts = shape === 'triangular' ? [...places, at].toSorted((a, b) => a - b) : places;
    const own = collect(
      refine(
        panelsOf({ from: at - half, to: at + half }, cuts, () => width),
        layers,
        { tolerance, kernels },
      ),
    );
    let sum = 0;
    const mine = own.nodes.map((node, k) => {
      const weight = (own.weights[k]! * kernelHeight(shape, (node - at) / s)) / s;
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
  const all = Float64Array.from(nodes);
  const kept = Float64Array.from(weights);
  // Every node keeps its place in its point's window: heights and lengths change together, weights do not.
  const moved = (to: Float64Array, widened: Float64Array): MovedPlan => {
    const shifted = new Float64Array(all.length);
    q.forEach((at, i) => {
      const wider = sigma[i]! > 0 ? widened[i]! / sigma[i]! : 1;
      for (let k = first[i]!; k < first[i]! + count[i]!; k++) shifted[k] = to[i]! + (all[k]! - at) * wider;
    });
    return { nodes: shifted, sameNodes: false, first, count, offset, weights: kept };
  };
  return { nodes: all, first, count, offset, weights: kept, values: Float64Array.from(values), moved };
}
