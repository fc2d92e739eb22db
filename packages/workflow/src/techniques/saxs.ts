import { cyclerPart, framesPart, recordPart } from '../technique/input.js';
import { cyclerReadingNames, readingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { SaxsInput } from './saxs/analyse.js';
import { saxsOptions } from './saxs/options.js';
import type { SaxsGiven, SaxsOptions } from './saxs/options.js';

/** Small-angle scattering and cuts at grazing incidence: sizes and distances of domains through time. */
export const saxs: Technique<SaxsInput, SaxsOptions, SaxsGiven> = defineTechnique({
  id: 'saxs',
  title: 'sizes and distances of domains from small-angle scattering and cuts at grazing incidence',
  model: { name: 'model', help: 'YAML file of populations, background and resolution' },
  data: 'cuts, or images to be cut: files, or one folder of them',
  frames: 'cuts',
  cycler: true,
  tables: {
    results: 'one row per frame: parameters with errors, intervals and what becomes of them',
    parameters: 'parameters that frames share, and what each was held at',
    curves: 'points of the frames shown, with what was fitted and the residual',
    profiles: 'chi-square against a parameter that is held, where it was computed',
  },
  figures: {
    figure: 'map of the cuts over time, voltage, and the two parameters that change most',
    fits: 'cuts of the frames shown with what was fitted',
    image: 'mean of the images with the band that is cut, with images',
    charge: 'those two parameters against charge, with a cycler log',
  },
  examples: `
  operando saxs model.yml cuts/ --ec cycling.mpt -o results
  operando saxs model.yml cuts.txt --columns-as-frames --time-step 60 -o results --json
  operando saxs model.yml cuts/*.dat --fit 0.01:0.12 --exclude 0.03:0.034 --profiles all -o results
  operando saxs model.yml images/*.tif --cut horizontal --at yoneda --time-step 10 -o results
  operando saxs model.yml images/*.cbf --cut azimuthal -o results
  operando saxs peaks.yml giwaxs.txt --columns-as-frames --time-step 60 -o results

The model file (lengths in angstrom, q in 1/angstrom):

  populations:
    - form: sphere
      distribution: log-normal        # radius is its median; of schulz and gaussian the mean
      structure: paracrystal
      coupling: decoupling            # or local-monodisperse, product
      parameters:
        radius: 60
        width: {value: 0.2, scope: shared}           # of ln R
        distance: {value: 320, bounds: [200, 500]}
        disorder: 70                                 # standard deviation of the distance
  background: {powerLaw: {exponent: 3}}              # and a constant, which is found
  resolution: {sigma: 0.0016}
  grazing: {incidence: 0.4, exit: 0.3, wavelength: 1.03, layers: [{delta: 6.0e-6}]}   # where the cut is one

  geometry: {distance: 3500, pixel: 0.172, centre: [900, 500], wavelength: 1.03, incidence: 0.4}   # of images, mm; of CBF, EDF and NeXus what the headers leave out

Lines of wide angles are populations of the form peak: {name: PEO, form: peak, parameters: {position: 1.36, sigma: 0.02}}.`,
  options: saxsOptions,
  reading: [
    'column',
    'columnsAsFrames',
    'qUnit',
    'wavelength',
    'geometry',
    'cut',
    'at',
    'cutWidth',
    'binning',
    'mask',
    ...readingNames,
    ...cyclerReadingNames,
  ],
  input: {
    cuts: framesPart('cuts against q in 1/angstrom'),
    cycler: cyclerPart,
    picture: recordPart('mean of the images that were cut, for a figure', ['mean', 'rows', 'columns', 'geometry']),
  },
  work: async () => (await import('./saxs/work.js')).saxsWork,
});
