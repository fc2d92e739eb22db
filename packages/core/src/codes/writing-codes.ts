/** Warnings of model files and of what is written. */
export const writingCodes = {
  'arrays-left-out': 'Only one array of the file was taken, with what belongs to it. Choose another with `--dataset`.',
  'column-renamed':
    'Columns, channels, layers, tracks or curves of one name got a number or a folder to their names, so that none stands for another; the message has both names.',
  'data-sets-renamed': 'Data sets of one name got that of their file before it.',
  'figure-left-out': 'Figures could not be drawn, for the reason given; tables and results.json are whole.',
  'header-left-out': 'The header cannot be kept in the output, or is not read from its file, and was left out.',
  'ignored-key': 'A key of the model is no part of its language and was not read.',
  'labels-changed': 'Labels or units were changed to what the format can hold.',
  'magnetism-ignored': 'A material has a magnetic moment, which is not in its scattering length density here.',
  'signal-chosen': 'Of several signals the one in the message was chosen; the others stand beside it.',
  'spectra-not-written': 'A file of spectra could not be written, for the reason given; all other results are there.',
} as const;
