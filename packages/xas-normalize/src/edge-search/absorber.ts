import { OperandoError } from '@operando/core';
import { edgesOf, elements } from '@operando/tables';
import type { AbsorptionEdge } from '@operando/tables';

/** What is known of the edge that a spectrum is of. */
export interface AbsorberOptions {
  /** Symbol of the absorbing element. @default none: the steepest rise counts */
  readonly element?: string | undefined;
  /** Its edge, `K` or `L3`. @default the first of K, L3, L2, L1, M5, M4, ... that the scan reaches */
  readonly edge?: string | undefined;
}

/** By how far edges of compounds, on a scale that may be off, lie below and above the tabulated energy. */
export function searchReach(energy: number): readonly [below: number, above: number] {
  return [Math.max(30, 2e-3 * energy), Math.max(45, 3e-3 * energy)];
}

/** Sublevels as experiments use them. */
const order = ['K', 'L3', 'L2', 'L1', 'M5', 'M4', 'M3', 'M2', 'M1'];

function rank(edge: AbsorptionEdge): number {
  const place = order.indexOf(edge.edge);
  return place < 0 ? order.length : place;
}

/**
 * The tabulated edge that an element and the name of an edge mean.
 *
 * @param energy Increasing energies of the scan, eV.
 * @returns Undefined where no element is given, or the scan does not reach its edge.
 * @throws OperandoError `invalid-argument` for what is no element, or no edge of it.
 */
export function absorberOf(energy: Float64Array, { element, edge }: AbsorberOptions): AbsorptionEdge | undefined {
  if (element === undefined) return undefined;
  const all = edgesOf(element);
  const wanted = edge === undefined ? all : all.filter((each) => each.edge === edge.toUpperCase());
  if (wanted.length === 0) {
    throw new OperandoError('invalid-argument', `${element} has no edge ${JSON.stringify(edge!.slice(0, 20))}.`, {
      where: { parameter: 'edge' },
      cure: `Edges: ${all.map((each) => each.edge).join(', ')}.`,
    });
  }
  const first = energy[0]!;
  const last = energy[energy.length - 1]!;
  const reached = wanted.filter((each) => {
    const [below, above] = searchReach(each.energy);
    return edge === undefined
      ? each.energy > first && each.energy < last
      : each.energy + above > first && each.energy - below < last;
  });
  return reached.sort((a, b) => rank(a) - rank(b))[0];
}

/** How much less often edges are measured than K edges: by so many eV another one must be nearer. */
const rarities: Readonly<Partial<Record<string, number>>> = { K: 0, L3: 15, L2: 25, L1: 30 };

/**
 * The tabulated edge that an edge found in a spectrum most likely is: measured ones lie some eV above the table more often
 * than below, and are K edges more often than L3 edges, and these more often than L2 and L1 edges.
 *
 * @returns Undefined where no K or L edge is near.
 */
export function nearestEdge(e0: number): AbsorptionEdge | undefined {
  const [below, above] = searchReach(e0);
  let best: AbsorptionEdge | undefined;
  let least = Infinity;
  for (const element of Object.keys(elements)) {
    for (const each of edgesOf(element)) {
      const off = e0 - each.energy;
      const rarity = rarities[each.edge];
      if (off < -below || off > above || rarity === undefined) continue;
      const distance = Math.abs(off - 5) + rarity;
      if (distance < least) {
        least = distance;
        best = each;
      }
    }
  }
  return best;
}

/**
 * Where the edge of an absorber is looked for, eV: around its tabulated energy, and no nearer to another edge of the same
 * element than to its own.
 */
export function searchWindow(absorber: AbsorptionEdge): readonly [from: number, to: number] {
  const [below, above] = searchReach(absorber.energy);
  let from = absorber.energy - below;
  let to = absorber.energy + above;
  for (const { energy } of edgesOf(absorber.element)) {
    const middle = 0.5 * (energy + absorber.energy);
    if (energy < absorber.energy) from = Math.max(from, middle);
    if (energy > absorber.energy) to = Math.min(to, middle);
  }
  return [from, to];
}
