import { cyclerPart, framesPart, recordPart } from '../technique/input.js';
import { cyclerReadingNames, readingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { EelsInput } from './eels/input.js';
import { eelsOptions } from './eels/options.js';
import type { EelsGiven, EelsOptions } from './eels/options.js';

/** Electron energy-loss maps: lithium and other edges, thickness and white lines through time. */
export const eels: Technique<EelsInput, EelsOptions, EelsGiven> = defineTechnique({
  id: 'eels',
  title: 'contents, thickness and white lines from electron energy-loss maps',
  model: { name: 'edges', help: 'YAML file of edges, background and layers' },
  data: 'maps: files (.hspy, DM3, DM4, NeXus, HDF5, tables, bare numbers), or one folder of them',
  frames: 'maps',
  cycler: true,
  isThreaded: true,
  tables: {
    results: 'one row per map: contents of each layer, shift, thickness, white lines, front',
    profiles: 'one row per map and place across the layers: contents',
    pixels: 'one row per map and pixel: its time, contents, shift, thickness',
  },
  figures: {
    figure: 'map of the content over place and time, voltage and contents of layers beside',
    maps: 'maps of the content, several of them side by side',
    layers: 'contents of the layers against time',
    'content-charge': 'contents of the layers against charge, with a cycler log',
    'white-lines': 'ratio of the white lines against time, with whiteLines',
  },
  examples: `
  operando eels edges.yml maps/ --ec cycling.mpt -o results
  operando eels edges.yml series.h5 --dataset /entry/data/counts --time-step 12 -o results --json
  operando eels edges.yml maps/*.dm4 --low-loss low.dm4 -o results
  operando eels edges.yml maps.u16.gz -o results      (raw and energy: in the model)

The edges file (energies in eV, pixels from 0):

  background: {window: [38, 53]}
  layers: [{name: cathode, from: 0, to: 5}, {name: electrolyte, from: 6, to: 9}, {name: anode, from: 10, to: 13}]
  edges:
    - name: Li
      onset: 55.2
      width: 0.4                                   # of the step
      exponent: 2.6                                # it falls as E^-2.6
      lines: [{energy: 58.6, width: 1.3, height: 1.1}, {energy: 64, width: 2.5, height: 0.5}]
      known: {layer: electrolyte, frames: [0, 0], value: 0.6}
    - {name: Co, file: co_m.csv, layers: [cathode]}       # a measured edge: energy, intensity
  front: {layer: cathode}
  whiteLines: {l3: 779.4, l2: 794.4}               # of spectra that reach there
  raw: {shape: [20, 8, 14, 240], type: uint16}     # of files without a header
  energy: {offset: 35, step: 0.25}`,
  notes: 'Without known, an edge is given as its amplitude over the counts of the background in the window before it.',
  options: eelsOptions,
  reading: ['dataset', 'energy', 'raw', 'columnsAsFrames', 'lowLoss', ...readingNames, ...cyclerReadingNames],
  input: {
    maps: framesPart('spectra against energy in eV: time x row x column x energy'),
    lowLoss: { ...framesPart('low-loss spectra of the same pixels'), required: false },
    templates: recordPart('measured edges {energy, intensity} by the names that edges have in file', []),
    cycler: cyclerPart,
  },
  work: async () => (await import('./eels/work.js')).eelsWork,
});
