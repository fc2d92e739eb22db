import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { CellParameters } from '@operando/lattice';
import { siteSymmetry } from '../symmetry/site-symmetry.js';
import type { Position } from '../symmetry/site-symmetry.js';
import type { SpaceGroup } from '../symmetry/space-group.js';

/** Mean square displacements of an atom: U11, U22, U33, U23, U13, U12 in square angstrom, as CIF defines them. */
export type DisplacementTensor = readonly [
  u11: number,
  u22: number,
  u33: number,
  u23: number,
  u13: number,
  u12: number,
];

/** Standard errors that a file states for a site, in the units of the numbers; left out where it states none. */
export interface SiteErrors {
  /** Of the place along a, in fractions of the edge. */
  readonly x?: number;
  /** Of the place along b, in fractions of the edge. */
  readonly y?: number;
  /** Of the place along c, in fractions of the edge. */
  readonly z?: number;
  /** Of the part of the places that are taken. */
  readonly occupancy?: number;
  /** Of the isotropic displacement, square angstrom. */
  readonly uIso?: number;
}

/** An atom of the asymmetric unit. */
export interface AtomSite {
  /** Its name in the file: `Li1`. */
  readonly label: string;
  /** Symbol of the element. */
  readonly element: string;
  /** The nuclide where it is one only, as `7Li` or `2H`. */
  readonly nuclide?: string;
  /** Charge in electrons that the file gives the atom. */
  readonly charge?: number;
  /** In fractions of the cell edges. */
  readonly position: Position;
  /** Part of the places that are taken: 1 for all. */
  readonly occupancy: number;
  /** Isotropic mean square displacement, square angstrom; that which is equivalent to an anisotropic one. */
  readonly uIso: number;
  /** Anisotropic mean square displacements, square angstrom, where the file states them. */
  readonly uAnisotropic?: DisplacementTensor;
  /** Atoms of the site in a cell. */
  readonly multiplicity: number;
  /** Standard errors that the file states; absent where it states none. */
  readonly stderr?: SiteErrors;
}

/** A crystal: its cell, symmetry and atoms. */
export interface CrystalStructure {
  /** Of the data block, or as it was given. */
  readonly name: string;
  /** Angstrom, degrees. */
  readonly cell: CellParameters;
  /** Standard errors of the cell that a file states; left out where it states none. */
  readonly cellErrors?: Partial<CellParameters>;
  /** Its symmetry. */
  readonly spaceGroup: SpaceGroup;
  /** The atoms that symmetry does not make of others. */
  readonly sites: readonly AtomSite[];
  /** Wavelength that a file states for the measurement the structure is from, angstrom. */
  readonly wavelength?: number;
  /** What was assumed or mended when it was read. */
  readonly warnings: readonly OperandoWarning[];
}

/** An atom as {@link crystalStructure} takes it. */
export interface AtomSiteInput {
  /** What the site is called. @default the element */
  readonly label?: string | undefined;
  /** Symbol. */
  readonly element: string;
  /** As `7Li`, where it is one only. @default natural */
  readonly nuclide?: string | undefined;
  /** Electrons. @default neutral */
  readonly charge?: number | undefined;
  /** In fractions of the cell edges. */
  readonly position: Position;
  /** Share of the places that is taken, 0 to 1. @default 1 */
  readonly occupancy?: number | undefined;
  /** Square angstrom. @default 0 */
  readonly uIso?: number | undefined;
  /** Square angstrom, in place of `uIso`. @default isotropic */
  readonly uAnisotropic?: DisplacementTensor | undefined;
}

/**
 * A structure of its parts, for those who have no file.
 *
 * @throws OperandoError `non-finite` for coordinates, occupancies or displacements that are no numbers.
 */
export function crystalStructure(parts: {
  readonly name?: string | undefined;
  readonly cell: CellParameters;
  readonly spaceGroup: SpaceGroup;
  readonly sites: readonly AtomSiteInput[];
}): CrystalStructure {
  const sites = parts.sites.map((site): AtomSite => {
    const { element, label = element, position, occupancy = 1, uIso = 0, nuclide, charge, uAnisotropic } = site;
    if (![...position, occupancy, uIso, ...(uAnisotropic ?? [])].every(Number.isFinite))
      throw new OperandoError('non-finite', `site ${label} has numbers that are not finite.`, {
        where: { parameter: 'sites' },
        cure: 'Give coordinates, occupancy and displacement as numbers.',
      });
    const found = siteSymmetry(parts.spaceGroup, position);
    return {
      label,
      element,
      ...(nuclide !== undefined && { nuclide }),
      ...(charge !== undefined && { charge }),
      position: found.position,
      occupancy,
      uIso,
      ...(uAnisotropic !== undefined && { uAnisotropic }),
      multiplicity: found.multiplicity,
    };
  });
  const { name = 'structure', cell, spaceGroup } = parts;
  return { name, cell, spaceGroup, sites, warnings: [] };
}
