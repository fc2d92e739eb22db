import { z } from 'zod';
import {
  beamDefaults,
  calibrationDefaults,
  chargeBalanceDefaults,
  depthGridDefaults,
  frontDefaults,
  geometryDefaults,
  layerDefaults,
  profileSeriesDefaults,
  sampleDefaults,
} from '@operando/ndp-depth/defaults';
import type { NdpOptionTypes } from '@operando/ndp-depth';
import { distinctNames } from '../../options/distinct-names.js';
import { option, shapeOf } from '../../options/option.js';
import { cyclerShape, figureShape, rangeSchema, readingShape } from '../../technique/shared-options.js';

const layer = z.strictObject({
  ...shapeOf<Omit<NdpOptionTypes['layer'], 'material' | 'stopping'>>()({
    thickness: option(z.number().min(0), { help: 'thickness', unit: 'um' }),
    name: option(z.string().optional(), { help: "what it is called (default: the material's name)" }),
    density: option(z.number().positive().optional(), {
      help: "in place of the material's own (porous electrodes)",
      unit: 'g/cm3',
    }),
    isotopes: option(z.record(z.string(), z.number().min(0).max(1)).optional(), {
      help: 'atom fractions of isotopes that are not natural, as {6Li: 0.95}',
    }),
    thicknessStderr: option(z.number().min(0).default(layerDefaults.thicknessStderr), {
      help: 'standard error of the thickness',
      unit: 'um',
    }),
    roughness: option(z.number().min(0).default(layerDefaults.roughness), {
      help: 'standard deviation of the thickness over the beam spot: it blurs what lies below',
      unit: 'um',
    }),
    stoppingScale: option(z.number().positive().default(layerDefaults.stoppingScale), {
      help: 'factor on the stopping power',
    }),
    stoppingUncertainty: option(z.number().min(0).optional(), {
      help: 'relative standard uncertainty of the stopping power (default: what its source states)',
    }),
  }),
  material: option(z.string(), { help: 'preset or formula' }),
  stopping: option(z.union([z.string(), z.array(z.string()).min(1)]).optional(), {
    help: "SRIM table of this layer's material (stopping/range), one for each ion, in place of the built-in stopping powers",
    placeholder: 'file',
    path: true,
  }),
});

/** Options that hold layers, whose stopping tables are files here. */
type OfLayers = 'layers' | 'window' | 'deadLayer';

const sample = z.strictObject(
  shapeOf<
    Omit<NdpOptionTypes['sample'], 'reaction' | OfLayers> & {
      reaction?: string | undefined;
    } & { readonly [Name in OfLayers]?: z.output<typeof layer>[] | undefined }
  >()({
    layers: option(z.array(layer).min(1).superRefine(distinctNames('layer')), {
      help: 'layers from the detector inwards',
    }),
    window: option(z.array(layer).optional(), { help: 'layers between sample and detector' }),
    deadLayer: option(z.array(layer).optional(), { help: 'layers of the detector that do not count' }),
    reaction: option(z.string().default(sampleDefaults.reaction), { help: 'nuclear reaction' }),
    particles: option(z.array(z.string()).optional(), {
      help: 'particles to use (default: all that reach the detector)',
      example: ['triton'],
    }),
    angle: option(z.number().min(0).max(89).default(sampleDefaults.angle), {
      help: 'between the detector and the normal of the sample',
      unit: 'deg',
      example: 20,
    }),
    detectorFwhm: option(z.number().min(0).default(sampleDefaults.detectorFwhm), {
      help: 'energy resolution of the detector',
      unit: 'keV',
    }),
    angularSpread: option(z.number().min(0).default(sampleDefaults.angularSpread), {
      help: 'standard deviation of the angles that the detector accepts',
      unit: 'deg',
      example: 2,
    }),
    threshold: option(z.number().min(0).default(sampleDefaults.threshold), {
      help: 'lowest energy counted',
      unit: 'keV',
      example: 400,
    }),
    source: option(z.enum(['auto', 'user', 'nist', 'icru49', 'zbl85']).default(sampleDefaults.source), {
      help: 'where stopping powers come from',
      example: 'zbl85',
    }),
    straggling: option(z.enum(['bohr', 'chu', 'yang', 'none']).default(sampleDefaults.straggling), {
      help: 'model of energy straggling',
      example: 'yang',
    }),
  }),
);

const line = z.strictObject(
  shapeOf<NdpOptionTypes['line']>()({
    near: option(z.number(), { help: 'channel near which the line stands' }),
    halfWidth: option(z.number().positive(), { help: 'half the width of its window', unit: 'channels' }),
    energy: option(z.number().positive(), { help: 'its energy', unit: 'keV' }),
    energyStderr: option(z.number().min(0).optional(), { help: 'standard error of it', unit: 'keV' }),
    tail: option(z.boolean().optional(), { help: 'it has a tail towards low energies' }),
  }),
);
const calibration = z.union([
  z.strictObject(
    shapeOf<NdpOptionTypes['calibration']>()({
      offset: option(z.number(), { help: 'energy of channel 0', unit: 'keV' }),
      gain: option(z.number(), { help: 'energy of one channel', unit: 'keV/channel' }),
      quadratic: option(z.number().default(calibrationDefaults.quadratic), {
        help: 'change of the gain',
        unit: 'keV/channel^2',
      }),
    }),
  ),
  z.strictObject(
    shapeOf<NdpOptionTypes['calibrationSearch']>()({
      lines: option(z.array(line).min(2), { help: 'lines of known energy, looked for in the sum of all spectra' }),
      order: option(z.union([z.literal(1), z.literal(2)]).default(calibrationDefaults.order), {
        help: 'degree of the polynomial',
      }),
    }),
  ),
]);

const geometry = z.strictObject(
  shapeOf<Omit<NdpOptionTypes['geometry'], 'reaction'>>()({
    isotopeFraction: option(z.number().positive().max(1).optional(), {
      help: 'atom fraction of the capturing isotope in its element (default: natural)',
    }),
    flux: option(z.number().positive().optional(), { help: 'neutron flux, equivalent at 2200 m/s', unit: '1/(cm2 s)' }),
    area: option(z.number().positive().optional(), {
      help: 'area of sample seen by both beam and detector',
      unit: 'cm2',
    }),
    solidAngleFraction: option(z.number().positive().max(1).optional(), {
      help: 'solid angle of the detector over 4 pi',
    }),
    // No default: beside a sensitivity it must not stand.
    efficiency: option(z.number().positive().max(1).optional(), {
      help: `chance of a particle that arrives to be counted (default: ${geometryDefaults.efficiency})`,
    }),
    relativeUncertainty: option(z.number().min(0).default(geometryDefaults.relativeUncertainty), {
      help: 'relative standard uncertainty of the product of all these',
    }),
    sensitivity: option(z.number().positive().optional(), {
      help: 'counts per second by each atom per cm2, in place of flux, area and solid angle',
    }),
    monitorRate: option(z.number().positive().optional(), {
      help: 'counts of the neutron monitor per second at that flux',
    }),
  }),
);

const beam = z.strictObject(
  shapeOf<NdpOptionTypes['beam']>()({
    angle: option(z.number().default(beamDefaults.angle), {
      help: 'of the beam to the normal of the sample',
      unit: 'deg',
    }),
    from: option(z.enum(['front', 'back']).default(beamDefaults.from), { help: 'side on which it enters' }),
  }),
);

const depthBins = z.strictObject(
  shapeOf<NdpOptionTypes['grid']>()({
    binsPerResolution: option(z.number().positive().default(depthGridDefaults.binsPerResolution), {
      help: 'depth bins for each depth resolution',
    }),
    widest: option(z.number().positive().optional(), { help: 'widest bin', unit: 'um' }),
    deepest: option(z.number().positive().optional(), { help: 'deepest edge', unit: 'um' }),
  }),
);

const front = z.strictObject(
  shapeOf<NdpOptionTypes['front']>()({
    layer: option(z.string(), { help: 'layer it lies in' }),
    width: option(z.number().min(0).default(frontDefaults.width), {
      help: 'standard deviation of the transition',
      unit: 'um',
    }),
  }),
);

/** What the library takes that stands elsewhere here, or comes from files. */
type Elsewhere = 'sample' | 'geometry' | 'calibration' | 'rebin' | 'background' | 'backgroundVariance' | 'grid';
const profiling = shapeOf<Omit<NdpOptionTypes['options'], Elsewhere>>()({
  method: option(z.enum(['tikhonov', 'direct', 'richardson-lucy']).default(profileSeriesDefaults.method), {
    help: 'how counts become concentrations',
    placeholder: 'name',
    example: 'direct',
  }),
  lambda: option(
    z
      .union([z.number().min(0), z.enum(['evidence', 'gcv', 'discrepancy', 'l-curve'])])
      .default(profileSeriesDefaults.lambda),
    {
      help: 'strength of the smoothing: a number, evidence, gcv, discrepancy or l-curve',
      placeholder: 'rule',
      example: 30,
    },
  ),
  smoothing: option(z.enum(['adaptive', 'even']).default(profileSeriesDefaults.smoothing), {
    help: 'whether its strength adapts to the depth (by evidence), so that bands cover at sharp structure, or is the same everywhere',
    placeholder: 'name',
    example: 'even',
  }),
  iterations: option(z.int().positive().default(profileSeriesDefaults.iterations), {
    help: 'steps of Richardson-Lucy',
    placeholder: 'n',
    example: 3,
  }),
  temporalSmoothness: option(z.number().min(0).default(profileSeriesDefaults.temporalSmoothness), {
    help: 'how strongly frames are joined in time, so that neighbours lend each other counts',
    example: 1,
  }),
  leastBeam: option(z.number().min(0).max(1).default(profileSeriesDefaults.leastBeam), {
    help: 'frames with less than this share of the usual count rate are masked',
    placeholder: 'share',
    example: 0.999,
  }),
  interfaceWidth: option(
    z
      .union([z.number().min(0), z.array(z.number().min(0)), z.literal('evidence')])
      .default(profileSeriesDefaults.interfaceWidth),
    {
      help: 'standard deviation of the interfaces, one for all or one each, or evidence to find them',
      unit: 'um',
      example: 0.02,
    },
  ),
  front: option(front.optional(), {
    help: 'an interface inside a layer, its depth fitted in every frame',
    example: { layer: 'cathode', width: 0 },
  }),
  energyRange: option(rangeSchema.optional(), { help: 'energies used', unit: 'keV', example: [400, 2600] }),
  beam: option(beam.optional(), {
    help: 'neutrons absorbed on their way in are accounted for',
    example: { from: 'back' },
  }),
  deadTime: option(z.number().min(0).optional(), {
    help: 'of each count, for files without live times (default: exposures count as live)',
    unit: 's',
    example: 4e-6,
  }),
  monitorChannels: option(z.tuple([z.int(), z.int()]).optional(), {
    help: 'channels of each spectrum whose sum is the neutron monitor',
    placeholder: 'from:to',
    example: [1500, 1990],
  }),
});

const events = z.strictObject({
  timeUnit: option(z.enum(['s', 'ms', 'us', 'ns', 'ps']).optional(), {
    help: 'unit of their times, where the files do not state it (default: seconds, said)',
    example: 'ns',
  }),
  detector: option(z.int().min(0).optional(), {
    help: 'which detector counts, where files hold events of several (the input of a digitizer)',
    example: 0,
  }),
  channels: option(z.int().positive().optional(), {
    help: 'channels of each spectrum; events above are left out, and counted (default: those of an analyser that counted the highest, and enough for the reaction)',
    example: 4096,
  }),
  start: option(z.string().min(1).optional(), {
    help: 'date and time of their time 0, as 2024-05-01T08:00:00+02:00',
    placeholder: 'date',
    example: '2024-05-06T08:00:00Z',
  }),
});

const charge = z.strictObject({
  layer: option(z.string(), { help: 'layer whose lithium is compared with the charge' }),
  ...shapeOf<Pick<NdpOptionTypes['balance'], 'electrodeArea'>>()({
    electrodeArea: option(z.number().positive().default(chargeBalanceDefaults.electrodeArea), {
      help: 'area of the electrode; 1 where the charge is per cm2',
      unit: 'cm2',
    }),
  }),
  sign: option(z.union([z.literal(1), z.literal(-1)]).default(1), {
    help: '-1 where charging takes lithium out of it',
  }),
});

/** Options of `operando ndp`. */
export const ndpOptions = z.strictObject({
  sample: option(sample, { help: 'what the sample is made of' }),
  calibration: option(calibration, { help: 'energy of the channels' }),
  geometry: option(geometry, { help: 'how atoms become counts' }),
  ...profiling,
  rebin: option(z.number().positive().optional(), {
    help: 'sum spectra in bins of this many seconds first; the length of the frames that events become',
    unit: 's',
    example: 600,
  }),
  events: option(events.optional(), {
    help: 'list-mode files (columns time, channel or energy, x, y), known by their labels; events become frames of rebin seconds',
    example: { channels: 1024 },
  }),
  pixels: option(z.int().positive().optional(), {
    help: 'profiles for every pixel of a position-resolved detector, of so many columns and rows brought together first',
    placeholder: 'n',
    example: 8,
  }),
  dataset: option(z.string().optional(), {
    help: 'dataset of an HDF5 file: frame x y x x x channel, or frame x pixel x channel',
    placeholder: 'path',
  }),
  background: option(z.string().optional(), {
    help: 'spectrum of a blank without lithium, scaled by live time',
    placeholder: 'file',
    path: true,
  }),
  depthBins: option(depthBins.optional(), { help: 'depth bins', example: { binsPerResolution: 2 } }),
  charge: option(charge.optional(), {
    help: 'balance against the charge passed',
    example: { layer: 'cathode', electrodeArea: 2, sign: -1 },
  }),
  ...cyclerShape('spectra'),
  ...readingShape('spectra', 'channels'),
  ...figureShape,
});

/** Options of `operando ndp`, defaults filled in. */
export type NdpOptions = z.output<typeof ndpOptions>;

/** The same as they are given: those with a default may be left out. */
export type NdpGiven = z.input<typeof ndpOptions>;
