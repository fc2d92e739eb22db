import { z } from 'zod';
import {
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
import { option, shapeOf } from '../../options/option.js';

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

/** Domains, or lines. */
export const populationSchema = z.strictObject(
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

/** What lies under them. */
export const backgroundSchema = z.strictObject(
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

/** Of the beam. */
export const resolutionSchema = z.strictObject(
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
/** Grazing incidence. */
export const grazingSchema = z.strictObject(
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

/** Where a detector stands; what is left out is taken from headers. */
export const geometrySchema = z.strictObject(
  shapeOf<Partial<DetectorGeometry>>()({
    distance: option(z.number().positive().optional(), { help: 'from sample to detector', unit: 'mm' }),
    pixel: option(z.number().positive().optional(), { help: 'edge of a pixel', unit: 'mm' }),
    centre: option(z.tuple([z.number(), z.number()]).optional(), {
      help: 'row and column of the direct beam, from 0 at the middle of the first pixel',
    }),
    wavelength: option(z.number().positive().optional(), { help: 'of the X-rays or neutrons', unit: 'angstrom' }),
    incidence: option(z.number().min(0).max(89).default(geometryDefaults.incidence), {
      help: 'angle of incidence on the surface; 0 for a beam through the sample',
      unit: 'deg',
    }),
  }),
);
