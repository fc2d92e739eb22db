import { z } from 'zod';
import { radiographDefaults } from '@operando/attenuation-image/defaults';
import { distinctNames } from '../../options/distinct-names.js';
import { option } from '../../options/option.js';
import { cyclerShape, figureShape } from '../../technique/shared-options.js';

/** From a row or column up to another, not included. */
const span = z.tuple([z.int().min(0), z.int().min(1)]).refine(([from, to]) => to > from, 'the second must be larger');

const layer = z.strictObject({
  name: option(z.string().min(1), { help: 'what it is called' }),
  rows: option(span, { help: 'its rows', unit: 'px' }),
});

const region = z.strictObject({
  rows: option(span, { help: 'rows', unit: 'px' }),
  columns: option(span, { help: 'columns', unit: 'px' }),
});

const front = z.strictObject({
  layer: option(z.string(), { help: 'layer that it moves through' }),
  margin: option(z.int().min(0).default(radiographDefaults.frontMargin), {
    help: 'rows at both ends of the layer that are left out, where its borders are blurred',
    unit: 'px',
  }),
  model: option(z.enum(['error-function', 'half-maximum']).default('error-function'), {
    help: 'fitted to all frames together with honest errors, or where the change falls to half',
  }),
});

const charge = z.strictObject({
  gain: option(z.string().optional(), { help: 'layer that gains lithium' }),
  loss: option(z.string().optional(), { help: 'layer that loses it' }),
  sign: option(z.union([z.literal(1), z.literal(-1)]).default(-1), {
    help: '1 where charging moves lithium that way, -1 where discharging does',
  }),
});

const cell = z.strictObject({
  columns: option(span, { help: 'columns of the cell', unit: 'px' }),
  layers: option(z.array(layer).min(1).superRefine(distinctNames('layer')), {
    help: 'layers, by their rows; depths count from the first row of the first',
  }),
  openRegion: option(z.array(region).min(1), {
    help: 'parts of the picture beside cell and holder in all frames: the dose is measured there',
  }),
  pixelSize: option(z.number().positive().optional(), { help: 'of a pixel at the sample', unit: 'um' }),
  columnMargin: option(z.int().min(0).default(radiographDefaults.columnMargin), {
    help: 'columns of the cell that are left out at both sides, where its edges are blurred',
    unit: 'px',
  }),
  wavelength: option(z.number().positive().optional(), {
    help: 'effective wavelength of the neutrons, for lithium in atoms',
    unit: 'angstrom',
  }),
  li6Fraction: option(z.number().min(0).max(1).optional(), { help: 'atom fraction of 6Li (default: natural, 0.0759)' }),
  crossSection: option(z.number().positive().optional(), {
    help: 'of a lithium atom, in place of wavelength',
    unit: 'barn',
  }),
  crossSectionUncertainty: option(z.number().min(0).default(radiographDefaults.crossSectionUncertainty), {
    help: 'relative standard uncertainty of the cross-section',
  }),
  tilt: option(z.union([z.literal('measured'), z.number().min(-20).max(20)]).optional(), {
    help: 'angle by which layers lie lower at the right, which profiles follow; measured: by the borders in the first frame (default: 0)',
    unit: 'degrees',
  }),
  front: option(front.optional(), { help: 'a reaction front' }),
  charge: option(charge.optional(), { help: 'layers whose lithium is compared with the charge' }),
});

const files = z.union([z.string(), z.array(z.string()).min(1)]).optional();

/** Options of `operando radiography`. */
export const radiographyOptions = z.strictObject({
  open: option(files, { help: 'pictures of the open beam', placeholder: 'file', path: true }),
  dark: option(files, { help: 'pictures without beam', placeholder: 'file', path: true }),
  blackBody: option(files, {
    help: 'pictures of the sample with a grid of opaque dots, to take scatter off',
    placeholder: 'file',
    path: true,
  }),
  blackBodyOpen: option(files, {
    help: 'pictures of the grid in the open beam',
    placeholder: 'file',
    path: true,
  }),
  cell: option(cell.optional(), {
    help: 'where things are in the picture, and what is to be found',
    placeholder: 'file',
    inFile: true,
  }),
  statistic: option(z.enum(['mean', 'median']).default(radiographDefaults.statistic), {
    help: 'how a row of the cell becomes one number',
    placeholder: 'name',
    example: 'median',
  }),
  firstFrames: option(z.int().positive().default(radiographDefaults.firstFrames), {
    help: 'frames at the beginning that changes are taken from',
    placeholder: 'n',
    example: 2,
  }),
  keepSpots: option(z.boolean().default(false), {
    help: 'leave spots of radiation in the camera as they are',
    example: true,
  }),
  psfSigma: option(z.number().positive().optional(), {
    help: 'standard deviation of the blur of the camera (default: measured at the black bodies)',
    unit: 'px',
    example: 1.2,
  }),
  gain: option(z.number().positive().optional(), {
    help: 'variance of a pixel per count (default: from the open beam)',
    placeholder: 'number',
    example: 1.1,
  }),
  events: option(z.boolean().default(false), {
    help: 'look for events of a fast series, from frame to frame; needs neither open beam nor cell',
    example: true,
  }),
  dataset: option(z.string().optional(), {
    help: 'dataset of HDF5 files that hold several',
    placeholder: 'path',
  }),
  timeStep: option(z.number().positive().optional(), {
    help: 'seconds from frame to frame, when the files do not say',
    unit: 's',
    example: 60,
  }),
  exposure: option(z.number().positive().optional(), {
    help: 'seconds that a frame took: values of the cycler are means over it (default: those at its begin)',
    unit: 's',
    example: 50,
  }),
  ...cyclerShape('radiographs'),
  ...figureShape,
});

/** Options of `operando radiography`, defaults filled in. */
export type RadiographyOptions = z.output<typeof radiographyOptions>;

/** The same as they are given: those with a default may be left out. */
export type RadiographyGiven = z.input<typeof radiographyOptions>;

/** What is said of the cell. */
export type CellOptions = NonNullable<RadiographyOptions['cell']>;
