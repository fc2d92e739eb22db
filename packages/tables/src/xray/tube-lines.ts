/** K alpha lines of sealed tubes, angstrom: stronger line, weaker line and the height of the weaker in units of the stronger. */
export interface TubeLines {
  /** Of the stronger line, angstrom. */
  readonly wavelength1: number;
  /** Of the weaker line, angstrom. */
  readonly wavelength2: number;
  /** Height of the weaker over that of the stronger. */
  readonly ratio: number;
}

/**
 * K alpha doublets of the usual X-ray tubes.
 *
 * Sources: Hölzer et al., Phys. Rev. A 56 (1997) 4554, for Cr to Cu; Deslattes et al., Rev. Mod. Phys. 75 (2003) 35, for
 * Mo and Ag. The ratio of 1 : 2 is that of the populations.
 */
export const tubeLines: Readonly<Record<'CrKa' | 'FeKa' | 'CoKa' | 'CuKa' | 'MoKa' | 'AgKa', TubeLines>> = {
  CrKa: { wavelength1: 2.289726, wavelength2: 2.2936513, ratio: 0.5 },
  FeKa: { wavelength1: 1.936041, wavelength2: 1.939973, ratio: 0.5 },
  CoKa: { wavelength1: 1.788996, wavelength2: 1.792835, ratio: 0.5 },
  CuKa: { wavelength1: 1.5405929, wavelength2: 1.5444274, ratio: 0.5 },
  MoKa: { wavelength1: 0.7093187, wavelength2: 0.7136094, ratio: 0.5 },
  AgKa: { wavelength1: 0.5594218, wavelength2: 0.5638131, ratio: 0.5 },
};
