import { z } from 'zod';
import {
  calibrationDefaults,
  depthProfileDefaults,
  fluorescenceDefaults,
  phaseDefaults,
  resolutionDefaults,
} from '@operando/edxrd-depth-profile/defaults';
import type { EdxrdOptionTypes } from '@operando/edxrd-depth-profile';
import { distinctNames } from '../../options/distinct-names.js';
import { option, shapeOf } from '../../options/option.js';
import { cyclerShape, figureShape, readingShape } from '../../technique/shared-options.js';

const calibration = z.strictObject(
  shapeOf<EdxrdOptionTypes['calibration']>()({
    offset: option(z.number(), { help: 'energy of channel 0', unit: 'keV' }),
    slope: option(z.number(), { help: 'energy of one channel', unit: 'keV/channel' }),
    quadratic: option(z.number().default(calibrationDefaults.quadratic), {
      help: 'change of the slope',
      unit: 'keV/channel^2',
    }),
    convention: option(z.enum(['centre', 'left-edge']).default(calibrationDefaults.convention), {
      help: 'what the energy of a channel is',
    }),
  }),
);
const resolution = z.strictObject(
  shapeOf<EdxrdOptionTypes['resolution']>()({
    noise: option(z.number().default(resolutionDefaults.noise), {
      help: 'constant part of FWHM squared',
      unit: 'keV^2',
    }),
    statistics: option(z.number().default(resolutionDefaults.statistics), {
      help: 'part that grows with energy',
      unit: 'keV',
    }),
    geometry: option(z.number().default(resolutionDefaults.geometry), { help: 'part that grows with energy squared' }),
  }),
);
const detectorShape = shapeOf<
  Omit<EdxrdOptionTypes['detector'], 'calibration' | 'twoTheta' | 'resolution'> & {
    readonly calibration?: EdxrdOptionTypes['calibration'] | undefined;
    readonly twoTheta?: number | undefined;
    readonly resolution?: EdxrdOptionTypes['resolution'] | undefined;
  }
>()({
  calibration: option(calibration.optional(), {
    help: "energy of the channels (default: the files' headers)",
    example: { offset: 0.075, slope: 0.0316 },
  }),
  twoTheta: option(z.number().optional(), {
    help: "scattering angle (default: the files' headers)",
    unit: 'deg',
    example: 3.499,
  }),
  twoThetaStderr: option(z.number().positive().optional(), {
    help: 'standard error of the angle (default: not known)',
    unit: 'deg',
    example: 0.001,
  }),
  resolution: option(resolution.optional(), {
    help: 'FWHM of the detector (default: widths are fitted)',
    example: { noise: 0.004, statistics: 0.0026 },
  }),
});
const hkl = z.tuple([z.int(), z.int(), z.int()]);
const length = z.number().positive().optional();

const lithium = z.strictObject({
  ...shapeOf<Omit<EdxrdOptionTypes['lithium'], 'calibration' | 'x' | 'value'>>()({
    parameter: option(z.enum(['a', 'b', 'c', 'alpha', 'beta', 'gamma', 'c/a', 'volume']), {
      help: 'what of the cell tells the content',
    }),
    initial: option(z.number().optional(), { help: 'content at the beginning, to choose between branches' }),
    activeAmount: option(z.union([z.number().min(0), z.array(z.number().min(0))]).optional(), {
      help: 'formula units in a slice, one for all or one each',
      unit: 'umol/cm2',
    }),
  }),
  x: option(z.array(z.number()).min(2), { help: 'contents of the calibration' }),
  value: option(z.array(z.number()).min(2), { help: 'what the parameter is there' }),
});

const phase = z.strictObject(
  shapeOf<EdxrdOptionTypes['phase']>()({
    name: option(z.string(), { help: 'what it is called' }),
    system: option(
      z.enum(['cubic', 'tetragonal', 'hexagonal', 'trigonal', 'orthorhombic', 'monoclinic', 'triclinic']),
      { help: 'crystal system' },
    ),
    cell: option(
      z.strictObject(
        shapeOf<EdxrdOptionTypes['cell']>()({
          a: option(length, { help: 'axis', unit: 'angstrom' }),
          b: option(length, { help: 'axis', unit: 'angstrom' }),
          c: option(length, { help: 'axis', unit: 'angstrom' }),
          alpha: option(length, { help: 'angle', unit: 'deg' }),
          beta: option(length, { help: 'angle', unit: 'deg' }),
          gamma: option(length, { help: 'angle', unit: 'deg' }),
        }),
      ),
      { help: 'free parameters of the cell in the first frame' },
    ),
    reflections: option(z.array(hkl).min(1), { help: 'reflections that are fitted' }),
    marker: option(hkl.optional(), { help: 'a reflection without which the phase is not there' }),
    searchRange: option(z.number().positive().max(0.1).default(phaseDefaults.searchRange), {
      help: 'how far, relative, from the expected place a peak is looked for',
    }),
    lithium: option(lithium.optional(), { help: 'how the content follows from the cell' }),
  }),
);

const fluorescence = z.strictObject(
  shapeOf<Omit<EdxrdOptionTypes['fluorescence'], 'lines'>>()({
    elements: option(z.array(z.string()).optional(), { help: 'elements in the beam whose lines mask Bragg peaks' }),
    detector: option(z.enum(['Si', 'Ge', 'CdTe']).optional(), { help: 'detector, for escape and sum peaks' }),
    maskWidth: option(z.number().positive().default(fluorescenceDefaults.maskWidth), {
      help: 'half the width of a mask',
      unit: 'FWHM',
    }),
  }),
);

/** What the library takes that stands elsewhere here, or comes from files. */
type Elsewhere =
  | keyof EdxrdOptionTypes['detector']
  | 'positions'
  | 'detectors'
  | 'phases'
  | 'fluorescence'
  | 'normalisation';
const profiling = shapeOf<Omit<EdxrdOptionTypes['options'], Elsewhere>>()({
  profile: option(z.enum(['gaussian', 'pseudo-voigt', 'exp-mod-gaussian']).default(depthProfileDefaults.profile), {
    help: 'shape of the peaks',
    placeholder: 'name',
    example: 'pseudo-voigt',
  }),
  widths: option(z.enum(['law', 'free']).optional(), {
    help: "held at the detector's resolution (default where it is given), or fitted",
    placeholder: 'how',
    example: 'free',
  }),
  windowWidth: option(z.number().positive().default(depthProfileDefaults.windowWidth), {
    help: 'half a window of a peak',
    unit: 'FWHM',
    example: 3,
  }),
  background: option(z.enum(['constant', 'line', 'quadratic']).default(depthProfileDefaults.background), {
    help: 'below the peaks of a window',
    placeholder: 'kind',
    example: 'constant',
  }),
  minimumSignificance: option(z.number().positive().default(depthProfileDefaults.minimumSignificance), {
    help: 'a peak whose area is below so many standard errors is not visible',
    placeholder: 'sigma',
    example: 100,
  }),
  beamHeight: option(z.number().positive().optional(), { help: 'height of the beam', unit: 'um', example: 45 }),
  liveTime: option(z.number().positive().optional(), {
    help: 'of each spectrum, where files do not say',
    unit: 's',
    example: 10,
  }),
});

const stage = z.strictObject(
  shapeOf<EdxrdOptionTypes['stage']>()({
    name: option(z.string().optional(), { help: 'what it is called' }),
    from: option(z.int().min(0), { help: 'frame with which it begins' }),
    to: option(z.int().min(0), { help: 'frame with which it ends' }),
  }),
);

/** Options of `operando edxrd`. */
export const edxrdOptions = z.strictObject({
  positions: option(
    z.union([
      z.array(z.number()).min(1).max(100_000),
      z.strictObject(
        shapeOf<EdxrdOptionTypes['positions']>()({
          first: option(z.number(), { help: 'of the first slice', unit: 'um' }),
          step: option(z.number(), { help: 'from slice to slice', unit: 'um' }),
          count: option(z.int().positive().max(100_000), { help: 'how many' }),
        }),
      ),
    ]),
    { help: 'positions of the slices', unit: 'um' },
  ),
  ...detectorShape,
  detectors: option(z.array(z.strictObject(detectorShape)).max(1024).optional(), {
    help: 'detectors of an array, each with its calibration, angle and resolution',
  }),
  phases: option(z.array(phase).min(1).superRefine(distinctNames('phase')), { help: 'phases in the beam' }),
  fluorescence: option(fluorescence.optional(), {
    help: 'lines that mask Bragg peaks',
    example: { elements: ['Sn'], detector: 'CdTe' },
  }),
  ...profiling,
  staticLine: option(z.number().positive().optional(), {
    help: 'energy of a line whose area is the same in every slice; areas are divided by it',
    unit: 'keV',
    example: 74.97,
  }),
  dataset: option(z.string().optional(), { help: 'dataset of an HDF5 file', placeholder: 'path' }),
  electrodeArea: option(z.number().positive().optional(), {
    help: 'for the balance against the cycler',
    unit: 'cm2',
    example: 1.5,
  }),
  stages: option(z.array(stage).optional(), {
    help: 'frames at which stages of cycling begin and end (default: all frames are one)',
    example: [{ from: 0, to: 3 }],
  }),
  ...cyclerShape('spectra'),
  ...readingShape('spectra', 'channels'),
  ...figureShape,
});

/** Options of `operando edxrd`, defaults filled in. */
export type EdxrdOptions = z.output<typeof edxrdOptions>;

/** The same as they are given: those with a default may be left out. */
export type EdxrdGiven = z.input<typeof edxrdOptions>;
