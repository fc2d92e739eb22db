import { OperandoError } from '@operando/core';
import { numberOf } from './numbers.js';
import type { CifBlock } from './blocks.js';

/** Tags of structures that are periodic in more than three dimensions, or of which operations turn moments too. */
const modulated =
  /^_(?:cell_wave_vector|cell_modulation|space_group_ssg|geom_.*_ssg|atom_site_.*(?:fourier|legendre|special_func))/;
const magnetic = /^_space_group_(?:magn|symop_magn)/;

/**
 * That a structure is the same in all its cells.
 *
 * @throws OperandoError `unsupported` with the line, for structures that are modulated (msCIF, JANA) or magnetic (mCIF).
 */
export function expectPeriodic({ items, loops }: CifBlock): void {
  const dimension = items.get('_cell_modulation_dimension');
  // Programs write these tags, empty, of structures that are not modulated.
  if (dimension !== undefined && numberOf(dimension, '_cell_modulation_dimension')?.value === 0) return;
  const lineOf = (pattern: RegExp): number | undefined => {
    for (const [tag, { line, text }] of items) if (pattern.test(tag) && !/^[?.]$/.test(text)) return line;
    return loops.find(
      ({ tags, values }) => tags.some((tag) => pattern.test(tag)) && values.some(({ text }) => !/^[?.]$/.test(text)),
    )?.line;
  };
  const found = lineOf(modulated);
  if (found !== undefined)
    throw new OperandoError('unsupported', 'the structure is modulated: its cells are not all the same.', {
      where: { line: found },
      cure: 'Give a CIF of its average structure, or of a supercell in which it is periodic.',
    });
  const moments = lineOf(magnetic);
  if (moments !== undefined)
    throw new OperandoError('unsupported', 'the CIF is of a magnetic structure, whose operations turn moments too.', {
      where: { line: moments },
      cure: 'Give a CIF of the structure without moments.',
    });
}
