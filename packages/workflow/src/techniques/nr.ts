import { cyclerPart, listPart, optionalListPart } from '../technique/input.js';
import { cyclerReadingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { NrInput } from './nr/analyse.js';
import { nrOptions } from './nr/options.js';
import type { NrGiven, NrOptions } from './nr/options.js';

/** Neutron and X-ray reflectometry: SLD profiles of one state, of several, or through time. */
export const nr: Technique<NrInput, NrOptions, NrGiven> = defineTechnique({
  id: 'nr',
  title: 'SLD profiles from neutron and X-ray reflectometry',
  model: { name: 'model', help: 'YAML file of layers and parameters' },
  data: 'reflectivity curves: files, or one folder of them',
  frames: 'curves',
  cycler: true,
  isThreaded: true,
  tables: {
    results: 'parameters with errors; of a series one row per frame',
    curves: 'data, fit, residuals',
    solutions: 'distinct minima of a search, with chi-square and how many starts ended in each',
    linked: 'of a series with linked parameters: their curves, a row for each knot',
    profile: 'SLD against depth',
  },
  figures: { figure: 'reflectivity and SLD profile; of a series the SLD over depth and time' },
  examples: `
  operando nr cell.yml initial.ort -o results
  operando nr cell.yml REFL_207161.txt --method multi-start --sample 2000 -o results --json
  operando nr cell.yml initial.txt plated.txt stripped.txt -o results       (fitted together)
  operando nr cell.yml frames/*.txt --series --time-step 30 --ec cycling.mpt --cycler-clock first-frame -o results

The model file (lengths in angstrom, SLD in 1e-6 per square angstrom):

  parameters:
    cu: {value: 560, bounds: [400, 700]}
    cu_rough: {value: 10, bounds: [1, 20]}
  layers:                                   # fronting first, backing last
    - {material: Si}
    - {name: Ti, thickness: 51, sld: -1.95, roughness: 6}
    - {name: Cu, thickness: cu, sld: 6.5, roughness: cu_rough}   # or an expression: 0.5 * cu
    - {name: electrolyte, sld: 6.2, roughness: 20}
  scale: 1.0
  resolution: {relative: 0.05, kind: fwhm}  # where the data bring no widths
  instrument: {qOffset: 0, footprint: {beam: 0.5, sample: 60}, wavelength: 4.75}    # mm, angstrom; or parameters
  shared: [cu]                              # of several curves; without, all are
  curves:                                   # what is another for single curves of a joint fit
    h2o.ort: {layers: {electrolyte: {sld: -0.56}}, parameters: {cu_rough: {value: 12, bounds: [1, 20]}}}
    xrr.txt: {probe: x-ray, wavelength: 1.5406}       # layers of a material and its density, for both probes
  linked:                                   # of a series: parameters that follow a curve (linked.csv)
    cu: {curve: piecewise}                  # straight pieces, meeting at moments that are found`,
  options: nrOptions,
  reading: ['columnKind', 'skipBad', ...cyclerReadingNames],
  input: {
    curves: listPart('a list of curves (readReflectivity): q, r, dr', ['q', 'r', 'dr']),
    cycler: cyclerPart,
    skipped: optionalListPart('warnings of files that were left out', ['code', 'message']),
  },
  work: async () => (await import('./nr/work.js')).nrWork,
});
