import type { Hkl } from '@operando/lattice';
import type { Standard } from './standards.js';

/** A material of which cells are built, with its first reflections, strongest ones among them. */
export interface CellPart extends Standard {
  readonly name: string;
  readonly reflections: readonly Hkl[];
}

const faceCentred: readonly Hkl[] = [
  [1, 1, 1],
  [2, 0, 0],
  [2, 2, 0],
  [3, 1, 1],
  [2, 2, 2],
];
const bodyCentred: readonly Hkl[] = [
  [1, 1, 0],
  [2, 0, 0],
  [2, 1, 1],
  [2, 2, 0],
  [3, 1, 0],
];

/**
 * What current collectors, casings and shields are made of. Axes at room temperature: ICDD PDF 04-0787 (Al), 04-0836 (Cu),
 * 04-0850 (Ni), 06-0696 (Fe), 33-0397 (austenitic steel), 04-0686 (Pb), 41-1487 (graphite).
 */
export const cellParts: readonly CellPart[] = [
  { name: 'Al', system: 'cubic', cell: { a: 4.0494 }, reflections: faceCentred },
  { name: 'Cu', system: 'cubic', cell: { a: 3.615 }, reflections: faceCentred },
  { name: 'Ni', system: 'cubic', cell: { a: 3.5238 }, reflections: faceCentred },
  { name: 'ferritic steel', system: 'cubic', cell: { a: 2.8664 }, reflections: bodyCentred },
  { name: 'austenitic steel', system: 'cubic', cell: { a: 3.5911 }, reflections: faceCentred },
  { name: 'Pb', system: 'cubic', cell: { a: 4.9506 }, reflections: faceCentred },
  {
    name: 'graphite',
    system: 'hexagonal',
    cell: { a: 2.4704, c: 6.7244 },
    reflections: [
      [0, 0, 2],
      [1, 0, 0],
      [1, 0, 1],
      [0, 0, 4],
      [1, 1, 0],
    ],
  },
];

/** Elements of shields, collimators, collectors and casings whose fluorescence is met. */
export const fluorescentParts: readonly string[] = [
  'Mn',
  'Fe',
  'Co',
  'Ni',
  'Cu',
  'Zn',
  'Mo',
  'Ag',
  'Sn',
  'W',
  'Au',
  'Pb',
];
