/** Warnings about what a file says, lacks or contradicts, whatever is measured. */
export const readingCodes = {
  aborted: 'The file says that the scan or experiment was aborted: it has fewer points than planned.',
  'attenuation-stated':
    'The header states factors of an attenuator; whether they were multiplied in is in the message.',
  'axis-assumed':
    'The file does not say clearly which axis belongs to which dimension of the signal; the likeliest was taken.',
  'axis-converted':
    'The abscissa of the file is another coordinate than is wanted, and was converted by the wavelength in the message.',
  'axis-indices': 'What the file says of the dimension of an axis does not fit the signal; what fits was taken.',
  'axis-left-out': 'An axis of the file cannot be used, for the reason given.',
  'axis-longer':
    'An axis has more values than the signal: the scan seems to be cut short, and the first values were taken.',
  'axis-missing': 'The file gives no axis; points are counted from 0.',
  'axis-restarts':
    'The first column of a table goes back at some places: scans may stand below each other. Part them by blank lines.',
  'axis-unknown': 'The axis of the scan is, or may be, another than two-theta.',
  'bin-edges': 'An axis has one value more than the signal: they were taken for the edges of bins.',
  'byte-order-doubtful':
    'Bare numbers are far smoother with their bytes in the other order than in the one that was said or assumed.',
  'channels-left-out':
    'As many frames as points: whether an array goes with the frames is not known, so it was left out.',
  'chunks-not-written':
    'Chunks of a zarr array are not in its folder: nothing but its fill value was written there, or files were not copied.',
  'columns-declared': 'The header declares another number of columns than the table has; the table was believed.',
  'columns-left-out':
    'Columns, or arrays beside the data, were left out: of another length, unreadable, or without a place in the output.',
  'copy-missing': 'A table that the format holds twice is there once: the file may be cut short.',
  'counter-assumed': 'Several counters were recorded; one was taken as intensity, the others stand beside it.',
  'counting-times-differ':
    'Points of one scan were counted for different times, and their intensities were not divided by them. Export rates, or divide by the times.',
  'date-ambiguous':
    'A date can be read with the day or the month first; the message says how it was read. Pass `dateOrder`.',
  'date-of-days': "A column of dates holds numbers; they were read as a spreadsheet's days from 30 December 1899.",
  'date-unreadable': 'A date or start time is missing or not understood; no time is known from it.',
  'decimal-comma-assumed':
    'Commas were read as decimal marks, but they may as well part thousands; the message names the first such number.',
  'decimal-point-doubtful':
    'Points were read as decimal marks, but what stands beside them says that they may part thousands; the message names the first such number.',
  'default-missing': 'The default that the file names leads nowhere; other data were taken. Choose with `dataset`.',
  'descending-reversed': 'The coordinate descends; the points were turned round, with all that belongs to them.',
  'empty-column': 'Every value of a column is missing.',
  'encoding-guessed': 'The text is not UTF-8; its encoding was guessed from its letters.',
  'entries-left-out': 'Entries of a folder are no files of data, and were left out for the reasons given.',
  'entry-left-out': 'An entry of the file cannot be read and was left out, for the reason given.',
  'errors-assumed': 'Standard deviations are missing or cannot be right; the message says what was taken instead.',
  'errors-left-out': 'The uncertainties that the file names cannot be used, for the reason given.',
  'exposure-left-out': 'The exposures of the file are not one for each frame and were not used.',
  'file-repeated': 'A file holds the same content several times, as if copied behind itself; it was read once.',
  'file-short': 'A file is much smaller than the others of its run: it may be cut short, or of another kind.',
  'file-skipped': 'A file cannot be read and was skipped, as asked, for the reason given.',
  'first-row-doubtful':
    'The axis of a table does not go on from its first row to the next: it may be a title, or the numbers of rows and columns.',
  'geometry-differs':
    'The headers of pictures place the detector or the beam otherwise from file to file: what differs was not believed. Give it in the options.',
  'geometry-from-header':
    'Where the detector stands, or the wavelength, was not given in full; what the headers of pictures state was used, as the message says.',
  'header-count': 'The header says another number of lines than it has; the line of labels was believed.',
  'header-incomplete': 'The header does not give something that the format asks for.',
  'header-invalid': 'A value of the header cannot be right and was not used.',
  'header-repeated': 'A field of the header is given twice with different values; the last was taken.',
  'image-as-stored':
    'A picture says that its values or its rows are meant otherwise than they are stored (white low, colours of a table, turned, a scale); they are given as stored.',
  'image-rows': 'The signal is an image by what the file says; its rows were taken for spectra.',
  'impedance-sign':
    'Nearly all imaginary parts of a spectrum are above 0, as of an inductor: the column may hold -Im(Z). Name it so in its head.',
  'index-left-out': 'A first column without a name counts the rows; it was left out.',
  'inexact-integers': 'Integers beyond 2^53 are rounded.',
  'labels-mismatch':
    'Labels and columns do not fit each other; the message says which were believed, or columns are numbered.',
  'labels-repeated': 'Several columns have one label: by its name the first is found, by their numbers all.',
  'labels-single-spaced': 'Labels are kept apart by single blanks; each word was taken as one.',
  'labels-without-values': 'Labels at the end of the line of labels have no values and were left out.',
  'lines-left-out': 'Lines behind what the format calls the end of a file were not read.',
  'mask-left-out': 'The mask of the file has another shape than the signal and was not used.',
  masked:
    'Data are masked: values that the file masks are NaN, and a reflection that lies under a line of something else is not fitted.',
  'missing-values': 'Some values of a column are missing: cells are blank, or hold nan.',
  'motors-mismatch': 'The header names other motors than it gives positions for; they were left out.',
  'no-groups': 'The project holds no group.',
  'no-plottable-data': 'The file names no data to plot; its counters of one length were read as a table.',
  'no-rows': 'A file or scan has a header but no data.',
  'open-end': 'The last line of the file has no end: its last number may be cut.',
  'pages-left-out': 'Pictures of a file that are smaller copies or masks of others were left out.',
  'points-declared':
    'The file declares another number of points, rows or channels than follow; the message says what became of the others.',
  'points-masked':
    'Points were masked, and are not used: they hold no number or a sign for none, have no standard deviation above 0, or no absorption can be computed of them.',
  'quantity-missing':
    'No label of a log is known for its voltage, or its current; the message names the columns that were not used.',
  'range-declared': 'The file declares another range than its points have; the points were believed.',
  'repeated-averaged': 'Points with the same coordinate were averaged.',
  'resolution-assumed':
    'The file does not say, or not clearly, what the widths of Q are; what the message says was assumed. Say so with `dqKind` (commands: `--column-kind`, or `--resolution` of convert).',
  'rows-passed-over': 'Rows of numbers that do not belong to the table were left out.',
  'rows-sorted': 'Rows or points were not in order; they were sorted.',
  saturated:
    'Counts stand at the highest number the counter holds, or tops of peaks are flat at one value: they are too low. Of energy-dispersive spectra a reflection there is not fitted.',
  'scale-left-out': 'A factor or offset that the file states is no usable number and was not used.',
  'scan-left-out':
    'A scan that ends before the others, aborted or still being written, was left out; the others are what they are without it.',
  'scan-unfinished': 'A scan has fewer points than its command asks for.',
  'several-data': 'The file has several data and does not say which are meant. Choose with `dataset`.',
  'several-entries': 'The file has several entries; the first with data was taken. Choose with `scan` or `dataset`.',
  'several-scans': 'The file holds several scans, of which not all were read. Choose with `scan`.',
  'signal-missing': 'The signal that the file names cannot be read; other data were taken. Choose with `dataset`.',
  'slices-summed':
    'A spectrum stands in the file as slices of the detector or sweeps side by side, which were added up: intensities and areas are those of all.',
  'still-written':
    'An HDF5 file is marked as open for writing: its writer is at work, or was killed. It was read as it stands.',
  'sweeps-incomplete':
    'Sweeps of a continuous scan that do not run over the whole range, at its ends mostly, were left out.',
  'too-many-nodes': 'The file has more groups and datasets than are listed, or than are looked through for data.',
  'unit-assumed': 'A unit is not stated, or not understood; the one in the message was assumed.',
  'unit-doubtful':
    'By the numbers the unit that the file states, or that the option is in, cannot be right; they were left as they are. Correct the label, or convert them.',
  'unit-inferred': 'A unit is not stated, or wrong; it was found from the numbers.',
  'unknown-column': 'A column is of a kind that is not known here; it was kept under its number.',
  'unknown-unit': 'A unit is not understood, or cannot be right; what is in it was not used.',
  unreadable: 'Some groups and datasets of the file cannot be opened: it is damaged, or has names that are not UTF-8.',
  'values-rounded':
    'Values were stored with a filter that rounds them and cannot keep NaN: masked points may have become numbers.',
  'values-scaled': 'Stored values were multiplied and shifted as the file says.',
  'voxel-size-unknown': 'The file does not say how far apart all voxels are: sizes in micrometres must be given.',
  'wavelength-differs':
    'The header states another wavelength than was given, or than other headers do. Correct whichever is wrong.',
  'wavelength-from-header': 'No wavelength was given; that of the headers was used.',
  'work-function-not-applied':
    'The file states a work function that was not subtracted, since analysers mostly have it in their kinetic energies already. Give `workFunction` if it must be.',
} as const;
