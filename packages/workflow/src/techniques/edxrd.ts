import { cyclerPart, framesPart } from '../technique/input.js';
import { cyclerReadingNames, readingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { EdxrdInput } from './edxrd/analyse.js';
import { countPositions } from './edxrd/count-positions.js';
import { edxrdOptions } from './edxrd/options.js';
import type { EdxrdGiven, EdxrdOptions } from './edxrd/options.js';

/** Energy-dispersive diffraction: lithium in every slice of an electrode through time. */
export const edxrd: Technique<EdxrdInput, EdxrdOptions, EdxrdGiven> = defineTechnique({
  id: 'edxrd',
  title: 'lithium against depth from energy-dispersive diffraction',
  model: { name: 'model', help: 'YAML file of positions, calibration and phases' },
  data: 'spectra: files, one folder of them, or one HDF5 file',
  frames: 'spectra',
  cycler: true,
  isThreaded: true,
  tables: {
    results: 'one row per frame: lithium content of each slice, gradient',
    slices: 'one row per frame and slice: cells, areas, spacings, status',
  },
  figures: {
    figure: 'content over depth and time, voltage and gradient beside',
    states: 'profiles at chosen states',
  },
  examples: `
  operando edxrd cell.yml scans/ -o results
  operando edxrd cell.yml scans/*.mca --ec cycling.mpt -o results --json
  operando edxrd cell.yml scan.h5 --time-step 300 -o results      (dataset: in the model)

The model file:

  positions: {first: 10, step: 20, count: 6}         # um; spectra go position by position
  beamHeight: 20                                     # um
  twoTheta: 3.5                                      # degrees; default: the files' headers
  calibration: {offset: 0.07, slope: 0.0316}         # keV; default: the files' headers
  resolution: {noise: 0.003, statistics: 0.0026}     # FWHM^2 in keV^2; without, widths are fitted
  fluorescence: {elements: [Pb], detector: Ge}       # lines that mask Bragg peaks
  phases:
    - name: NMC111
      system: hexagonal
      cell: {a: 2.861, c: 14.23}
      reflections: [[0, 0, 3], [1, 0, 1], [1, 1, 0]]
      marker: [0, 0, 3]                              # without it, the phase is not there
      lithium: {parameter: a, x: [0.4, 0.7, 1], value: [2.812, 2.831, 2.86], activeAmount: 8.1}
  electrodeArea: 0.79                                # cm2, to balance against the cycler
  stages: [{name: charge, from: 0, to: 29}]`,
  options: edxrdOptions,
  filesPerFrame: countPositions,
  reading: ['dataset', ...readingNames, ...cyclerReadingNames],
  input: {
    scan: framesPart('counts against position and channel'),
    cycler: cyclerPart,
  },
  work: async () => (await import('./edxrd/work.js')).edxrdWork,
});
