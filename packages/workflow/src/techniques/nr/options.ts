import { z } from 'zod';
import type { FitOptions, FitSeriesOptions, ParameterSpec } from '@operando/nr-sld-fit';
import { option, shapeOf } from '../../options/option.js';
import { figureShape, readingShape } from '../../technique/shared-options.js';

/** A number, or an expression of parameters. */
const value = z.union([z.number(), z.string()]);

/** One layer: lengths in angstrom, SLD in 1e-6 per square angstrom, or a material with its density. */
export interface NrLayer {
  readonly name?: string | undefined;
  readonly thickness?: number | string | undefined;
  readonly sld?: number | string | undefined;
  readonly isld?: number | string | undefined;
  readonly roughness?: number | string | undefined;
  readonly solvation?: number | string | undefined;
  readonly solvent?: number | string | undefined;
  readonly interface?: 'erf' | 'tanh' | 'linear' | 'exponential' | 'sinusoidal' | 'step' | undefined;
  readonly material?: string | undefined;
  readonly density?: number | undefined;
  readonly repeat?: number | undefined;
  readonly layers?: readonly NrLayer[] | undefined;
  readonly knots?: readonly (number | string)[] | undefined;
  readonly slices?: number | undefined;
}
const layer: z.ZodType<NrLayer> = z.strictObject(
  shapeOf<NrLayer>()({
    name: option(z.string().optional(), { help: 'what it is called' }),
    thickness: option(value.optional(), { help: 'thickness', unit: 'angstrom' }),
    sld: option(value.optional(), { help: 'scattering length density', unit: '1e-6/angstrom^2' }),
    isld: option(value.optional(), { help: 'its imaginary part', unit: '1e-6/angstrom^2' }),
    roughness: option(value.optional(), { help: 'of the interface above', unit: 'angstrom' }),
    solvation: option(value.optional(), { help: 'volume fraction of solvent' }),
    solvent: option(value.optional(), { help: 'SLD of the solvent (default: the backing)', unit: '1e-6/angstrom^2' }),
    interface: option(z.enum(['erf', 'tanh', 'linear', 'exponential', 'sinusoidal', 'step']).optional(), {
      help: 'shape of the interface above',
    }),
    material: option(z.string().optional(), { help: 'formula, in place of sld' }),
    density: option(z.number().positive().optional(), { help: 'of the material', unit: 'g/cm3' }),
    repeat: option(z.int().positive().optional(), { help: 'how often the layers within it repeat' }),
    layers: option(z.array(z.lazy(() => layer)).optional(), { help: 'layers that repeat' }),
    knots: option(z.array(value).optional(), {
      help: 'SLD at equal distances, in place of sld: a curve through them',
      unit: '1e-6/angstrom^2',
    }),
    slices: option(z.int().positive().optional(), { help: 'slices that a curve is cut into' }),
  }),
);

const prior = z.strictObject({
  mean: option(z.number(), { help: 'mean of what is known' }),
  stderr: option(z.number().positive(), { help: 'standard error of it' }),
});
const parameter = z.strictObject(
  shapeOf<ParameterSpec>()({
    value: option(z.number(), { help: 'where the fit begins' }),
    bounds: option(z.tuple([z.number(), z.number()]).optional(), { help: 'lowest and highest value' }),
    fixed: option(z.boolean().optional(), { help: 'it stays at its value' }),
    prior: option(prior.optional(), {
      help: 'what is known besides the data: mean and standard error',
    }),
  }),
);

const resolution = z.strictObject({
  relative: option(z.number().positive().optional(), { help: 'width of Q over Q' }),
  dq: option(z.number().positive().optional(), { help: 'width of Q', unit: '1/angstrom' }),
  kind: option(z.enum(['sigma', 'fwhm']), { help: 'what the widths are' }),
  shape: option(z.enum(['gaussian', 'log-gaussian', 'box']).optional(), { help: 'shape of the resolution' }),
  method: option(z.enum(['adaptive', 'orso']).optional(), { help: 'how curves are smeared' }),
});

const fitting = shapeOf<Pick<FitOptions, 'method' | 'objective' | 'starts' | 'seed'>>()({
  method: option(z.enum(['lm', 'multi-start', 'de']).default('lm'), {
    help: 'how to look for the best fit',
    placeholder: 'name',
    example: 'multi-start',
  }),
  objective: option(z.enum(['linear', 'log', 'q4']).default('linear'), {
    help: 'what is compared',
    placeholder: 'what',
    example: 'log',
  }),
  starts: option(z.int().positive().default(30), { help: 'starts of multi-start', placeholder: 'n', example: 3 }),
  seed: option(z.int().min(0).default(1), { help: 'of searches and samples', placeholder: 'n', example: 2 }),
});
const following = shapeOf<Pick<FitSeriesOptions, 'direction'>>()({
  direction: option(z.enum(['forward', 'backward', 'both']).default('both'), {
    help: 'way through a series',
    placeholder: 'which',
    example: 'forward',
  }),
});

/** Options of `operando nr`. */
export const nrOptions = z.strictObject({
  name: option(z.string().optional(), { help: 'of the model', placeholder: 'text', example: 'half cell' }),
  parameters: option(z.record(z.string().regex(/^[A-Za-z_]\w*$/, 'names have letters, digits and _'), parameter), {
    help: 'what is to be found out, by name',
  }),
  layers: option(z.array(layer).min(2), { help: 'layers, fronting first, backing last' }),
  scale: option(value.optional(), { help: 'factor on the reflectivity', example: 0.98 }),
  background: option(value.optional(), { help: 'added to the reflectivity', example: 1e-7 }),
  resolution: option(resolution.optional(), { help: 'where the data have no width of their own, or another' }),
  columnKind: option(z.enum(['sigma', 'fwhm']).optional(), {
    help: 'what the fourth column of plain tables is',
    placeholder: 'kind',
    example: 'sigma',
  }),
  shared: option(z.array(z.string()).optional(), {
    help: 'parameters that all curves of a joint fit share (default: all); again for each',
    placeholder: 'name',
    example: ['cu'],
  }),
  linked: option(
    z
      .record(
        z.string(),
        z.strictObject({
          curve: option(z.enum(['constant', 'linear', 'spline']), { help: 'its course through the series' }),
          knots: option(z.int().positive().optional(), { help: 'knots of a spline' }),
        }),
      )
      .optional(),
    { help: 'parameters that follow a curve through a series' },
  ),
  series: option(z.boolean().default(false), {
    help: 'the curves are frames in time, fitted one after another',
    example: true,
  }),
  ...fitting,
  ...following,
  sample: option(z.int().min(0).default(0), {
    help: 'sample the posterior with so many steps',
    placeholder: 'steps',
    example: 40,
  }),
  timeStep: readingShape('curves', 'Q').timeStep,
  ...figureShape,
});

/** Options of `operando nr`, defaults filled in. */
export type NrOptions = z.output<typeof nrOptions>;
