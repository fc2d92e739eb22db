import type { ReflectionList } from '../reflections.js';
import type { CrystalStructure } from './structure.js';

/** Numbers of the sites of a structure that a refinement may change. */
export interface SiteNumbers {
  /** x, y, z of each site, in fractions of the edges. */
  readonly positions: Float64Array;
  /** Share of the places of each site that is taken, 0 to 1. */
  readonly occupancies: Float64Array;
  /** Square angstrom; of sites without anisotropic displacements. */
  readonly uIso: Float64Array;
  /** U11, U22, U33, U23, U13, U12 of each site in square angstrom; of sites with anisotropic displacements. */
  readonly uAnisotropic: Float64Array;
}

/** Derivatives of the mean |F|^2: for each number of {@link SiteNumbers} one for each reflection, behind one another. */
export type StructureFactorSlopes = SiteNumbers;

/** Room for derivatives of a structure's |F|^2. */
export function emptySlopes(structure: CrystalStructure, list: ReflectionList): StructureFactorSlopes {
  const n = structure.sites.length * list.size;
  return {
    positions: new Float64Array(3 * n),
    occupancies: new Float64Array(n),
    uIso: new Float64Array(n),
    uAnisotropic: new Float64Array(structure.sites.some(({ uAnisotropic }) => uAnisotropic) ? 6 * n : 0),
  };
}

/** Numbers of the sites as the structure has them. */
export function siteNumbers({ sites }: CrystalStructure): SiteNumbers {
  return {
    positions: Float64Array.from(sites.flatMap(({ position }) => position)),
    occupancies: Float64Array.from(sites, ({ occupancy }) => occupancy),
    uIso: Float64Array.from(sites, ({ uIso }) => uIso),
    uAnisotropic: Float64Array.from(sites.flatMap(({ uAnisotropic = [0, 0, 0, 0, 0, 0] }) => uAnisotropic)),
  };
}
