/** Warnings of fits: peaks, diffraction, depth profiles, reflectivity. */
export const fittingCodes = {
  'angle-error-unknown':
    'The error of the scattering angle is not stated: errors of lengths on an absolute scale are not known.',
  'angles-doubtful':
    'The phases explain a pattern far better with all of its angles shifted: the zero, or the height of the sample, is likely wrong.',
  'area-made-whole':
    'Not all reflections of a phase were fitted everywhere: areas there are those of the rest, divided by their share elsewhere.',
  'at-bound': 'Parameters ended on a bound: they count as fixed, and have no standard error.',
  'background-doubtful':
    'Another background describes the spectra far better than the one that was chosen: areas depend on it.',
  blended: 'Peaks lie within others in some frames: what was known of them before and after helps there.',
  'bodies-not-followed':
    'Volumes of labels are too large to keep where their bodies are: these are numbered anew in each volume.',
  'contact-not-visible':
    'No void is seen at the interface of any volume: its contact may be whole, or its voids too thin, or what was found is no interface of the electrode. No contact is given.',
  correlated:
    'Estimates of some parameters go together almost completely: each is known much worse than what they make together. Hold one of them, or add data that tell them apart.',
  'cupping-strong':
    'Grey values of a volume change so much from its middle outwards (beam hardening) that one pair of them finds a part of the region only: levels were followed outwards. Correct beam hardening in the reconstruction, or give the region.',
  'displacement-trades':
    'Displacement of the sample (or zero of the angles) and cells can hardly be told apart: cells may be wrong by more than their errors. Hold the displacement, or add a standard whose cell is known.',
  'energy-dependent':
    'The scattering length of an element depends on the energy of the neutrons: the tabulated value holds at one wavelength.',
  'errors-from-scatter':
    'Intensities that are no counts have no standard deviations: these were taken from the scatter of neighbouring points.',
  'frames-doubtful': 'Some frames of a series are no good fit; the column of statuses says which.',
  'grey-cut-off':
    'Many voxels of a volume have the grey value at an end of the scale: what lies beyond was cut off when it was written. Export it again with a wider window.',
  'grey-rescaled':
    'The contrast of a volume is far from that of the first: grey values seem to have been scaled anew for each volume. Export all with one window; what is left of other drifts is corrected.',
  'halves-differ':
    'Both sides of the beam differ in a cut of images: the centre of the beam is likely wrong, or one side is shadowed. Correct the centre, or mask it.',
  'identity-ambiguous':
    'Tracks of peaks passed each other so that either could have come out as the other, and what follows may be exchanged; or a peak that moves may be two closer than a width, of which one gives way to the other.',
  'interface-blurred':
    'The interface found in a tomogram is wider than any step that is told from a gradient: it is likely not that of electrode and electrolyte. Look at the grey values given for both, and at the slices.',
  'interface-not-sharp':
    'The counts ask for an interface of some width where the model has a sharp one: atoms of the layers on both sides (status `doubtful`) may be wrong by more than their errors. Let widths be found, or give them.',
  'layer-not-visible':
    'No particle from a layer reaches the detector above the threshold: nothing can be said of its lithium.',
  'layer-partly-visible':
    'Particles from part of a layer only reach the detector within the energies used: its atoms are those of that part.',
  'live-time-unknown': 'Some frames have no live times: areas are counts, not counts per second.',
  misfit:
    'The model does not describe the data within their errors: model or errors are wrong, and standard errors are too small unless said to be scaled up.',
  'near-edge':
    'The energy of X-rays lies near an absorption edge, where the scattering factors of free atoms do not hold: give the SLD itself, or fit it.',
  'no-beam': 'Some frames have hardly any beam and are masked.',
  'no-changes':
    'No moment stands out at which a parameter changes how fast it changes: it was fitted as a straight line.',
  'no-error': 'Some points have no error above 0 and cannot be weighted.',
  'no-tracks':
    'No peak stands out of the noise, at all or at a place that was named; or the end of the patterns cuts one, and it was not followed.',
  'not-converged':
    'A fit ended without reaching its minimum: its results are where it stopped. Begin nearer to it, or hold something.',
  'not-normalized':
    'Reflectivities are far above the scale of the model: the curve is not divided by the direct beam. Give a `scale`, fixed or fitted.',
  'not-positive':
    'Some reflectivities are 0 or negative, as after subtracting background; a logarithm leaves them out.',
  'not-separable':
    'Rigid and chemical shifts of lines cannot be told apart: nothing says which line keeps its chemistry.',
  'not-steady':
    'Spectra fail the Kramers-Kronig test: the sample changed while they were measured, or is not linear. No circuit is claimed for them.',
  'other-solutions':
    'A search found other minima that describe the data as well as the best, or nearly: the message says where. Data, priors or bounds must choose between them.',
  overlapped: 'A reflection lies too near to another to be fitted in some spectra.',
  'particles-not-as-given':
    'Bodies of the further material have another grey value than was given, or there are none: their volume is wrong by as much. Read the grey value off the first volume.',
  'peak-widened':
    'A peak became several times as wide, and was followed in some patterns only: it counts as ground or as several there. Follow it as a hump.',
  'peaks-unnamed':
    'Spectra have peaks that no phase or line of the model names; the message says what they likely are. Name them, or what lies near is fitted wrong.',
  'phase-not-seen': 'A phase of the model is in none of the patterns.',
  'phases-alike':
    'Several of the given phases have the same lines in the patterns within the errors: the patterns do not tell them apart, and one was taken.',
  'points-omitted': 'Points without a usable value or error were left out of a fit.',
  'posterior-short': 'The walkers that sample the posterior do not agree yet: sample more steps.',
  'probe-replaced':
    'The model says another probe, or another energy of X-rays, than the data do; that of the model was used. Leave it out to use that of the data.',
  'resolution-left-in':
    'A method that does not take the resolution out (direct, Richardson-Lucy) leaves atoms in layers that they are not of, more than the errors say: those layers have the status `doubtful`.',
  'resolution-missing':
    'Neither curve nor model states a resolution: the curve counts as perfectly sharp, which moves layers and SLDs. Give `resolution`.',
  'resolution-replaced': 'The resolution that a model states was used in place of the widths that its data have.',
  'slices-apart':
    'Neighbouring slices lie further apart than the beam is high: parts of the depth are not seen, and count as what lies beside.',
  'slices-missing':
    'Some slices with active material have no lithium content at both ends of a stage: the balance takes them to have changed as the others on average.',
  'slices-overlap':
    'Neighbouring slices lie closer than the beam is high: their results are not independent, and gradients are smoothed.',
  'static-line-unseen': 'The line that areas are divided by is not seen in some spectra: areas have no value there.',
  'two-solutions':
    'Two minima describe data as well as each other: values that differ are ambiguous. Hold some of them, begin nearer, or add what both may belong to.',
  undetermined:
    'The data do not determine some parameters, alone or together: these have no standard errors. Hold them, or give priors.',
  'wavelength-doubtful':
    'All cells came out larger or smaller by one factor than they were given: the wavelength is likely wrong by that factor.',
  'waves-left-out':
    'Cuts at grazing incidence were fitted as if the beam went through the sample: distances are right, radii may be off by tenths. Give `grazing`, and cut above the critical angle.',
} as const;
