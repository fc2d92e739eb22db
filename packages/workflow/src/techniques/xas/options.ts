import { z } from 'zod';
import { edgePositionDefaults, normalizationDefaults } from '@operando/xas-normalize/defaults';
import type { NormalizeOptions } from '@operando/xas-normalize';
import { option, shapeOf } from '../../options/option.js';
import { recipeShape } from './recipe-options.js';
import {
  columnsAsFrames,
  cyclerShape,
  figureShape,
  rangeSchema,
  readingShape,
} from '../../technique/shared-options.js';

type Normalizing =
  | 'e0'
  | 'pre1'
  | 'pre2'
  | 'norm1'
  | 'norm2'
  | 'nnorm'
  | 'nvict'
  | 'element'
  | 'edge'
  | 'elements'
  | 'edgeSearch'
  | 'edgeStep'
  | 'normalization';

const normalization = shapeOf<Pick<NormalizeOptions, Normalizing>>()({
  element: option(z.string().min(1).optional(), {
    help: 'absorbing element, near whose edge the edge is looked for (default: that of the headers)',
    placeholder: 'symbol',
    example: 'Ni',
  }),
  edge: option(z.string().min(1).optional(), {
    help: 'its edge: K, L3, ... (default: that of the headers, or the first that the scan reaches)',
    placeholder: 'name',
    example: 'K',
  }),
  elements: option(z.array(z.string().min(1)).optional(), {
    help: 'other elements of the sample: the fits keep off their edges; again for each (default: those whose steps are seen)',
    placeholder: 'symbol',
    example: ['Cu', 'Zn'],
  }),
  edgeSearch: option(z.enum(['continuous', 'each']).default('continuous'), {
    help: 'e0 as one curve through the spectra, beyond pre-edge peaks, or the steepest point of each',
    placeholder: 'how',
    example: 'each',
  }),
  normalization: option(z.enum(['step', 'area', 'min-max', 'none', 'mback']).default('step'), {
    help: 'what spectra are divided by: the edge step, the mean area above e0, what lies between lowest and highest value, nothing, or the step of bare atoms fitted far from the edge',
    placeholder: 'how',
    example: 'area',
  }),
  edgeStep: option(z.number().positive().optional(), {
    help: 'height of the edge to divide all spectra by (default: from the fits)',
    placeholder: 'height',
    example: 0.1,
  }),
  e0: option(z.number().positive().optional(), {
    help: 'one edge energy for all spectra (default: found per spectrum)',
    unit: 'eV',
    example: 8344,
  }),
  pre1: option(z.number().optional(), {
    help: 'start of the pre-edge fit, relative to e0',
    unit: 'eV',
    example: -90,
  }),
  pre2: option(z.number().optional(), { help: 'end of the pre-edge fit', unit: 'eV', example: -35 }),
  norm1: option(z.number().optional(), { help: 'start of the post-edge fit', unit: 'eV', example: 70 }),
  norm2: option(z.number().optional(), { help: 'end of the post-edge fit', unit: 'eV', example: 350 }),
  nnorm: option(z.int().min(0).max(5).optional(), {
    help: 'degree of the post-edge polynomial, 0 to 5',
    placeholder: 'degree',
    example: 1,
  }),
  nvict: option(z.int().min(0).default(normalizationDefaults.nvict), {
    help: 'Victoreen power of the pre-edge fit',
    placeholder: 'power',
    example: 2,
  }),
});

const position = z.strictObject(
  shapeOf<Pick<NonNullable<NormalizeOptions['position']>, 'level' | 'levels' | 'whiteLineRange' | 'threshold'>>()({
    level: option(z.number().default(edgePositionDefaults.level), {
      help: 'of the normalized absorption, at which half-step has the edge',
    }),
    levels: option(rangeSchema.default([...edgePositionDefaults.levels]), {
      help: 'of the normalized absorption, between which integral averages the energy',
    }),
    whiteLineRange: option(z.number().positive().default(edgePositionDefaults.whiteLineRange), {
      help: 'how far above e0 the white line is looked for',
      unit: 'eV',
    }),
    threshold: option(z.number().positive().max(1).default(edgePositionDefaults.threshold), {
      help: 'share of the largest slope above which centroid counts',
    }),
  }),
);

/** Options of `operando xas`. */
export const xasOptions = z.strictObject({
  signal: option(z.string().min(1).default('auto'), {
    help: 'auto, normalized, a column label, or "ln(i0/it)", "(if1+if2)/i0" with labels or numbers of columns',
    placeholder: 'what',
    example: 'ln(i0/itrans)',
  }),
  formula: option(z.string().min(1).optional(), {
    help: 'absorption of columns, instead of signal: "ln(i0 / itrans)", "sum(fe_ka_# * icr_# / ocr_#) / i0" over the elements of a detector',
    placeholder: 'text',
    example: '2 * ln(i0 / itrans)',
  }),
  energy: option(z.union([z.string().min(1), z.int().positive()]).optional(), {
    help: 'column of the energies, by label or number (default: the one that says so)',
    placeholder: 'column',
    flag: 'energy-column',
    formerFlag: 'energy',
    example: 2,
  }),
  energyUnit: option(z.enum(['eV', 'keV', 'relative']).optional(), {
    help: 'of the energies, relative in eV to the edge (default: what label and numbers say)',
    placeholder: 'unit',
    example: 'keV',
  }),
  edgeEnergy: option(z.number().positive().optional(), {
    help: 'of the edge that relative energies count from (default: by element and edge in the header)',
    unit: 'eV',
    example: 8333,
  }),
  scan: option(z.string().optional(), {
    help: 'of files that hold several scans, groups or spectra: which one (see operando info), or all',
    placeholder: 'id',
    example: 'all',
  }),
  columnsAsFrames: columnsAsFrames('spectrum'),
  badPoints: option(z.enum(['refuse', 'mask', 'error']).default('refuse'), {
    help: 'points without absorption or energy (a count of 0 as with the shutter closed, a number that is none): refused (or error), or masked, and said',
    placeholder: 'how',
    example: 'mask',
  }),
  ...recipeShape,
  ...normalization,
  keepNormalization: option(z.boolean().default(false), {
    help: 'spectra are normalized already, and kept as they are (default: those of a column that was normalized at the beamline)',
    example: true,
  }),
  renormalize: option(z.boolean().default(false), {
    help: 'normalize spectra again that were normalized at the beamline',
    example: true,
  }),
  position: option(position.default({ ...edgePositionDefaults, levels: [...edgePositionDefaults.levels] }), {
    help: 'how the positions of the edge are read',
    example: { level: 0.6 },
  }),
  map: option(z.enum(['normalized', 'derivative']).default('normalized'), {
    help: 'what the heat map shows',
    placeholder: 'what',
    example: 'derivative',
  }),
  range: option(rangeSchema.optional(), { help: 'energies shown', unit: 'eV', example: [8330, 8360] }),
  ...cyclerShape('spectra'),
  ...readingShape('spectra', 'energies'),
  ...figureShape,
});

/** Options of `operando xas`, defaults filled in. */
export type XasOptions = z.output<typeof xasOptions>;

/** The same as they are given: those with a default may be left out. */
export type XasGiven = z.input<typeof xasOptions>;
