import { z } from 'zod';
import type { DepthProfileOptions, PhaseSetup, Stage } from '@operando/edxrd-depth-profile';
import { option, shapeOf } from '../../options/option.js';
import { cyclerShape, figureShape, readingShape } from '../../technique/shared-options.js';

const detectorShape = {
  calibration: option(
    z
      .strictObject({
        offset: option(z.number(), { help: 'energy of channel 0', unit: 'keV' }),
        slope: option(z.number(), { help: 'energy of one channel', unit: 'keV/channel' }),
        quadratic: option(z.number().optional(), { help: 'change of the slope', unit: 'keV/channel^2' }),
        convention: option(z.enum(['centre', 'left-edge']).optional(), { help: 'what the energy of a channel is' }),
      })
      .optional(),
    { help: "energy of the channels (default: the files' headers)", example: { offset: 0.01, slope: 0.0316 } },
  ),
  twoTheta: option(z.number().positive().max(180).optional(), {
    help: "scattering angle (default: the files' headers)",
    unit: 'deg',
  }),
  twoThetaStderr: option(z.number().positive().optional(), {
    help: 'standard error of the angle (default: not known)',
    unit: 'deg',
    example: 0.001,
  }),
  resolution: option(
    z
      .strictObject({
        noise: option(z.number().optional(), { help: 'constant part of FWHM squared', unit: 'keV^2' }),
        statistics: option(z.number().optional(), { help: 'part that grows with energy', unit: 'keV' }),
        geometry: option(z.number().optional(), { help: 'part that grows with energy squared' }),
      })
      .optional(),
    { help: 'FWHM of the detector (default: widths are fitted)' },
  ),
} as const;
const hkl = z.tuple([z.int(), z.int(), z.int()]);
const length = z.number().positive().optional();

const lithium = z.strictObject({
  parameter: option(z.enum(['a', 'b', 'c', 'c/a', 'volume']), { help: 'what of the cell tells the content' }),
  initial: option(z.number().optional(), { help: 'content at the beginning, to choose between branches' }),
  x: option(z.array(z.number()).min(2), { help: 'contents of the calibration' }),
  value: option(z.array(z.number()).min(2), { help: 'what the parameter is there' }),
  activeAmount: option(z.union([z.number().min(0), z.array(z.number().min(0))]).optional(), {
    help: 'formula units in a slice, one for all or one each',
    unit: 'umol/cm2',
  }),
});

const phase = z.strictObject({
  ...shapeOf<Omit<PhaseSetup, 'lithium' | 'reflections' | 'cell'>>()({
    name: option(z.string(), { help: 'what it is called' }),
    system: option(
      z.enum(['cubic', 'tetragonal', 'hexagonal', 'trigonal', 'orthorhombic', 'monoclinic', 'triclinic']),
      { help: 'crystal system' },
    ),
    marker: option(hkl.optional(), { help: 'a reflection without which the phase is not there' }),
    searchRange: option(z.number().positive().max(0.1).optional(), {
      help: 'how far, relative, from the expected place a peak is looked for',
    }),
  }),
  cell: option(z.strictObject({ a: length, b: length, c: length, alpha: length, beta: length, gamma: length }), {
    help: 'free parameters of the cell in the first frame',
    unit: 'angstrom, deg',
  }),
  reflections: option(z.array(hkl).min(1), { help: 'reflections that are fitted' }),
  lithium: option(lithium.optional(), { help: 'how the content follows from the cell' }),
});

const fluorescence = z.strictObject({
  elements: option(z.array(z.string()).optional(), { help: 'elements in the beam whose lines mask Bragg peaks' }),
  detector: option(z.enum(['Si', 'Ge', 'CdTe']).optional(), { help: 'detector, for escape and sum peaks' }),
  maskWidth: option(z.number().positive().optional(), { help: 'half the width of a mask', unit: 'FWHM' }),
});

const profiling = shapeOf<Pick<DepthProfileOptions, 'profile' | 'widths' | 'background' | 'beamHeight'>>()({
  profile: option(z.enum(['gaussian', 'pseudo-voigt', 'exp-mod-gaussian']).optional(), {
    help: 'shape of the peaks',
    placeholder: 'name',
    example: 'pseudo-voigt',
  }),
  widths: option(z.enum(['law', 'free']).optional(), {
    help: "held at the detector's resolution, or fitted",
    placeholder: 'how',
    example: 'free',
  }),
  background: option(z.enum(['constant', 'line', 'quadratic']).optional(), {
    help: 'below the peaks of a window',
    placeholder: 'kind',
    example: 'constant',
  }),
  beamHeight: option(z.number().positive().optional(), { help: 'height of the beam', unit: 'um', example: 45 }),
});

const stage = z.strictObject(
  shapeOf<Stage>()({
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
      z.strictObject({
        first: option(z.number(), { help: 'of the first slice', unit: 'um' }),
        step: option(z.number(), { help: 'from slice to slice', unit: 'um' }),
        count: option(z.int().positive().max(100_000), { help: 'how many' }),
      }),
    ]),
    { help: 'positions of the slices', unit: 'um' },
  ),
  ...detectorShape,
  detectors: option(z.array(z.strictObject(detectorShape)).max(1024).optional(), {
    help: 'detectors of an array, each with its calibration, angle and resolution',
  }),
  phases: option(z.array(phase).min(1), { help: 'phases in the beam' }),
  fluorescence: option(fluorescence.optional(), { help: 'lines that mask Bragg peaks' }),
  ...profiling,
  staticLine: option(z.number().positive().optional(), {
    help: 'energy of a line whose area is the same in every slice; areas are divided by it',
    unit: 'keV',
  }),
  dataset: option(z.string().optional(), { help: 'dataset of an HDF5 file', placeholder: 'path' }),
  liveTime: option(z.number().positive().optional(), { help: 'of each spectrum, where files do not say', unit: 's' }),
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
