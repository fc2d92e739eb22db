/** Warnings of radiographs: open beam, scatter, fronts, lithium against charge. */
export const radiographCodes = {
  'attenuation-not-positive':
    'The cell lets as much through as the open beam, or more: sample and open beam are exchanged, or the open beam was taken through the cell.',
  'balance-off':
    'The lithium that pictures show is not the charge that passed, by more than three standard errors: scatter, the cross-section, another mobile absorber, or a cell beyond the picture.',
  'beam-dip': 'Frames had much less beam than usual; they were kept, with their larger errors.',
  'blur-unknown':
    'The blur of the camera is neither measured (black bodies) nor given (`psfSigma`), and could move a front by more than its error.',
  'gain-and-loss-differ':
    'What one electrode gains is not what the other loses, within the errors of counting: the sample moved, or scatter is not that of the black bodies.',
  'gradual-change':
    'The lithium of a layer changes everywhere at once in some frames: a straight profile describes it as well as a front.',
  'layers-tilted':
    'The layers of a cell lie at an angle to the rows of the picture, so that borders and fronts are blurred: follow them with `tilt`, or turn the pictures.',
  'open-region-covered':
    'A part of the open region does not see the open beam alone: something covers it, or moves into it. Choose it elsewhere.',
  'pixels-without-transmission': 'Pixels without any transmission left have no attenuation and were left out.',
  'sample-moves':
    'Differences look like the profile shifted along depth: layers move or swell, and lithium is not all that changed.',
  'sample-turns':
    'Frames of a file were taken at different angles, as for a tomogram; they were read as a series in time.',
  'scatter-uncorrected':
    'No black bodies were given: scatter is not taken off, attenuation is too low, and errors of the balance are wider by what that may be.',
  'units-doubtful':
    'A wavelength, a cross-section or the size of pixels is far from all that radiographs are taken with: it may be given in another unit, and lithium and depths would be off by its factor.',
} as const;
