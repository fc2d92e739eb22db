import { cyclerPart, framesPart, recordPart } from '../technique/input.js';
import { cyclerReadingNames, readingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { NdpInput } from './ndp/input.js';
import { ndpOptions } from './ndp/options.js';
import type { NdpGiven, NdpOptions } from './ndp/options.js';

/** Neutron depth profiling: lithium against depth through time. */
export const ndp: Technique<NdpInput, NdpOptions, NdpGiven> = defineTechnique({
  id: 'ndp',
  title: 'lithium against depth from a neutron depth profiling series',
  model: { name: 'sample', help: 'YAML file of layers, calibration and geometry' },
  data: 'spectra: files, or one folder of them',
  frames: 'spectra',
  cycler: true,
  isThreaded: true,
  tables: {
    results: 'one row per frame: atoms per cm2 in each layer',
    profiles: 'concentration against depth, for every frame',
    pixels: 'one row per frame and pixel: atoms per cm2 in each layer, with pixels',
  },
  figures: {
    figure: 'map over depth and time',
    pixels: 'one layer over pixels and time, with pixels',
    'charge-balance': 'lithium found against lithium passed, with a cycler log and a layer to balance',
  },
  files: { 'pixels.nxs': 'concentration against depth in every pixel of every frame, with pixels' },
  examples: `
  operando ndp cell.yml spectra/ -o results
  operando ndp cell.yml spectra/*.spe --ec cycling.mpt --rebin 300 -o results --json
  operando ndp cell.yml events.csv --rebin 60 -o results
  operando ndp cell.yml events.csv --rebin 3600 --pixels 8 -o results

The sample file names layers from the detector inwards, calibration and geometry:

  sample:
    layers:
      - {material: Cu, thickness: 0.2}            # um
      - {name: anode, material: Si, density: 2.2, thickness: 0.5}
      - {material: LiPON, thickness: 1}
    detectorFwhm: 18                              # keV
    threshold: 250                                # keV
  calibration: {offset: 12, gain: 3}              # keV, keV/channel
  geometry: {flux: 1.0e+8, area: 1, solidAngleFraction: 0.002}
  charge: {layer: anode, electrodeArea: 1}`,
  options: ndpOptions,
  reading: ['background', 'dataset', ...readingNames, ...cyclerReadingNames],
  input: {
    spectra: { ...framesPart('counts against channel'), required: false },
    events: recordPart('particles one by one, in place of spectra (readEventsFrom): time, pulse, pulseUnit', [
      'time',
      'pulse',
      'pulseUnit',
      'files',
      'warnings',
    ]),
    blank: recordPart('counts of a blank per live second: background, backgroundVariance', [
      'background',
      'backgroundVariance',
    ]),
    cycler: cyclerPart,
    stopping: recordPart('stopping tables (importSrimTable) by the names that layers give them', []),
  },
  work: async () => (await import('./ndp/work.js')).ndpWork,
});
