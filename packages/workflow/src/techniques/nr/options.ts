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
import { cyclerShape, figureShape, readingShape } from '../../technique/shared-options.js';

/** A number, or an expression of parameters. */
const value = z.union([z.number(), z.string()]);

/** A layer as files state it: no functions, materials by their formula. */
type LayerOptions = {
  readonly [Key in keyof Omit<ReflectivityOptionTypes['layer'], 'profile'>]: Exclude<
    ReflectivityOptionTypes['layer'][Key],
    ((...given: never[]) => unknown) | { readonly name: string }
  >;
};
/** Values as files state them. */
type FileValues<T> = { readonly [Key in keyof T]: Exclude<T[Key], (...given: never[]) => unknown> };
/** One layer: lengths in angstrom, SLD in 1e-6 per square angstrom, or a material with its density. */
export interface NrLayer extends Omit<LayerOptions, 'layers' | 'knots'> {
  readonly layers?: readonly NrLayer[] | undefined;
  readonly knots?: readonly (number | string)[] | undefined;
}
const layerShape = shapeOf<NrLayer>()({
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
  solventIsld: option(value.optional(), {
    help: 'imaginary SLD of the solvent (default: that of the backing; of a solvent given, 0)',
    unit: '1e-6/angstrom^2',
  }),
  magneticSld: option(value.optional(), {
    help: 'magnetic SLD, added for spins along the magnetisation (default: 0)',
    unit: '1e-6/angstrom^2',
  }),
  magneticAngle: option(value.optional(), {
    help: 'between magnetisation and guide field, both in the plane (default: 0)',
    unit: 'deg',
  }),
  interface: option(z.enum(['erf', 'tanh', 'linear', 'exponential', 'sinusoidal', 'step']).optional(), {
    help: 'shape of the interface above (default: erf)',
  }),
  material: option(z.string().optional(), { help: 'formula, in place of sld' }),
  density: option(z.union([z.number().positive(), z.string()]).optional(), {
    help: 'of the material; one that is fitted is the same for neutrons and X-rays',
    unit: 'g/cm3',
  }),
  repeat: option(z.int().positive().optional(), { help: 'how often the layers within it repeat' }),
  layers: option(z.array(z.lazy((): z.ZodType<NrLayer, NrLayer> => layer)).optional(), { help: 'layers that repeat' }),
  knots: option(z.array(value).optional(), {
    help: 'SLD at equal distances, in place of sld: a curve through them',
    unit: '1e-6/angstrom^2',
  }),
  slices: option(z.int().positive().optional(), { help: 'slices that a curve is cut into (default: 40)' }),
});
const layer: z.ZodType<NrLayer, NrLayer> = z.strictObject(layerShape);

/** Layers and those within them, by their names. */
const namedLayers = (layers: readonly NrLayer[], above: readonly PropertyKey[] = []): NamedPart[] =>
  layers.flatMap(({ name, layers: within = [] }, i) => [
    { name, path: [...above, i, 'name'] },
    ...namedLayers(within, [...above, i, 'layers']),
  ]);
const distinctLayers = distinctNames<NrLayer[]>('layer', namedLayers);

const parameterName: readonly [RegExp, string] = [/^[A-Za-z_]\w*$/, 'names have letters, digits and _'];
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
    shape: option(z.enum(['gaussian', 'log-gaussian', 'box', 'triangular']).optional(), {
      help: 'shape of the resolution (default: as the data say, else gaussian)',
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

const footprint = z.strictObject(
  shapeOf<FileValues<ReflectivityOptionTypes['footprint']>>()({
    beam: option(z.union([z.number(), z.string()]), {
      help: 'width of the beam in the plane of reflection',
      unit: 'mm',
    }),
    sample: option(z.union([z.number(), z.string()]), { help: 'length of the sample along the beam', unit: 'mm' }),
    shape: option(z.enum(['top-hat', 'gaussian']).optional(), { help: 'profile of the beam (default: top-hat)' }),
  }),
);
const instrument = z.strictObject(
  shapeOf<
    Omit<FileValues<ReflectivityOptionTypes['instrument']>, 'footprint'> & {
      readonly footprint?: FileValues<ReflectivityOptionTypes['footprint']> | undefined;
    }
  >()({
    footprint: option(footprint.optional(), { help: 'reflectivity is lost where the beam is longer than the sample' }),
    qOffset: option(value.optional(), { help: 'added to Q of the data', unit: '1/angstrom' }),
    angleOffset: option(value.optional(), { help: 'added to the angle of incidence', unit: 'deg' }),
    wavelength: option(value.optional(), {
      help: 'of a monochromatic beam, for footprint and offset of angle',
      unit: 'angstrom',
    }),
    angle: option(value.optional(), { help: 'of incidence, of curves by time of flight', unit: 'deg' }),
    resolutionFactor: option(value.optional(), { help: 'factor on the widths of Q' }),
    backgroundSlope: option(value.optional(), { help: 'what the background rises by', unit: 'angstrom' }),
  }),
);

/** What curves are measured with. */
const probing = shapeOf<Pick<ReflectivityOptionTypes['model'], 'probe' | 'energy' | 'wavelength'>>()({
  probe: option(z.enum(['neutron', 'x-ray']).optional(), {
    help: 'what curves are measured with: SLDs of materials are those that it sees (default: as their files say, else neutron)',
    placeholder: 'name',
    example: 'x-ray',
  }),
  energy: option(z.number().positive().optional(), {
    help: 'of the X-rays (default: as files say); or give their wavelength',
    unit: 'eV',
    placeholder: 'eV',
    example: 8048,
  }),
  wavelength: option(z.number().positive().optional(), {
    help: 'of the X-rays, in place of the energy',
    unit: 'angstrom',
    placeholder: 'angstrom',
    example: 1.5406,
  }),
});

const polarization = z.enum(['pp', 'mm', 'pm', 'mp', 'po', 'mo', 'op', 'om', 'unpolarized']);

/** What is another for one curve, as files state it. */
const curve = z.strictObject(
  shapeOf<
    Omit<FileValues<ReflectivityOptionTypes['curve']>, 'layers' | 'resolution' | 'instrument'> & {
      readonly layers?: Readonly<Record<string, Partial<NrLayer>>> | undefined;
      readonly resolution?: z.output<typeof resolution> | undefined;
      readonly instrument?: z.output<typeof instrument> | undefined;
    }
  >()({
    parameters: option(z.record(z.string().regex(...parameterName), parameter).optional(), {
      help: 'parameters of its own',
    }),
    layers: option(z.record(z.string(), z.strictObject(layerShape)).optional(), {
      help: 'what is another of layers, by their names',
    }),
    scale: option(value.optional(), { help: 'factor on its reflectivity' }),
    background: option(value.optional(), { help: 'added to its reflectivity' }),
    instrument: option(instrument.optional(), { help: 'what the instrument makes of it' }),
    resolution: option(resolution.optional(), { help: 'its resolution' }),
    ...probing,
    polarization: option(polarization.optional(), { help: 'its spin states, where its file does not say' }),
  }),
);

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
    curve: option(z.enum(['constant', 'linear', 'spline', 'piecewise']), {
      help: 'its course through the series; piecewise: straight pieces that meet at moments',
    }),
    knots: option(z.int().positive().default(linkedDefaults.knots), { help: 'knots of a spline' }),
    moments: option(z.array(z.number()).min(1).optional(), {
      help: 'where pieces meet, as times of the results (default: found, and fitted)',
      unit: 's',
    }),
    changes: option(z.int().positive().max(20).default(linkedDefaults.changes), {
      help: 'most moments that are looked for',
    }),
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
  parameters: option(z.record(z.string().regex(...parameterName), parameter), {
    help: 'what is to be found out, by name',
  }),
  layers: option(z.array(layer).min(2).superRefine(distinctLayers), { help: 'layers, fronting first, backing last' }),
  scale: option(value.default(modelDefaults.scale), { help: 'factor on the reflectivity', example: 0.98 }),
  background: option(value.default(modelDefaults.background), { help: 'added to the reflectivity', example: 1e-7 }),
  resolution: option(resolution.optional(), { help: 'where the data have no width of their own, or another' }),
  instrument: option(instrument.optional(), {
    help: 'footprint, offsets of Q or angle, factor on the resolution, slope of the background',
    example: { qOffset: 1e-5 },
  }),
  ...probing,
  polarization: option(polarization.optional(), {
    help: 'spin states of the curves: of neutrons that come, and that are counted (default: as their files say, else unpolarized)',
    placeholder: 'states',
    example: 'pm',
  }),
  curves: option(z.record(z.string(), curve).optional(), {
    help: 'what is another for single curves of a joint fit, by the names of their files',
  }),
  columnKind: option(z.enum(['sigma', 'fwhm']).optional(), {
    help: 'what the widths of Q in plain tables are (default: as their label says, else fwhm)',
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
  skipBad: readingShape('curves', 'Q').skipBad,
  ...cyclerShape('curves'),
  ...figureShape,
});

/** Options of `operando nr`, defaults filled in. */
export type NrOptions = z.output<typeof nrOptions>;

/** The same as they are given: those with a default may be left out. */
export type NrGiven = z.input<typeof nrOptions>;
