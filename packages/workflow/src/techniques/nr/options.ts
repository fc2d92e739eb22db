import { z } from 'zod';
import {
  fitDefaults,
  linkedDefaults,
  modelDefaults,
  posteriorDefaults,
  resolutionDefaults,
  seriesDefaults,
} from '@operando/nr-sld-fit/defaults';
import type { ReflectivityOptionTypes } from '@operando/nr-sld-fit';
import { distinctNames } from '../../options/distinct-names.js';
import type { NamedPart } from '../../options/distinct-names.js';
import { option, shapeOf } from '../../options/option.js';
import { figureShape, readingShape } from '../../technique/shared-options.js';

/** A number, or an expression of parameters. */
const value = z.union([z.number(), z.string()]);

/** A layer as files state it: no functions, materials by their formula. */
type LayerOptions = {
  readonly [Key in keyof Omit<ReflectivityOptionTypes['layer'], 'profile'>]: Exclude<
    ReflectivityOptionTypes['layer'][Key],
    ((...given: never[]) => unknown) | { readonly name: string }
  >;
};
/** One layer: lengths in angstrom, SLD in 1e-6 per square angstrom, or a material with its density. */
export interface NrLayer extends Omit<LayerOptions, 'layers' | 'knots'> {
  readonly layers?: readonly NrLayer[] | undefined;
  readonly knots?: readonly (number | string)[] | undefined;
}
const layer: z.ZodType<NrLayer, NrLayer> = z.strictObject(
  shapeOf<NrLayer>()({
    name: option(z.string().optional(), { help: 'what it is called' }),
    thickness: option(value.optional(), { help: 'thickness (default: 0)', unit: 'angstrom' }),
    sld: option(value.optional(), { help: 'scattering length density', unit: '1e-6/angstrom^2' }),
    isld: option(value.optional(), {
      help: 'its imaginary part (default: 0, or that of the material)',
      unit: '1e-6/angstrom^2',
    }),
    roughness: option(value.optional(), { help: 'of the interface above (default: 0)', unit: 'angstrom' }),
    solvation: option(value.optional(), { help: 'volume fraction of solvent (default: 0)' }),
    solvent: option(value.optional(), { help: 'SLD of the solvent (default: the backing)', unit: '1e-6/angstrom^2' }),
    interface: option(z.enum(['erf', 'tanh', 'linear', 'exponential', 'sinusoidal', 'step']).optional(), {
      help: 'shape of the interface above (default: erf)',
    }),
    material: option(z.string().optional(), { help: 'formula, in place of sld' }),
    density: option(z.number().positive().optional(), { help: 'of the material', unit: 'g/cm3' }),
    repeat: option(z.int().positive().optional(), { help: 'how often the layers within it repeat' }),
    layers: option(z.array(z.lazy(() => layer)).optional(), { help: 'layers that repeat' }),
    knots: option(z.array(value).optional(), {
      help: 'SLD at equal distances, in place of sld: a curve through them',
      unit: '1e-6/angstrom^2',
    }),
    slices: option(z.int().positive().optional(), { help: 'slices that a curve is cut into (default: 40)' }),
  }),
);

/** Layers and those within them, by their names. */
const namedLayers = (layers: readonly NrLayer[], above: readonly PropertyKey[] = []): NamedPart[] =>
  layers.flatMap(({ name, layers: within = [] }, i) => [
    { name, path: [...above, i, 'name'] },
    ...namedLayers(within, [...above, i, 'layers']),
  ]);
const distinctLayers = distinctNames<NrLayer[]>('layer', namedLayers);

const prior = z.strictObject(
  shapeOf<ReflectivityOptionTypes['prior']>()({
    mean: option(z.number(), { help: 'mean of what is known' }),
    stderr: option(z.number().positive(), { help: 'standard error of it' }),
  }),
);
const parameter = z.strictObject(
  shapeOf<ReflectivityOptionTypes['parameter']>()({
    value: option(z.number(), { help: 'where the fit begins' }),
    bounds: option(z.tuple([z.number(), z.number()]).optional(), { help: 'lowest and highest value' }),
    fixed: option(z.boolean().optional(), { help: 'it stays at its value' }),
    prior: option(prior.optional(), {
      help: 'what is known besides the data: mean and standard error',
    }),
  }),
);

const resolution = z.strictObject({
  ...shapeOf<Omit<ReflectivityOptionTypes['resolution'], 'dq'>>()({
    relative: option(z.number().positive().optional(), { help: 'width of Q over Q' }),
    kind: option(z.enum(['sigma', 'fwhm']), { help: 'what the widths are' }),
    shape: option(z.enum(['gaussian', 'log-gaussian', 'box']).default(resolutionDefaults.shape), {
      help: 'shape of the resolution',
    }),
    method: option(z.enum(['adaptive', 'orso']).default(resolutionDefaults.method), {
      help: 'how curves are smeared',
    }),
    tolerance: option(z.number().positive().default(resolutionDefaults.fitTolerance), {
      help: 'relative error of the smearing',
    }),
  }),
  dq: option(z.number().positive().optional(), { help: 'width of Q', unit: '1/angstrom' }),
});

const patch = z.strictObject(
  shapeOf<
    Omit<ReflectivityOptionTypes['patch'], 'fraction' | 'layers'> & {
      fraction: number | string;
      layers: readonly NrLayer[];
    }
  >()({
    fraction: option(value, { help: 'share of the whole area' }),
    layers: option(z.array(layer).min(2).superRefine(distinctLayers), { help: 'its layers, fronting first' }),
  }),
);

const linked = z.strictObject(
  shapeOf<ReflectivityOptionTypes['linked']>()({
    curve: option(z.enum(['constant', 'linear', 'spline']), { help: 'its course through the series' }),
    knots: option(z.int().positive().default(linkedDefaults.knots), { help: 'knots of a spline' }),
  }),
);

const fitting = shapeOf<ReflectivityOptionTypes['fit']>()({
  method: option(z.enum(['lm', 'multi-start', 'de']).default(fitDefaults.method), {
    help: 'how to look for the best fit',
    placeholder: 'name',
    example: 'multi-start',
  }),
  objective: option(z.enum(['linear', 'log', 'q4']).default(fitDefaults.objective), {
    help: 'what is compared',
    placeholder: 'what',
    example: 'log',
  }),
  starts: option(z.int().positive().default(fitDefaults.starts), {
    help: 'starts of multi-start',
    placeholder: 'n',
    example: 3,
  }),
  generations: option(z.int().positive().default(fitDefaults.generations), {
    help: 'generations of differential evolution',
    placeholder: 'n',
    example: 2,
  }),
  maximumIterations: option(z.int().positive().default(fitDefaults.maximumIterations), {
    help: 'most steps of a local fit',
    placeholder: 'n',
    example: 1,
  }),
  seed: option(z.int().min(0).default(fitDefaults.seed), {
    help: 'of searches and samples',
    placeholder: 'n',
    example: 2,
  }),
});
const sampling = shapeOf<Pick<ReflectivityOptionTypes['posterior'], 'walkers' | 'burn' | 'thin'>>()({
  walkers: option(z.int().positive().optional(), {
    help: 'walkers that sample (default: four for each free parameter, 20 at least)',
    placeholder: 'n',
    example: 24,
  }),
  burn: option(z.int().min(0).optional(), {
    help: 'steps of a sample thrown away first (default: half of those kept)',
    placeholder: 'steps',
    example: 10,
  }),
  thin: option(z.int().positive().default(posteriorDefaults.thin), {
    help: 'one step of a sample is kept of so many',
    placeholder: 'n',
    example: 3,
  }),
});
const following = shapeOf<Pick<ReflectivityOptionTypes['series'], 'direction'>>()({
  direction: option(z.enum(['forward', 'backward', 'both']).default(seriesDefaults.direction), {
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
  layers: option(z.array(layer).min(2).superRefine(distinctLayers), { help: 'layers, fronting first, backing last' }),
  scale: option(value.default(modelDefaults.scale), { help: 'factor on the reflectivity', example: 0.98 }),
  background: option(value.default(modelDefaults.background), { help: 'added to the reflectivity', example: 1e-7 }),
  resolution: option(resolution.optional(), { help: 'where the data have no width of their own, or another' }),
  columnKind: option(z.enum(['sigma', 'fwhm']).optional(), {
    help: 'what the fourth column of plain tables is (default: fwhm)',
    placeholder: 'kind',
    example: 'sigma',
  }),
  shared: option(z.array(z.string()).optional(), {
    help: 'parameters that all curves of a joint fit share (default: all); again for each',
    placeholder: 'name',
    example: ['cu'],
  }),
  linked: option(z.record(z.string(), linked).optional(), {
    help: 'parameters that follow a curve through a series',
  }),
  patches: option(z.array(patch).optional(), {
    help: 'parts of the area with other layers, whose reflectivities add up',
    example: [{ fraction: 0.1, layers: [{ material: 'Si' }, { sld: 6.1, roughness: 20 }] }],
  }),
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
  ...sampling,
  timeStep: readingShape('curves', 'Q').timeStep,
  ...figureShape,
});

/** Options of `operando nr`, defaults filled in. */
export type NrOptions = z.output<typeof nrOptions>;

/** The same as they are given: those with a default may be left out. */
export type NrGiven = z.input<typeof nrOptions>;
