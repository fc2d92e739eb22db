import { OperandoError } from '@operando/core';
import { anomalousEnergies, anomalousTable } from './anomalous-table.js';
import { checkElement } from './check-element.js';
import { edgesOf } from './edges.js';
import type { AbsorptionEdge } from './edges.js';

/** What the binding of its electrons changes of an atom's scattering of X-rays. */
export interface AnomalousFactors {
  /** f', electrons: added to the form factor. */
  readonly fPrime: number;
  /** f'', electrons: the imaginary part. */
  readonly fDoublePrime: number;
  /** An edge of the element within 300 eV: there free atoms are no measure, and values of the sample itself are needed. */
  readonly nearEdge?: AbsorptionEdge;
}

/** Energies that {@link anomalousFactors} covers, eV. */
export const anomalousRange: readonly [low: number, high: number] = [4000, 100_000];

/** How near to an edge the surroundings of atoms matter, eV. */
const nearEdgeReach = 300;
/** Within this part of an edge's energy f' goes with the logarithm of the distance to it. */
const edgeReach = 0.04;

interface Points {
  readonly energies: readonly number[];
  readonly fPrime: readonly number[];
  readonly fDoublePrime: readonly number[];
}

function pointsOf(element: string): Points {
  const begin = anomalousTable.indexOf(`\n${element} `);
  const row = anomalousTable.slice(begin + element.length + 2, anomalousTable.indexOf('\n', begin + 1));
  const points = row.split(',').map((point) => point.split(' ').map(Number));
  let place = 0;
  return {
    energies: points.map(([steps]) => anomalousEnergies[(place += steps!)]!),
    fPrime: points.map((point) => point[1]!),
    fDoublePrime: points.map((point) => point[2]!),
  };
}

/**
 * f' and f'' of an element for X-rays of an energy, as crystals scatter them: added to the form factor of
 * `gaussianFormFactor`. Between the points of the table, f' is linear over ln E, and over the logarithm of the distance to an
 * edge that is near; no interpolation goes across an edge.
 *
 * Source: xraylib 4.0.0 (BSD-3: Kissel; Cromer and Liberman), thinned: f' holds to 0.01 electrons, f'' to 1 % away from edges, which the source rounds off over some 100 eV.
 *
 * @param element Symbol.
 * @param energy eV.
 * @throws OperandoError `invalid-argument` for what is no symbol, `outside-range` for an energy outside {@link anomalousRange}.
 */
export function anomalousFactors(element: string, energy: number): AnomalousFactors {
  checkElement(element);
  const [low, high] = anomalousRange;
  if (!(energy >= low && energy <= high))
    throw new OperandoError('outside-range', `f' and f'' at ${energy} eV are not known here.`, {
      where: { parameter: 'energy' },
      cure: `They are from ${low} to ${high} eV: give them yourself, or leave them out.`,
    });
  const { energies, fPrime, fDoublePrime } = pointsOf(element);
  let k = 0;
  while (k < energies.length - 2 && energies[k + 1]! <= energy) k++;
  const edges = edgesOf(element);
  const between = edges.filter((edge) => edge.energy > energies[k]! && edge.energy <= energies[k + 1]!);
  // Beside an edge between two points the nearest two of the same side go on.
  if (between.some((edge) => edge.energy > energy)) k = Math.max(0, k - 1);
  else if (between.length > 0) k = Math.min(energies.length - 2, k + 1);
  const [e0, e1] = [energies[k]!, energies[k + 1]!];
  const nearest = edges.reduce((best, edge) => (apart(edge, energy) < apart(best, energy) ? edge : best));
  const isLog = apart(nearest, energy) < edgeReach && (nearest.energy - e0) * (nearest.energy - e1) > 0;
  const place = isLog
    ? (e: number): number => Math.log(Math.max(1, Math.abs(e - nearest.energy)) * (e + nearest.energy))
    : Math.log;
  const share = (place(energy) - place(e0)) / (place(e1) - place(e0));
  const power = Math.log(energy / e0) / Math.log(e1 / e0);
  const close = Math.abs(nearest.energy - energy) <= nearEdgeReach;
  return {
    fPrime: fPrime[k]! + share * (fPrime[k + 1]! - fPrime[k]!),
    fDoublePrime: fDoublePrime[k]! * (fDoublePrime[k + 1]! / fDoublePrime[k]!) ** power,
    ...(close && { nearEdge: nearest }),
  };
}

/** Distance to an edge as a part of its energy. */
const apart = (edge: AbsorptionEdge, energy: number): number => Math.abs(energy / edge.energy - 1);
