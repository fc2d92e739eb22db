import { z } from 'zod';
import {
  fitDefaults,
  geometryDefaults,
  layerDefaults,
  populationDefaults,
  resolutionDefaults,
} from '@operando/small-angle-fit/defaults';
import type {
  CutBackground,
  CutParameter,
  CutPopulation,
  DetectorGeometry,
  GrazingModel,
  ReflectingLayer,
  Resolution,
} from '@operando/small-angle-fit';
import { distinctNames } from '../../options/distinct-names.js';
import { option, shapeOf } from '../../options/option.js';
import {
  columnsAsFrames,
  cyclerShape,
  figureShape,
  rangeSchema,
  readingShape,
} from '../../technique/shared-options.js';
import { excludedSchema } from '../xrd/shared-schemas.js';

/** A parameter: its value, or with bounds and how far it reaches. */
const parameter = z.union([
  z.number(),
  z.strictObject(
    shapeOf<CutParameter>()({
      value: option(z.number().optional(), { help: 'where the fit begins, or what it is' }),
      bounds: option(z.tuple([z.number(), z.number()]).optional(), { help: 'lowest and highest value' }),
      scope: option(z.enum(['fixed', 'shared', 'smooth', 'free']).optional(), {
        help: 'kept, one value for all frames, a smooth course through them, or one for each (default: widths, disorder and exponents shared, all else free)',
      }),
    }),
  ),
]);

const population = z.strictObject(
  shapeOf<CutPopulation>()({
    name: option(z.string().min(1).optional(), { help: 'in front of its parameters, where there are several' }),
    form: option(
      z.enum([
        'sphere',
        'core-shell',
        'cylinder',
        'guinier-porod',
        'debye-bueche',
        'teubner-strey',
        'broad-peak',
        'peak',
      ]),
      { help: 'form factor, or peak for a Gaussian line' },
    ),
    distribution: option(z.enum(['log-normal', 'schulz', 'gaussian']).default(populationDefaults.distribution), {
      help: 'numbers of domains over sizes: radius is the median of log-normal, the mean of the others',
    }),
    cutoff: option(z.number().positive().default(populationDefaults.cutoff), {
      help: 'where a Gaussian distribution ends, in standard deviations',
    }),
    structure: option(z.enum(['paracrystal', 'hard-sphere']).optional(), {
      help: 'how domains lie to each other (default: not at all)',
    }),
    coupling: option(z.enum(['decoupling', 'local-monodisperse', 'product']).default(populationDefaults.coupling), {
      help: 'how sizes and places go together; product (<F^2> S) is what many published fits take',
    }),
    parameters: option(z.record(z.string(), parameter), {
      help: 'radius, width, distance, disorder and others of form and structure, in angstrom; amplitude is found',
    }),
  }),
);

const background = z.strictObject(
  shapeOf<CutBackground>()({
    flat: option(parameter.optional(), { help: 'a constant (default: found, not below 0)' }),
    slope: option(parameter.optional(), { help: 'what it rises by with q (default: nothing)', unit: 'angstrom' }),
    powerLaw: option(
      z
        .strictObject({
          amplitude: option(parameter.optional(), { help: 'at q = 1/angstrom (default: found)' }),
          exponent: option(parameter, { help: 'of 1/q' }),
        })
        .optional(),
      { help: 'a power law' },
    ),
    tail: option(
      z
        .strictObject({
          amplitude: option(parameter.optional(), { help: 'at q = 0 (default: found)' }),
          width: option(parameter, { help: 'its standard deviation', unit: '1/angstrom' }),
        })
        .optional(),
      { help: 'tail of the primary beam, a Gaussian about q = 0' },
    ),
  }),
);

const resolution = z.strictObject(
  shapeOf<Resolution>()({
    sigma: option(z.number().min(0).default(resolutionDefaults.sigma), {
      help: 'standard deviation of q',
      unit: '1/angstrom',
    }),
    relative: option(z.number().min(0).default(resolutionDefaults.relative), { help: 'the same over q, in squares' }),
  }),
);

const layer = z.strictObject(
  shapeOf<ReflectingLayer>()({
    delta: option(z.number(), { help: '1 - real part of the refractive index' }),
    beta: option(z.number().min(0).default(layerDefaults.beta), { help: 'its imaginary part' }),
    thickness: option(z.number().min(0).optional(), { help: 'thickness; the substrate has none', unit: 'angstrom' }),
  }),
);

const angle = z.number().positive().max(90);
const grazing = z.strictObject(
  shapeOf<GrazingModel>()({
    incidence: option(angle, { help: 'angle of incidence', unit: 'deg' }),
    exit: option(z.union([angle, z.array(angle).min(1)]), {
      help: 'exit angle of the cut; a list has one for each frame, which are then rows of one map',
      unit: 'deg',
    }),
    wavelength: option(z.number().positive(), { help: 'of the X-rays', unit: 'angstrom' }),
    layers: option(z.array(layer).min(1), {
      help: 'under the domains, from the surface down; the last is the substrate',
    }),
  }),
);

const geometry = z.strictObject(
  shapeOf<DetectorGeometry>()({
    distance: option(z.number().positive(), { help: 'from sample to detector', unit: 'mm' }),
    pixel: option(z.number().positive(), { help: 'edge of a pixel', unit: 'mm' }),
    centre: option(z.tuple([z.number(), z.number()]), {
      help: 'row and column of the direct beam, from 0 at the middle of the first pixel',
    }),
    wavelength: option(z.number().positive(), { help: 'of the X-rays or neutrons', unit: 'angstrom' }),
    incidence: option(z.number().min(0).max(89).default(geometryDefaults.incidence), {
      help: 'angle of incidence on the surface; 0 for a beam through the sample',
      unit: 'deg',
    }),
  }),
);

/** Populations by their names. */
const distinctPopulations = distinctNames<z.output<typeof population>[]>('population', (populations) =>
  populations.map(({ name }, i) => ({ name, path: [i, 'name'] })),
);

/** Options of `operando saxs`. */
export const saxsOptions = z.strictObject({
  populations: option(z.array(population).min(1).superRefine(distinctPopulations), {
    help: 'domains, or lines, whose scattering adds up',
  }),
  background: option(background.optional(), { help: 'what lies under it', example: { flat: 5 } }),
  resolution: option(resolution.optional(), { help: 'of the beam (default: sharp)', example: { sigma: 0.002 } }),
  grazing: option(grazing.optional(), {
    help: 'grazing incidence: spheres by the distorted-wave Born approximation',
    example: { incidence: 0.4, exit: 0.3, wavelength: 1, layers: [{ delta: 6e-6 }] },
  }),
  geometry: option(geometry.optional(), {
    help: 'the files are images (TIFF) of a flat detector that stands so, and are cut',
    example: { distance: 3500, pixel: 0.172, centre: [900, 500], wavelength: 1, incidence: 0.4 },
  }),
  cut: option(z.enum(['horizontal', 'vertical', 'azimuthal']).default('horizontal'), {
    help: 'how images are cut: along q_y at an exit angle, along q_z at a q_y, or averaged around the beam',
    placeholder: 'how',
    example: 'azimuthal',
  }),
  at: option(z.union([z.number(), z.literal('yoneda')]).default('yoneda'), {
    help: 'where images are cut: exit angle in degrees (q_y in 1/angstrom of a vertical cut), or yoneda for the brightest beside the rod in the mean of all',
    placeholder: 'place',
    example: 0.3,
  }),
  cutWidth: option(z.number().positive().optional(), {
    help: 'width of the band that is summed, in the unit of at (default: 5 pixels)',
    placeholder: 'width',
    example: 0.02,
  }),
  mask: option(z.string().optional(), {
    help: 'TIFF image of pixels that are not used: those other than 0',
    placeholder: 'file',
    path: true,
  }),
  weights: option(z.enum(['auto', 'poisson', 'counts', 'sigma']).default('auto'), {
    help: 'how points are weighted: auto takes errors of the files, else the likelihood of counts, else the scatter of points',
    placeholder: 'how',
    example: 'counts',
  }),
  starts: option(z.int().min(0).default(fitDefaults.starts), {
    help: 'further starts where the fit from the model does not describe a frame',
    placeholder: 'n',
    example: 2,
  }),
  maximumIterations: option(z.int().positive().default(fitDefaults.maximumIterations), {
    help: 'most steps of a fit',
    placeholder: 'n',
    example: 1,
  }),
  profiles: option(z.enum(['doubtful', 'all', 'none']).default('doubtful'), {
    help: 'intervals by refitting with a parameter held: where the standard error is doubtful (and of three frames), of every frame, or none',
    placeholder: 'which',
    example: 'all',
  }),
  fit: option(rangeSchema.optional(), {
    help: 'part of |q| that is fitted, the same in every frame',
    unit: '1/angstrom',
    example: [0.01, 0.1],
  }),
  exclude: option(z.array(excludedSchema).default([]), {
    help: 'a range of |q| that is left out, as the shadow of a beam stop; again for each',
    placeholder: 'from:to',
    example: ['0.02:0.03'],
  }),
  qUnit: option(z.enum(['1/angstrom', '1/nm']).optional(), {
    help: 'unit of q in files that state none (default: 1/angstrom, said)',
    placeholder: 'unit',
    example: '1/nm',
  }),
  column: option(z.union([z.string(), z.int().positive()]).optional(), {
    help: 'column of the intensities, by label or number (default: the second)',
    placeholder: 'name',
    example: 2,
  }),
  columnsAsFrames: columnsAsFrames('cut'),
  showFrame: option(z.array(z.int().min(0)).default([]), {
    help: 'a frame to show with what was fitted, its number from 0; again for each (default: the first, the middle and the last)',
    placeholder: 'frame',
    example: [1],
  }),
  ...cyclerShape('cuts'),
  ...readingShape('cuts', 'q'),
  ...figureShape,
});

/** Options of `operando saxs`, defaults filled in. */
export type SaxsOptions = z.output<typeof saxsOptions>;

/** The same as they are given: those with a default may be left out. */
export type SaxsGiven = z.input<typeof saxsOptions>;
