import { OperandoError } from '@operando/core';
import { reflectivityInto } from './kernel.js';
import { gaussWeights, kronrodNodes, kronrodWeights } from './kronrod.js';
import { fourPi } from './parratt-constants.js';
import type { SlabTable } from './slab-table.js';
import type { SmearOptions } from './smear-plan.js';

/** A stretch of Q. */
interface Interval {
  readonly from: number;
  readonly to: number;
}

/** An interval with the reflectivity at its 15 nodes, which stand in an array from a place on. */
interface Panel extends Interval {
  readonly values: Float64Array;
  readonly at: number;
}

/** Widest panel in standard deviations of the Gaussian, and in fringes of the whole stack: the 15 nodes then leave less than the tolerance, before any panel is halved. */
export function panelWidths(tolerance: number): { readonly sigmas: number; readonly fringes: number } {
  return tolerance >= 3e-5 ? { sigmas: 4, fringes: 2.5 } : { sigmas: 2.5, fringes: 1.5 };
}

/** What rounding leaves of amplitudes at each interface, far from critical edges: of less than its square nothing reflects, and no halving helps. */
const rounding = 1e-15;
const deepest = 22;
const mostNodes = 4_000_000;

/** Places where the reflectivity has no derivative: zero and the critical edges of all media. */
export function kinks(layers: SlabTable): number[] {
  const places = [0];
  const magnetic = layers.magnetism?.sld;
  for (let j = 1; j < layers.count; j++) {
    const by = magnetic?.[j] ?? 0;
    for (const sld of by === 0 ? [layers.sld[j]!] : [layers.sld[j]! + by, layers.sld[j]! - by]) {
      const excess = fourPi * (sld - layers.sld[0]!);
      if (excess > 0) places.push(2 * Math.sqrt(excess), -2 * Math.sqrt(excess));
    }
  }
  return places.toSorted((a, b) => a - b);
}

/** Cut an interval at the kinks and into panels no wider than asked at their place. */
export function panelsOf({ from, to }: Interval, at: readonly number[], widest: (x: number) => number): Interval[] {
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
      if (panels.length * 15 > mostNodes)
        throw new OperandoError('too-large', 'the resolution needs more than four million nodes.', {
          cure: 'The layers are too thick for this resolution to matter; use an incoherent model, or fewer points.',
        });
      x = next;
    }
  }
  return panels;
}

/** What rounding leaves of amplitudes at a Q: more where it is small beside the strongest layer's edge, as waves that nearly cancel meet there. */
function roundingOf(layers: SlabTable): (at: number) => number {
  let strongest = 0;
  for (let j = 0; j < layers.count; j++)
    strongest = Math.max(strongest, Math.hypot(layers.sld[j]! - layers.sld[0]!, layers.isld[j]!));
  const edge = 2 * Math.sqrt(fourPi * strongest);
  return (at) => rounding * layers.count * (1 + edge / Math.abs(at));
}

/** Halve panels until the Kronrod rule and the Gauss rule inside it agree, all panels of a round in one call of the kernel. */
export function refine(
  panels: readonly Interval[],
  layers: SlabTable,
  { tolerance, kernels }: Pick<SmearOptions, 'tolerance' | 'kernels'>,
): Panel[] {
  const done: Panel[] = [];
  const roundingAt = roundingOf(layers);
  let open = panels;
  for (let depth = 0; depth < deepest && open.length > 0; depth++) {
    const q = new Float64Array(15 * open.length);
    for (let p = 0; p < open.length; p++) {
      const { from, to } = open[p]!;
      const middle = 0.5 * (from + to);
      const half = 0.5 * (to - from);
      for (let k = 0; k < 15; k++) q[15 * p + k] = middle + half * kronrodNodes[k]!;
    }
    const r = new Float64Array(q.length);
    reflectivityInto(q, q.length, layers, r, kernels);
    const next: Interval[] = [];
    for (const [p, panel] of open.entries()) {
      let level = 0;
      let zeroth = 0;
      let firstMoment = 0;
      for (let k = 0; k < 15; k++) {
        const own = (kronrodWeights[k]! - gaussWeights[k]!) * r[15 * p + k]!;
        level += kronrodWeights[k]! * r[15 * p + k]!;
        zeroth += own;
        firstMoment += own * kronrodNodes[k]!;
      }
      const difference = Math.max(Math.abs(zeroth), Math.abs(firstMoment));
      // The Kronrod rule is better than its difference from Gauss's by this power (QUADPACK).
      if (
        (200 * (difference / (level || 1))) ** 1.5 <= tolerance ||
        difference <= roundingAt(0.5 * (panel.from + panel.to)) * Math.sqrt(level) ||
        panel.to - panel.from < 1e-12 ||
        depth === deepest - 1
      )
        done.push({ from: panel.from, to: panel.to, values: r, at: 15 * p });
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
export function fringePeriod(layers: SlabTable): number {
  let total = 0;
  for (let j = 1; j + 1 < layers.count; j++) total += Math.abs(layers.thickness[j]!);
  return total > 0 ? (2 * Math.PI) / total : Infinity;
}

/** Nodes, weights and reflectivities of panels, one after another. */
export function collect(panels: readonly Panel[]): {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
  readonly values: Float64Array;
} {
  const values = new Float64Array(15 * panels.length);
  const nodes = new Float64Array(15 * panels.length);
  const weights = new Float64Array(15 * panels.length);
  panels.forEach(({ from, to, values: own, at }, p) => {
    const half = 0.5 * (to - from);
    for (let k = 0; k < 15; k++) {
      values[15 * p + k] = own[at + k]!;
      nodes[15 * p + k] = 0.5 * (from + to) + half * kronrodNodes[k]!;
      weights[15 * p + k] = half * kronrodWeights[k]!;
    }
  });
  return { nodes, weights, values };
}
