import { z } from 'zod';
import { fitDefaults } from '@operando/small-angle-fit/defaults';
import { distinctNames } from '../../options/distinct-names.js';
import { option } from '../../options/option.js';
import {
  columnsAsFrames,
  cyclerShape,
  figureShape,
  rangeSchema,
  readingShape,
} from '../../technique/shared-options.js';
import { excludedSchema, wavelengthSchema } from '../xrd/shared-schemas.js';
import {
  backgroundSchema,
  geometrySchema,
  grazingSchema,
  populationSchema,
  resolutionSchema,
} from './model-schemas.js';

/** Populations by their names. */
const distinctPopulations = distinctNames<z.output<typeof populationSchema>[]>('population', (populations) =>
  populations.map(({ name }, i) => ({ name, path: [i, 'name'] })),
);

/** Options of `operando saxs`. */
export const saxsOptions = z.strictObject({
  populations: option(z.array(populationSchema).min(1).superRefine(distinctPopulations), {
    help: 'domains, or lines, whose scattering adds up',
  }),
  background: option(backgroundSchema.optional(), { help: 'what lies under it', example: { flat: 5 } }),
  resolution: option(resolutionSchema.optional(), { help: 'of the beam (default: sharp)', example: { sigma: 0.002 } }),
  grazing: option(grazingSchema.optional(), {
    help: 'grazing incidence: spheres by the distorted-wave Born approximation',
    example: { incidence: 0.4, exit: 0.3, wavelength: 1, layers: [{ delta: 6e-6 }] },
  }),
  geometry: option(geometrySchema.optional(), {
    help: 'the files are images of a flat detector that stands so, and are cut; what it leaves out is taken from their headers (CBF, EDF, NeXus)',
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
  binning: option(z.int().positive().default(1), {
    help: 'pixels along the cut of images that become one point',
    placeholder: 'n',
    example: 2,
  }),
  mask: option(z.string().optional(), {
    help: 'image (TIFF, CBF, EDF, FITS) of pixels that are not used: those other than 0',
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
  wavelength: option(wavelengthSchema.optional(), {
    help: 'of files along two-theta, which are converted to q: CuKa1, MoKa1, or in angstrom',
    placeholder: 'what',
    example: 1.5406,
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
