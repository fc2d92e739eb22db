import { cyclerPart, listPart } from '../technique/input.js';
import { cyclerReadingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { TomographyInput } from './tomography/input.js';
import { tomographyOptions } from './tomography/options.js';
import type { TomographyGiven, TomographyOptions } from './tomography/options.js';

/** Tomograms through time: voids, contact, cracks and particles with errors. */
export const tomography: Technique<TomographyInput, TomographyOptions, TomographyGiven> = defineTechnique({
  id: 'tomography',
  title: 'voids, contact and cracks in tomograms of working cells',
  data: 'reconstructed volumes: files (TIFF, HDF5, raw with a file of words beside it), folders of TIFF slices, zarr folders',
  frames: 'volumes',
  cycler: true,
  isThreaded: true,
  tables: {
    results: 'one row per volume: voids, contact, cracks, particles, grey levels',
    bodies: 'one row per void or crack of each volume: size, place, what became of it',
    profiles: 'share of void over depth, for every volume',
  },
  figures: {
    figure: 'share of void over depth and time, void volume and contact beside',
    cracks: 'volume and depth of cracks, where there are some',
    slices: 'slices of every volume across the interface',
    heights: 'height of the void above the interface in every volume',
  },
  examples: `
  operando tomography scans/*.tif --materials cell.yaml --registered -o results
  operando tomography scan-0/ scan-1/ scan-2/ --materials cell.yaml --ec cycling.mpt --time-step 600 -o results
  operando tomography labels.h5 --materials labels.yaml -o results       (labels of another program)

The file of materials says grey values as they are in the first volume, read off its histogram:

  electrode: {grey: 62}             # voids open in it
  electrolyte: {grey: 140}          # cracks run in it
  void: {grey: 24, stderr: 0.5}
  particles: {grey: 214, stderr: 1} # optional: bodies in or below the electrolyte

Of volumes of labels it says labels in place of grey values:

  electrode: {labels: [1]}
  electrolyte: {labels: [2]}
  void: {labels: [0]}
  crack: {labels: [5]}
  particles: {labels: [3]}`,
  options: tomographyOptions,
  reading: ['dataset', 'timeStep', ...cyclerReadingNames],
  input: {
    volumes: listPart('volumes that are read in slabs: shape, slab(from, to)', ['shape', 'slab']),
    names: { what: 'names of the volumes', required: false, fits: (value) => Array.isArray(value) },
    voxel: { what: 'edges of a voxel along z, y and x in um', required: false, fits: (value) => Array.isArray(value) },
    warnings: { what: 'warnings of the readers', required: false, fits: (value) => Array.isArray(value) },
    cycler: cyclerPart,
  },
  work: async () => (await import('./tomography/work.js')).tomographyWork,
});
