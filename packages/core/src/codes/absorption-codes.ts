/** Warnings of X-ray absorption: reading spectra, normalization, edges, EXAFS. */
export const absorptionCodes = {
  'absorber-differs': 'The headers of a series state different elements or edges: none was believed.',
  'absorber-not-reached': 'The scan does not reach the edge that was named: the edge is looked for without it.',
  'coarse-grid': 'The spectrum has too few points to place the edge reliably.',
  'constant-pre-edge': 'The pre-edge range has too few points for a line: a constant was used.',
  'dead-time-corrected':
    'Counts of the elements of a detector were corrected for its dead time by rates or factors of the file, and added.',
  'e0-elsewhere': 'The given e0 lies far from the edge that was named. It was used; check both.',
  'e0-outside': 'The given e0 lies outside the data; one was found instead.',
  'edge-jump':
    'The edge jumps from one frame to the next: look whether it moved, or another feature of the spectrum was taken for it.',
  'elements-added':
    'Counts of the elements of a detector were added without a correction for dead time, for which the file has no rates or factors.',
  'energy-assumed': 'A column without a name or unit that says so was taken as energy in eV.',
  'energy-calibration':
    'The energies are not those of encoder, offset and spacing in the header: they were calibrated otherwise, or the header is damaged.',
  'energy-from-angle': 'Energies were computed from the Bragg angle and the lattice spacing.',
  'energy-relative': 'Energies are relative to an edge, whose energy was added; the message says which.',
  'energy-shift-not-applied': 'Athena shifts the energies of the group; they are given without the shift.',
  'energy-unit-open': 'The x values cannot be energies in eV; their unit was left open.',
  'glitches-replaced': 'Single bad points were replaced by what the frames before and after have there.',
  'ill-determined-background':
    'The data hold fewer independent values below rbkg than the background has splines: take chi(k) as a sketch, or lower rbkg.',
  'incomplete-group': 'The last of the groups of spectra that were averaged has fewer of them than the others.',
  'kmax-beyond-data': 'kmax lies beyond the data; the background, or the common range, ends where they do.',
  'negative-edge-step': 'The absorption falls at the edge: mu is upside down, or e0 is wrong.',
  'no-centroid': 'No centroid of the pre-edge peak could be found in a frame, for the reason given.',
  'no-derivative': 'No steepest point of the edge could be found in a frame, for the reason given.',
  'no-edge-step': 'The edge step is zero within rounding; normalized values have no meaning.',
  'no-half-step': 'No energy at half the edge step could be found in a frame, for the reason given.',
  'no-integral': 'No edge position by the integral method could be found in a frame, for the reason given.',
  'no-white-line': 'No white line could be found in a frame, for the reason given.',
  'non-finite-dropped': 'Points that are not finite were left out.',
  'normalization-kept':
    'The spectra were normalized at the beamline, and kept as they are. Normalize them again with `renormalize`.',
  'not-aligned': 'The reference of a frame could not be aligned; its shift was interpolated from its neighbours.',
  'not-from-0-to-1':
    'Spectra that are kept as they are do not run from 0 before the edge to 1 behind it: positions at a height mean nothing.',
  'offset-not-subtracted': 'The header gives dark counts (Offset); they were not taken off.',
  'other-edge': 'The scan holds another edge: the fits of the normalization end before it, or hold it.',
  'outlying-scan': 'Some scans lie far from the others that they are merged with. Look at them, or leave them out.',
  'pre-edge-peak': 'The steepest rise is that of a pre-edge peak; the edge behind it was taken.',
  'reference-drifts':
    'The reference foil that was measured along moves: energies drift by as much, and were not aligned. Give `--reference`.',
  'repeated-energy': 'Energies that occur twice were moved apart a little.',
  'scatter-beyond-errors':
    'Edge positions scatter from frame to frame by more than three times their standard errors: take the scatter as their error.',
  'shares-outside':
    'Shares of standards are far below 0 or above 1: a standard is a mixture itself, or a species is missing.',
  'short-post-edge': 'The scan ends too soon above the edge: the edge step is a guess.',
  'short-pre-edge': 'The scan begins too near below the edge: the pre-edge line is a guess.',
  'signal-assumed':
    'The file does not say which column is the absorption; the second was taken. Say which with `signal`.',
  'signal-doubtful': 'No signal of the file shows an edge; the likeliest was taken. Say which with `signal`.',
  'spectra-left-out': 'Spectra that stand apart from those they were to be averaged with were left out.',
  spike: 'The spectrum has isolated spikes; the fits use the data as they are. Deglitch first.',
  'spike-ignored': 'The steepest rise is a single bad point; it was set aside, and the edge found elsewhere.',
  'steeper-elsewhere': 'The steepest rise of the scan lies far from the edge that was named, which was taken.',
  'uncertain-edge-step': 'The edge step is hardly larger than its standard error.',
  'window-before-data': 'The window begins before chi(k) does: chi was taken as 0 there. Give a larger kmin.',
  'window-beyond-data': 'The data end where the window does not: the cut makes ripples. Give a smaller upper limit.',
} as const;
