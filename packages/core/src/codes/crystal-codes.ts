/** Warnings of crystal structures: what was assumed or mended in a file. */
export const crystalCodes = {
  'atoms-left-out': 'Atoms of a structure without coordinates, or dummies, were left out.',
  'blocks-differ':
    'Blocks of patterns that were refined by themselves came to something else where they meet: two minima, or a block that begins where little is seen. Refine the series as a whole, or in larger blocks.',
  'cell-assumed':
    'The cell of a structure is not as the file says it: angles that it does not state were taken as 90 degrees, parameters were made to fit the symmetry, or its volume is another.',
  'cell-doubtful':
    'The cell of a structure is far too large or too small for its atoms: lengths have another unit, or symmetry or atoms are wrong.',
  'cell-or-wavelength':
    'A cell is all that there is, and it came out larger or smaller than it was given: it is another, or the wavelength is; the pattern cannot say which.',
  'displacement-assumed':
    'Displacements of atoms are not in the file and were taken as 0, do not have the symmetry of their place, or are of atoms that are not there.',
  'displacement-unphysical':
    'Displacements of atoms are 0, negative, or far from those of solids (B in place of U); they were used as they are.',
  'element-from-label':
    'The file has no types of atoms: elements were read from labels that could mean other ones too. Check them.',
  'formula-differs':
    'The atoms of a structure do not make up the formula that the file states: occupancies or symmetry may be wrong.',
  'place-crowded':
    'A place holds more than one atom: coordinates are rounded too far, atoms are given twice, or the symmetry is wrong.',
  'setting-assumed': 'A space group was given in an unusual or incomplete way; the message says how it was read.',
  'site-moved': 'Rounded coordinates were moved to the special position that they stand for, such as 0.3333 to 1/3.',
  'symmetry-conflict':
    'A file names another space group than its operations make, or another origin or axes: the operations were used.',
} as const;
