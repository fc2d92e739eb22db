import { OperandoError } from '@operando/core';
import { elements } from '../elements.js';
import { checkElement } from './check-element.js';
import { edgeNames, edgeTable } from './edge-table.js';

/** A sublevel whose absorption edge is tabulated. */
export type EdgeName = (typeof edgeNames)[number];

/** An edge of some element. */
export interface AbsorptionEdge {
  /** Symbol. */
  readonly element: string;
  /** K, L1, L2, L3, ... */
  readonly edge: EdgeName;
  /** eV. */
  readonly energy: number;
}

const columnOf: ReadonlyMap<string, number> = new Map(edgeNames.map((name, column) => [name, column]));

/** All edges of an element, highest first. @throws OperandoError `invalid-argument` for what is no symbol. */
export function edgesOf(element: string): AbsorptionEdge[] {
  checkElement(element);
  return edgeTable[element]!.flatMap((energy, column) =>
    energy > 0 ? [{ element, edge: edgeNames[column]!, energy }] : [],
  );
}

/** Whether an element has an edge of this name here. @throws OperandoError `invalid-argument` for what is no symbol. */
export function hasEdge(element: string, edge: string): edge is EdgeName {
  checkElement(element);
  const column = edgeNames.findIndex((name) => name === edge);
  return column >= 0 && (edgeTable[element]![column] ?? 0) > 0;
}

/**
 * Energy of an X-ray absorption edge in eV, H to U, K to O5.
 *
 * Source: Elam, Ravel and Sieber, Radiation Physics and Chemistry 63 (2002) 121, version 1.3 of 2016 (public domain,
 * through XrayDB 9318f85). These are binding energies of the elements: measured edges of compounds lie up to some eV
 * away, and those of N, O, F, given for gases, up to 11 eV.
 *
 * @param element Symbol.
 * @param edge `K`, `L1` to `L3`, `M1` to `M5`, `N1` to `N7`, `O1` to `O5`.
 * @throws OperandoError `invalid-argument` for what is no symbol, `unsupported` for an edge that the element has not.
 */
export function edgeEnergy(element: string, edge: EdgeName): number {
  checkElement(element);
  const energy = edgeTable[element]![columnOf.get(edge) ?? Infinity] ?? 0;
  if (energy > 0) return energy;
  const known = edgesOf(element).map((each) => each.edge);
  throw new OperandoError('unsupported', `${element} has no edge ${JSON.stringify(edge.slice(0, 20))} here.`, {
    where: { parameter: 'edge' },
    cure: `Edges: ${known.join(', ')}.`,
  });
}

/** Which edges {@link nextEdge} considers. */
export interface NextEdgeOptions {
  /** Symbols. @default all, H to U */
  readonly elements?: readonly string[] | undefined;
  /** Edges that are considered. @default K, L1, L2, L3 */
  readonly edges?: readonly EdgeName[] | undefined;
}

const usualEdges: readonly EdgeName[] = ['K', 'L1', 'L2', 'L3'];

/**
 * The first absorption edge at or above an energy: which edge a scan that begins there meets, or what ends the range of
 * a spectrum when `elements` are those of the sample.
 *
 * @param energy eV.
 * @returns Undefined where none lies above.
 * @throws OperandoError `invalid-argument` for an energy that is no number or a symbol that is none.
 */
export function nextEdge(energy: number, options: NextEdgeOptions = {}): AbsorptionEdge | undefined {
  if (Number.isNaN(energy))
    throw new OperandoError('invalid-argument', 'the energy is no number.', { where: { parameter: 'energy' } });
  const wanted = new Set(options.edges ?? usualEdges);
  let next: AbsorptionEdge | undefined;
  for (const element of options.elements ?? Object.keys(elements))
    for (const edge of edgesOf(element))
      if (edge.energy >= energy && wanted.has(edge.edge) && !(next !== undefined && next.energy <= edge.energy))
        next = edge;
  return next;
}
