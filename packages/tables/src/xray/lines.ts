import { checkElement } from './check-element.js';
import { edgeNames, edgeTable } from './edge-table.js';
import type { EdgeName } from './edges.js';
import { lineTable, lineTransitions } from './line-table.js';

/** Siegbahn's name of an emission line. */
export type LineName = keyof typeof lineTransitions;

/** One X-ray emission line of an element. */
export interface EmissionLine {
  /** Siegbahn's name: `Ka1`. */
  readonly name: LineName;
  /** Sublevels between which the electron falls, as IUPAC writes them: `K-L3`. */
  readonly transition: string;
  /** The sublevel whose hole is filled: the line needs an energy above this edge. */
  readonly level: EdgeName;
  /** eV. */
  readonly energy: number;
  /** Share of the line in the emission that fills its level, 0 to 1. */
  readonly intensity: number;
}

const transitions = Object.entries(lineTransitions) as [LineName, string][];

/** The sublevels of a transition; of a group such as `N2,3`, the first. */
function levelsOf(transition: string): [EdgeName, EdgeName] {
  const [from, to] = transition.split('-').map((level) => level.split(',')[0]!);
  return [from as EdgeName, to as EdgeName];
}

/**
 * X-ray emission lines of an element in the order of {@link LineName}, Ka1 first; none for H and He.
 *
 * Energies are differences of absorption edges, some eV from measured lines (up to 0.2 % for lines from unresolved
 * sublevels, such as Kb2). Shares are fits of measured ones.
 *
 * Source: Elam, Ravel and Sieber, Radiation Physics and Chemistry 63 (2002) 121, version 1.3 of 2016 (public domain,
 * through XrayDB 9318f85); its shares are from Salem, Panossian and Krause, At. Data Nucl. Data Tables 14 (1974) 92, and
 * Schreiber and Wims, X-ray Spectrometry 11 (1982) 42. Lines from levels that the atom lacks (Ma, Mb of Sb to La) are left out.
 *
 * @param element Symbol, H to U.
 * @throws OperandoError `invalid-argument` for what is no symbol.
 */
export function emissionLines(element: string): EmissionLine[] {
  checkElement(element);
  const energies = edgeTable[element]!;
  const energyOf = (level: EdgeName): number => energies[edgeNames.indexOf(level)]!;
  const shares = Object.hasOwn(lineTable, element) ? lineTable[element]! : [];
  return shares.flatMap((intensity, column): EmissionLine[] => {
    if (intensity === 0) return [];
    const [name, transition] = transitions[column]!;
    const [level, upper] = levelsOf(transition);
    // The edges have decimals of 0.1 eV or 0.01 eV; their difference too.
    const energy = Math.round(1e3 * (energyOf(level) - energyOf(upper))) / 1e3;
    return [{ name, transition, level, energy, intensity }];
  });
}
