const silicon = 5.431_020_511;
const germanium = 5.657_91;

/**
 * Spacings of monochromator crystals at room temperature (Si: 22.5 degC in vacuum), angstrom.
 *
 * Sources: silicon, a = 5.431020511, CODATA 2018 (Rev. Mod. Phys. 93 (2021) 025010); germanium, a = 5.65791, Baker and
 * Hart, Acta Cryst. A 31 (1975) 364.
 */
export const crystalSpacings: Readonly<Record<'Si(111)' | 'Si(220)' | 'Si(311)' | 'Si(333)' | 'Ge(111)', number>> = {
  'Si(111)': silicon / Math.sqrt(3),
  'Si(220)': silicon / Math.sqrt(8),
  'Si(311)': silicon / Math.sqrt(11),
  'Si(333)': silicon / Math.sqrt(27),
  'Ge(111)': germanium / Math.sqrt(3),
};
