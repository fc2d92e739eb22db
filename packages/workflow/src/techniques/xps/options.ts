import { z } from 'zod';
import {
  componentDefaults,
  edgeDefaults,
  regionDefaults,
  spinOrbitDefaults,
} from '@operando/photoelectron-fit/defaults';
import type { ParameterLink, RegionComponent, SpinOrbit } from '@operando/photoelectron-fit';
import { distinctNames } from '../../options/distinct-names.js';
import { option, shapeOf } from '../../options/option.js';
import { cyclerShape, figureShape, rangeSchema, readingShape } from '../../technique/shared-options.js';
import { parseReference } from './reference.js';

const scope = z.record(z.string(), z.enum(['fixed', 'shared', 'smooth', 'free']));

const spinOrbit = z.strictObject(
  shapeOf<SpinOrbit>()({
    splitting: option(z.number(), { help: 'from the first line to the second', unit: 'eV' }),
    ratio: option(z.number().positive(), {
      help: 'area of the second over that of the first: 0.5 for p, 0.667 for d, 0.75 for f',
    }),
    tolerance: option(z.number().min(0).max(0.9).default(spinOrbitDefaults.tolerance), {
      help: 'the ratio is fitted within this share of itself; 0 keeps it',
    }),
  }),
);

const component = z.strictObject(
  shapeOf<RegionComponent & { constant?: boolean | undefined; literature?: number | undefined }>()({
    name: option(z.string().min(1), { help: 'what it is called' }),
    shape: option(
      z
        .enum([
          'voigt',
          'gaussian-lorentzian-sum',
          'gaussian-lorentzian-product',
          'lorentzian-asymmetric',
          'doniach-sunjic',
        ])
        .default(componentDefaults.shape),
      { help: 'shape of the line' },
    ),
    center: option(z.number(), { help: 'binding energy where it begins', unit: 'eV' }),
    range: option(z.number().positive().default(componentDefaults.range), {
      help: 'it stays within this distance of its begin',
      unit: 'eV',
    }),
    values: option(z.record(z.string(), z.number()).optional(), {
      help: 'starts of the parameters of its shape, as {sigma: 0.4, gamma: 0.2}',
    }),
    bounds: option(z.record(z.string(), rangeSchema).optional(), {
      help: 'lowest and highest values of its parameters',
    }),
    spinOrbit: option(spinOrbit.optional(), { help: 'it is a doublet' }),
    scope: option(scope.optional(), {
      help: 'fixed, shared, smooth or free, by parameter (default: that of the region)',
    }),
    constant: option(z.boolean().default(false), {
      help: 'it keeps its chemistry: it shows the shift that all lines have in common',
    }),
    literature: option(z.number().optional(), {
      help: 'its binding energy without any shift (default: its mean over the series)',
      unit: 'eV',
    }),
  }),
);

const link = z.strictObject(
  shapeOf<ParameterLink>()({
    parameter: option(z.string(), { help: 'that follows, as peroxo.sigma' }),
    to: option(z.string(), { help: 'that it follows' }),
    factor: option(z.number().default(1), { help: 'times the other' }),
    offset: option(z.number().default(0), { help: 'beyond it' }),
  }),
);

const region = z.strictObject({
  name: option(z.string().min(1), { help: 'level, as the files call it: O 1s' }),
  energies: option(rangeSchema.optional(), { help: 'binding energies that are fitted (default: all)', unit: 'eV' }),
  background: option(z.enum(['shirley', 'tougaard', 'line']).default(regionDefaults.background), {
    help: 'what the components add to the line below them',
  }),
  tougaard: option(
    z
      .strictObject({
        c: option(z.number(), { help: 'of the cross section', unit: 'eV^2' }),
        d: option(z.number().default(0), { help: 'of the cross section', unit: 'eV^2' }),
        t0: option(z.number().min(0).default(0), { help: 'gap of the cross section', unit: 'eV' }),
      })
      .optional(),
    { help: 'cross section of losses (default: c 551, d 436, t0 0)' },
  ),
  scope: option(scope.optional(), {
    help: 'fixed, shared, smooth or free, by kind of parameter or by name (default: center, area, offset and slope free, the others shared)',
  }),
  components: option(z.array(component).min(1).superRefine(distinctNames('component')), { help: 'lines' }),
  values: option(z.record(z.string(), z.number()).optional(), {
    help: 'values of the background that scope fixes, as {slope: 0, k: 0.02} (default: 0)',
  }),
  links: option(z.array(link).default([]), { help: 'parameters that follow others' }),
  rsf: option(z.number().positive().optional(), {
    help: 'relative sensitivity factor of the level, with everything that it must hold',
  }),
  rsfUncertainty: option(z.number().min(0).default(0), { help: 'relative standard uncertainty of it' }),
});

/** A region of the model, as the options have it. */
export type ModelRegion = z.output<typeof region>;

const model = z.strictObject({
  regions: option(z.array(region).min(1).superRefine(distinctNames('region')), { help: 'levels and their lines' }),
  constancy: option(z.number().min(0).optional(), {
    help: 'how constant the constant lines are (default: from the scatter of several; 0 where there is one)',
    unit: 'eV',
  }),
});

const reading = readingShape('spectra', 'energies');

/** Options of `xps`. */
export const xpsOptions = z.strictObject({
  model: option(model.optional(), {
    help: 'regions, lines and backgrounds (default: energies, reference and map alone)',
    placeholder: 'file',
    inFile: true,
    example: { regions: [{ name: 'O 1s', components: [{ name: 'oxide', center: 530 }] }] },
  }),
  region: option(z.array(z.string().min(1)).default([]), {
    help: 'only this level, as "O 1s"; again for each further one (default: all)',
    placeholder: 'level',
    example: ['O 1s'],
  }),
  reference: option(
    z
      .string()
      .refine((text) => parseReference(text) !== undefined, 'must be a line and its energy, as "Au 4f7/2=83.96"')
      .optional(),
    {
      help: 'grounded line of the same frames and its binding energy: the scale is set by it',
      placeholder: 'line=eV',
      example: 'Au 4f7/2=83.95',
    },
  ),
  fermiEdge: option(z.string().min(1).optional(), {
    help: 'level with the Fermi edge of something grounded, in the same frames: the scale is set by it',
    placeholder: 'level',
    example: 'Fermi',
  }),
  fermiRange: option(rangeSchema.optional(), {
    help: 'binding energies about the edge that are fitted, where the density of states is straight (default: all of the level)',
    unit: 'eV',
    example: [-1, 1],
  }),
  temperature: option(z.number().positive().default(edgeDefaults.temperature), {
    help: 'of what shows the Fermi edge',
    unit: 'K',
    example: 298,
  }),
  photonEnergy: option(z.number().positive().optional(), {
    help: 'of the source, for kinetic energies (default: as the files say)',
    unit: 'eV',
    example: 4951,
  }),
  workFunction: option(z.number().default(0), {
    help: 'of the analyser: binding energy = photon energy - kinetic energy - this',
    unit: 'eV',
    example: 0.5,
  }),
  energyScale: option(z.enum(['binding', 'kinetic']).optional(), {
    help: 'what the energies are (default: as the files say; binding where they do not)',
    placeholder: 'which',
    example: 'binding',
  }),
  intensity: option(z.enum(['counts', 'rate']).optional(), {
    help: 'what the intensities are: counts, or counts per second (default: as the files say)',
    placeholder: 'which',
    example: 'counts',
  }),
  dwell: option(z.number().positive().optional(), {
    help: 'seconds that each point was counted in all, for rates (default: as the files say)',
    unit: 's',
    example: 3,
  }),
  weights: option(z.enum(['auto', 'data', 'model']).default('auto'), {
    help: 'errors by the counts that came, or by those that the fit expects (auto: expected where the median is under 200 counts)',
    placeholder: 'which',
    example: 'model',
  }),
  singleBackground: option(z.boolean().default(false), {
    help: 'fit over the chosen background alone; else over another too: half the difference of the areas is their systematic error',
    example: true,
  }),
  timeStep: reading.timeStep,
  frameDateOrder: reading.frameDateOrder,
  ...cyclerShape('spectra'),
  ...figureShape,
});

export type XpsOptions = z.output<typeof xpsOptions>;
export type XpsGiven = z.input<typeof xpsOptions>;
