import { cyclerPart, recordPart } from '../technique/input.js';
import { cyclerReadingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { RadiographyInput } from './radiography/input.js';
import { radiographyOptions } from './radiography/options.js';
import type { RadiographyGiven, RadiographyOptions } from './radiography/options.js';

const pictures = (what: string): ReturnType<typeof recordPart> =>
  recordPart(`${what} (openImages): count, width, height, read`, ['count', 'width', 'height', 'read']);

/** Radiographs of a working cell, with neutrons or X-rays. */
export const radiography: Technique<RadiographyInput, RadiographyOptions, RadiographyGiven> = defineTechnique({
  id: 'radiography',
  title: 'attenuation, reaction fronts and lithium from radiographs of a working cell',
  data: 'radiographs: TIFF, FITS or HDF5 files (NXtomo with open beam and dark), or one folder of them',
  frames: 'radiographs',
  cycler: true,
  tables: {
    results: 'one row per frame: dose, front, lithium and charge of the layers',
    profiles: 'attenuation against depth: the first frames, and the change of every frame',
    events: 'one row per event of a fast series, with events',
  },
  figures: {
    figure: 'change of attenuation over depth and time, with the front, voltage beside',
    attenuation: 'attenuation in the first frame',
    profiles: 'profiles of chosen frames, and their changes',
    'charge-balance': 'lithium that the layers gained and lost against the charge passed, with a cycler log',
    events: 'changes from frame to frame, with events',
    'event-frames': 'frames before, at and after each event',
  },
  examples: `
  operando radiography sample.tif --open open_beam.tif --dark dark.tif --cell cell.yml -o results
  operando radiography sample/ --open ob.tif --dark d.tif --black-body b.tif --black-body-open bo.tif \\
      --cell cell.yml --ec cycling.csv --time-step 600 -o results
  operando radiography fast.tif --events -o results

The cell file says where things are in the picture, in rows and columns from 0 (the last not included):

  columns: [20, 108]
  openRegion: [{rows: [0, 96], columns: [0, 16]}, {rows: [0, 96], columns: [112, 128]}]
  layers:
    - {name: anode, rows: [16, 30]}
    - {name: cathode, rows: [52, 78]}
  pixelSize: 20                       # um
  wavelength: 3.0                     # angstrom, effective
  front: {layer: cathode}
  charge: {gain: cathode, loss: anode, sign: -1}`,
  notes:
    'Without black bodies, scatter is not taken off: errors of the balance are wider, and results say so. Errors of single values are those of counting.',
  options: radiographyOptions,
  reading: ['open', 'dark', 'blackBody', 'blackBodyOpen', 'dataset', ...cyclerReadingNames],
  input: {
    radiographs: { ...pictures('radiographs'), required: true },
    open: pictures('open beam'),
    dark: pictures('dark frames'),
    blackBody: pictures('black bodies with the sample'),
    blackBodyOpen: pictures('black bodies in the open beam'),
    cycler: cyclerPart,
  },
  work: async () => (await import('./radiography/work.js')).radiographyWork,
});
