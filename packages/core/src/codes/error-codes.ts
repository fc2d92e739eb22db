/**
 * Every error the house raises, with what it means and what can be done. A code never changes its meaning; new ones may be
 * added.
 */
export const errorCodes = {
  'ambiguous-format': 'Two formats fit the file equally well. Say which it is, with `format` (command: `--format`).',
  'axis-not-increasing':
    'An axis, or the edges of bins, do not increase. Sort the values together with the data, and leave out repeated ones.',
  'bad-number':
    'A cell or field holds no number or date that is understood, or too many are missing. The place is named: mend it there, or export the data again.',
  'column-missing':
    'Something that is needed is not in the file, or not under a name known here. Say which column it is.',
  'file-access':
    'A file or folder cannot be read or written: it is missing, not permitted, of another kind, or the disk is full.',
  'file-exists': 'The output is there already. Choose another name, or allow it to be replaced (`force`).',
  'invalid-argument': 'An option or argument cannot be what it is. The message says what would be allowed.',
  'malformed-file':
    'The file is not as its format demands, at the place named. It may be damaged: copy or export it again.',
  'no-edge':
    'No absorption edge is found in the spectrum. Give its position, or check that energies and signal are right.',
  'non-finite': 'A number that must be finite is NaN or infinite. Leave it out, or mask it.',
  'not-converged': 'A fit or search ended without reaching its minimum. Begin nearer to it, or ask for less.',
  'outside-range': 'A value lies outside what the data, a table or a method cover. The message gives the range.',
  'shape-mismatch': 'Arrays or columns that belong together have different lengths or grids.',
  singular:
    'The data do not determine what was asked for: several solutions fit equally well. Hold something, or give more data.',
  'time-backwards': 'Times that must not decrease go back. Sort the rows, or mend the clock.',
  'too-few-points': 'There are too few points, rows or frames for what was asked.',
  'too-large': 'A file or request is larger than the limit that keeps damaged files from claiming all memory.',
  'truncated-file': 'The file ends before it should. Copy it again, or wait until it is written.',
  'unit-mismatch': 'A quantity has a unit of another kind than is needed, such as seconds where an energy is expected.',
  'unknown-format': 'No format known here fits the file. `docs/formats.md` lists those that are.',
  'unknown-unit': 'A unit is not understood. Give it as in `eV`, `1/angstrom` or `mA h`.',
  'unsplit-sweep': 'A record holds more than one sweep of its coordinate. Split it into sweeps first.',
  unsupported:
    'The file or request is sound, but of a kind this version cannot handle. The message says what can be done.',
} as const;

/** Stable codes of every error the house raises; {@link errorCodes} says what they mean. */
export type OperandoErrorCode = keyof typeof errorCodes;
