import { edgesOf } from '@operando/tables';
import type { AbsorptionEdge } from '@operando/tables';
import { indexOf } from '../grid-search.js';
import { estimateSpectrumNoise } from '../noise.js';
import { nearestEdge } from './absorber.js';
import type { SlopeFinder } from './slopes.js';

/** Another edge in a scan. */
export interface OtherEdge {
  /** As tabulated; where the data show an edge that no table has, only its energy is known. */
  readonly name: string;
  /** eV. */
  readonly energy: number;
  /** Known from the elements, or seen as a step in the data. */
  readonly from: 'elements' | 'data';
}

/** How far fits stay away from another edge, eV: below it for pre-edge peaks and a scale that is off, above it for its white line. */
export const keptOff = { below: 30, above: 50 } as const;

/** Another edge counts as one of the data from this share of the step of the edge itself on. */
const shareOfStep = 0.15;
/** ... when it rises by that within so many eV: the slopes of EXAFS are gentler. */
const riseWithin = 6;

/** How nearest edges are told. */
const nameOf = ({ element, edge }: AbsorptionEdge): string => `${element} ${edge}`;

/** Mean absorption between two energies; NaN where there is no point. */
function level(energy: Float64Array, mu: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let i = indexOf(energy, from); i < energy.length && energy[i]! <= to; i++) {
    if (energy[i]! < from) continue;
    sum += mu[i]!;
    count++;
  }
  return sum / count;
}

const jumpAt = (energy: Float64Array, mu: Float64Array, at: number): number =>
  level(energy, mu, at + 8, at + 30) - level(energy, mu, at - 30, at - 8);

/** Steps that stand in the data between two energies. */
function seen(
  energy: Float64Array,
  mu: Float64Array,
  slopes: SlopeFinder,
  step: number,
  noise: number,
  [from, to]: readonly [number, number],
): OtherEdge[] {
  const found = slopes.steepestWithin(mu, 0, from, to);
  if (found === undefined) return [];
  const at = energy[found.index]!;
  const jump = jumpAt(energy, mu, at);
  const near = nearestEdge(at);
  const isStep = jump > Math.max(shareOfStep * step, 6 * noise) && found.slope > (shareOfStep * step) / riseWithin;
  if (!isStep || near === undefined) return [];
  return [
    ...seen(energy, mu, slopes, step, noise, [from, at - 40]),
    { name: nameOf(near), energy: Math.min(near.energy, at), from: 'data' },
    ...seen(energy, mu, slopes, step, noise, [at + 40, to]),
  ];
}

/**
 * Edges of a scan beside the one it is of: K and L edges of the elements of the sample, and steps that stand in the data
 * where an edge is tabulated, from 15 % of the step of the edge itself on.
 *
 * @param mu One spectrum, all values finite.
 * @param e0 Edge energy of that spectrum, eV.
 * @param elements Symbols of what the sample is known to hold, the absorber among them.
 * @throws OperandoError `invalid-argument` for what is no symbol.
 */
export function otherEdges(
  energy: Float64Array,
  mu: Float64Array,
  slopes: SlopeFinder,
  e0: number,
  elements: readonly string[],
): OtherEdge[] {
  const own = nearestEdge(e0);
  const first = energy[0]!;
  const last = energy[energy.length - 1]!;
  const known = elements.flatMap(edgesOf).flatMap((each): OtherEdge[] => {
    const usual = each.edge === 'K' || each.edge.startsWith('L');
    const isOwn = own !== undefined && Math.abs(each.energy - own.energy) < 1e-9;
    // An edge of the sample that is nearer than it could be told from this one.
    const near = each.energy > e0 - 45 && each.energy < e0 + 30;
    if (!usual || isOwn || near || each.energy <= first || each.energy >= last) return [];
    return [{ name: nameOf(each), energy: each.energy, from: 'elements' }];
  });
  const step = jumpAt(energy, mu, e0);
  if (!(step > 0)) return known;
  const noise = estimateSpectrumNoise(energy, mu);
  const inData = [
    ...seen(energy, mu, slopes, step, noise, [first + 40, e0 - 45]),
    ...seen(energy, mu, slopes, step, noise, [e0 + 45, last - 12]),
  ].filter((each) => !known.some((other) => Math.abs(other.energy - each.energy) < 45));
  return [...known, ...inData].sort((a, b) => a.energy - b.energy);
}
