import { z } from 'zod';
import {
  backgroundDefaults,
  edgeDefaults,
  edgeMapDefaults,
  frontDefaults,
  whiteLineDefaults,
} from '@operando/energy-loss-map/defaults';
import type { EnergyLossOptionTypes, ValenceCalibration, WhiteLineOptions } from '@operando/energy-loss-map';
import { distinctNames } from '../../options/distinct-names.js';
import { option, shapeOf } from '../../options/option.js';
import {
  columnsAsFrames,
  cyclerShape,
  figureShape,
  rangeSchema,
  readingShape,
} from '../../technique/shared-options.js';

const line = z.strictObject(
  shapeOf<EnergyLossOptionTypes['line']>()({
    energy: option(z.number().positive(), { help: 'where it stands', unit: 'eV' }),
    width: option(z.number().positive(), { help: 'standard deviation', unit: 'eV' }),
    height: option(z.number(), { help: 'over the height of the step' }),
  }),
);
const framePair = z.tuple([z.int().min(0), z.int().min(0)]);
const known = z.strictObject(
  shapeOf<EnergyLossOptionTypes['known']>()({
    layer: option(z.string().optional(), { help: 'layer in which it is known (default: all pixels)' }),
    frames: option(framePair.optional(), { help: 'first and last map in which it is known (default: the first)' }),
    value: option(z.number().positive(), { help: 'content there' }),
    stderr: option(z.number().min(0).optional(), { help: 'standard error of it (default: none)' }),
  }),
);
const edge = z.strictObject({
  ...shapeOf<Omit<EnergyLossOptionTypes['edge'], 'spectrum'>>()({
    name: option(z.string().min(1), { help: 'element, or what it is called' }),
    onset: option(z.number().positive().optional(), { help: 'energy at half of the step', unit: 'eV' }),
    width: option(z.number().positive().optional(), {
      help: `width of the step: (1 + erf((E - onset) / width)) / 2 (default: ${edgeDefaults.width})`,
      unit: 'eV',
    }),
    exponent: option(z.number().optional(), {
      help: `how it falls: (E / onset)^-exponent (default: ${edgeDefaults.exponent})`,
    }),
    lines: option(z.array(line).optional(), { help: 'Gaussian lines on it' }),
    layers: option(z.array(z.string()).min(1).optional(), { help: 'layers that have it (default: all)' }),
    window: option(rangeSchema.optional(), { help: 'energies summed by two-window', unit: 'eV' }),
    known: option(known.optional(), { help: 'where its content is known (default: ratios are given)' }),
  }),
  file: option(z.string().optional(), {
    help: 'table of a measured edge without background: energy in eV, intensity',
    placeholder: 'file',
    path: true,
  }),
});
const layer = z.strictObject(
  shapeOf<EnergyLossOptionTypes['layer']>()({
    name: option(z.string().min(1), { help: 'what it is called' }),
    from: option(z.int().min(0), { help: 'first pixel across the layers' }),
    to: option(z.int().min(0), { help: 'last pixel across the layers' }),
  }),
);
const background = z.strictObject(
  shapeOf<EnergyLossOptionTypes['background']>()({
    window: option(rangeSchema, { help: 'energies before the first edge', unit: 'eV' }),
    exponent: option(z.number().positive().optional(), { help: 'of E^-r (default: from the window)' }),
    spread: option(z.number().positive().default(backgroundDefaults.spread), { help: 'how far it may vary' }),
  }),
);
const valence = z.strictObject(
  shapeOf<ValenceCalibration>()({
    ratio: option(z.array(z.number()).min(2), { help: 'ratios of compounds, in order' }),
    valence: option(z.array(z.number()).min(2), { help: 'their valences' }),
    stderr: option(z.array(z.number().min(0)).optional(), { help: 'standard errors of the ratios (default: none)' }),
  }),
);
const whiteLines = z.strictObject({
  ...shapeOf<WhiteLineOptions>()({
    l3: option(z.number().positive(), { help: 'energy near which L3 stands', unit: 'eV' }),
    l2: option(z.number().positive(), { help: 'energy near which L2 stands', unit: 'eV' }),
    range: option(rangeSchema.optional(), { help: 'energies that are fitted (default: all)', unit: 'eV' }),
    stepWidth: option(z.number().positive().default(whiteLineDefaults.stepWidth), {
      help: 'width of the steps below the lines',
      unit: 'eV',
    }),
    lineWidth: option(z.number().positive().optional(), {
      help: 'full width at half maximum of the lines (default: fitted)',
      unit: 'eV',
    }),
    stepBelow: option(z.number().default(whiteLineDefaults.stepBelow), {
      help: 'how far below its line a step stands',
      unit: 'eV',
    }),
  }),
  layer: option(z.string().optional(), { help: 'layer whose sum is fitted (default: all)' }),
  valence: option(valence.optional(), {
    help: 'calibration of the valence, of ratios fitted in the same way (default: none)',
  }),
});
const front = z.strictObject({
  layer: option(z.string().optional(), { help: 'layer it lies in (default: the whole map)' }),
  edge: option(z.string().optional(), { help: 'edge whose content steps (default: the first)' }),
  width: option(z.number().positive().default(frontDefaults.width), {
    help: 'standard deviation of the front',
    unit: 'pixels',
  }),
});
const dose = z.strictObject({
  current: option(z.number().positive(), { help: 'of the beam', unit: 'nA' }),
  pixelSize: option(z.number().positive(), { help: 'side of a pixel', unit: 'nm' }),
});
const energy = z.strictObject({
  offset: option(z.number(), { help: 'energy of the first channel', unit: 'eV' }),
  step: option(
    z.number().refine((step) => step !== 0, 'it must not be 0'),
    { help: 'of the channels', unit: 'eV' },
  ),
});
const raw = z.strictObject({
  shape: option(z.array(z.int().positive()).min(1).max(4), { help: 'maps, rows, columns, energies' }),
  type: option(z.enum(['uint8', 'uint16', 'uint32', 'int16', 'int32', 'float32', 'float64']), {
    help: 'of the numbers',
  }),
  littleEndian: option(z.boolean().default(true), { help: 'low bytes first' }),
});

/** What the library takes that stands elsewhere here. */
type Elsewhere = 'edges' | 'background' | 'layers';
const mapping = shapeOf<Omit<EnergyLossOptionTypes['options'], Elsewhere>>()({
  range: option(rangeSchema.optional(), {
    help: "energies that are fitted (default: from the background's window to 35 eV behind the last onset)",
    unit: 'eV',
    example: [38, 90],
  }),
  along: option(z.enum(['column', 'row']).default(edgeMapDefaults.along), {
    help: 'direction in which layers follow each other',
    placeholder: 'how',
    example: 'row',
  }),
  method: option(z.enum(['templates', 'two-window']).default(edgeMapDefaults.method), {
    help: 'edges and background fitted together, or a power law extrapolated from before the edge',
    placeholder: 'name',
    example: 'two-window',
  }),
  align: option(z.enum(['auto', 'edges', 'none']).default(edgeMapDefaults.align), {
    help: 'energies by the zero loss, where there is one, else by the edges; by the edges; not at all',
    placeholder: 'how',
    example: 'none',
  }),
  mostShift: option(z.number().positive().default(edgeMapDefaults.mostShift), {
    help: 'largest energy shift that is looked for',
    unit: 'eV',
    example: 1,
  }),
  countsPerElectron: option(z.number().positive().default(edgeMapDefaults.countsPerElectron), {
    help: 'counts of the detector for each electron: variance over mean of repeated pixels',
    example: 1.3,
  }),
  spikes: option(z.enum(['leave-out', 'keep']).default(edgeMapDefaults.spikes), {
    help: 'single channels that stand far above those of the neighbouring pixels: not used, or used',
    placeholder: 'how',
    example: 'keep',
  }),
});

/** Options of `operando eels`. */
export const eelsOptions = z.strictObject({
  edges: option(z.array(edge).superRefine(distinctNames('edge')).default([]), {
    help: 'edges that are fitted',
    example: [{ name: 'Li', onset: 55 }],
  }),
  background: option(background.optional(), { help: 'under the edges', example: { window: [38, 52] } }),
  layers: option(z.array(layer).superRefine(distinctNames('layer')).default([]), {
    help: 'layers across the map (default: all pixels are one)',
    example: [{ name: 'one', from: 0, to: 1 }],
  }),
  ...mapping,
  lowLoss: option(z.string().optional(), {
    help: 'low-loss spectra of the same pixels, of every map or of one for all: energy shift, thickness',
    placeholder: 'file',
    path: true,
  }),
  zeroLossEnd: option(z.number().positive().optional(), {
    help: 'where the zero loss ends, above its peak (default: where the first map stops falling)',
    unit: 'eV',
    example: 3,
  }),
  whiteLines: option(whiteLines.optional(), {
    help: 'ratio of L3 and L2 in sums of layers',
    example: { l3: 779, l2: 794 },
  }),
  front: option(front.optional(), { help: 'a step of the content that is followed', example: { width: 2 } }),
  dose: option(dose.optional(), { help: 'electrons per area, added up', example: { current: 0.1, pixelSize: 2 } }),
  pixels: option(z.enum(['table', 'none']).default('table'), {
    help: 'whether a table of all pixels of all maps is written',
    placeholder: 'how',
    example: 'none',
  }),
  dataset: option(z.string().optional(), { help: 'dataset or signal of an HDF5 file', placeholder: 'path' }),
  energy: option(energy.optional(), {
    help: 'energies of the channels, in place of those of the files',
    example: { offset: 35, step: 0.25 },
  }),
  raw: option(raw.optional(), {
    help: 'what files of bare numbers hold',
    example: { shape: [1, 8, 14, 240], type: 'uint16' },
  }),
  columnsAsFrames: columnsAsFrames('spectrum'),
  ...cyclerShape('maps'),
  ...readingShape('spectra', 'energies'),
  ...figureShape,
});

/** Options of `operando eels`, defaults filled in. */
export type EelsOptions = z.output<typeof eelsOptions>;

/** The same as they are given: those with a default may be left out. */
export type EelsGiven = z.input<typeof eelsOptions>;
