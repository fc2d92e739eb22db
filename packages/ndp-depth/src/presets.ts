/** A named material. */
export interface MaterialPreset {
  /** Of its elements, with their numbers. */
  readonly formula: string;
  /** g/cm3. */
  readonly density: number;
  /** Where the density comes from. */
  readonly source: string;
  /** Key of the NIST table of this very material. */
  readonly nist?: string;
}

const nist = 'NIST PSTAR/ASTAR material composition';

/**
 * Usual materials of battery cells and windows. Crystal densities follow from
 * the unit cell named; real electrodes are porous, so give their own density.
 */
export const materialPresets: Readonly<Record<string, MaterialPreset>> = {
  graphite: { formula: 'C', density: 2.26, source: 'unit cell a 2.464, c 6.711 A', nist: 'graphite' },
  'amorphous carbon': { formula: 'C', density: 2, source: nist, nist: 'C-amorphous' },
  LiCoO2: { formula: 'LiCoO2', density: 5.05, source: 'unit cell a 2.816, c 14.05 A' },
  LiNiO2: { formula: 'LiNiO2', density: 4.78, source: 'unit cell a 2.878, c 14.19 A' },
  NMC111: { formula: 'LiNi0.3333Mn0.3333Co0.3333O2', density: 4.76, source: 'unit cell a 2.862, c 14.23 A' },
  NMC811: { formula: 'LiNi0.8Mn0.1Co0.1O2', density: 4.77, source: 'unit cell a 2.872, c 14.20 A' },
  LiMn2O4: { formula: 'LiMn2O4', density: 4.28, source: 'unit cell a 8.247 A' },
  LiFePO4: { formula: 'LiFePO4', density: 3.6, source: 'unit cell a 10.33, b 6.01, c 4.69 A' },
  Li4Ti5O12: { formula: 'Li4Ti5O12', density: 3.48, source: 'unit cell a 8.359 A' },
  LLZO: { formula: 'Li7La3Zr2O12', density: 5.107, source: 'unit cell a 13.134, c 12.663 A (tetragonal)' },
  Li6PS5Cl: { formula: 'Li6PS5Cl', density: 1.86, source: 'unit cell a 9.859 A' },
  LiPON: { formula: 'Li2.9PO3.3N0.46', density: 2.3, source: 'usual value of sputtered films, 2.2 to 2.4' },
  Li2O: { formula: 'Li2O', density: 2.013, source: 'unit cell a 4.619 A' },
  Li2CO3: { formula: 'Li2CO3', density: 2.11, source: 'CRC Handbook of Chemistry and Physics' },
  LiF: { formula: 'LiF', density: 2.635, source: nist, nist: 'LiF' },
  Li2B4O7: { formula: 'Li2B4O7', density: 2.44, source: nist, nist: 'Li2B4O7' },
  Kapton: { formula: 'C22H10N2O5', density: 1.42, source: nist, nist: 'Kapton' },
  Mylar: { formula: 'C10H8O4', density: 1.4, source: nist, nist: 'Mylar' },
  polyethylene: { formula: 'C2H4', density: 0.94, source: nist, nist: 'polyethylene' },
  polypropylene: { formula: 'C3H6', density: 0.9, source: nist, nist: 'polypropylene' },
  PMMA: { formula: 'C5H8O2', density: 1.19, source: nist, nist: 'PMMA' },
  PTFE: { formula: 'C2F4', density: 2.2, source: nist, nist: 'PTFE' },
  PVDF: { formula: 'C2H2F2', density: 1.76, source: nist },
  Al2O3: { formula: 'Al2O3', density: 3.97, source: nist, nist: 'Al2O3' },
  SiO2: { formula: 'SiO2', density: 2.2, source: 'fused silica, CRC Handbook', nist: 'SiO2' },
  Si3N4: { formula: 'Si3N4', density: 3.17, source: 'CRC Handbook of Chemistry and Physics' },
  CaF2: { formula: 'CaF2', density: 3.18, source: nist, nist: 'CaF2' },
  water: { formula: 'H2O', density: 1, source: nist, nist: 'water' },
  CO2: { formula: 'CO2', density: 0.001842, source: `${nist}, gas at 20 degC`, nist: 'CO2' },
};
