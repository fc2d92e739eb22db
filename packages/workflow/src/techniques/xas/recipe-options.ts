import { z } from 'zod';
import { option } from '../../options/option.js';
import { rangeSchema } from '../../technique/shared-options.js';

const standard = z
  .strictObject({
    name: option(z.string().min(1), { help: 'what the share is called in the results' }),
    file: option(z.string().min(1).optional(), {
      help: 'file of its spectrum, normalized here as the series is',
      path: true,
    }),
    signal: option(z.string().min(1).default('auto'), { help: 'of that file, as --signal' }),
    frames: option(z.tuple([z.int().min(0), z.int().min(0)]).optional(), {
      help: 'or the mean of these spectra of the series itself, the first and the last, counted from 0',
    }),
  })
  .refine(({ file, frames }) => (file === undefined) !== (frames === undefined), 'give one of file and frames');

const lcf = z.strictObject({
  standards: option(z.array(standard).min(2), { help: 'spectra that those of the series are made of' }),
  sumToOne: option(z.boolean().default(true), { help: 'the shares add up to one' }),
  bounds: option(rangeSchema.optional(), { help: 'least and largest share (default: none)' }),
  shift: option(z.enum(['none', 'sample', 'standards']).default('none'), {
    help: 'let energies move with the shares, since scales of different days do not agree: those of each spectrum, or of each standard in it',
  }),
  largestShift: option(z.number().positive().default(2), { help: 'furthest that they move', unit: 'eV' }),
});

/** Options of the steps that lead from raw scans to species. */
export const recipeShape = {
  sweeps: option(z.enum(['up', 'down', 'both']).optional(), {
    help: 'files hold continuous scans: each sweep, of one direction or both, is a spectrum',
    placeholder: 'which',
    example: 'both',
  }),
  bin: option(z.number().positive().optional(), {
    help: 'bring all spectra to a grid of this step across the edge (-30 to 15 eV), 2 eV before it, 0.05 1/angstrom after it: points of a step are averaged',
    unit: 'eV',
    example: 0.5,
  }),
  deglitch: option(z.boolean().default(false), {
    help: 'replace single bad points, those that the spectra before and after do not have',
    example: true,
  }),
  reference: option(z.string().min(1).optional(), {
    help: 'align by the foil that was measured along: auto, or its absorption, as --signal',
    placeholder: 'what',
    example: 'ln(itrans/irefer)',
  }),
  merge: option(z.int().min(1).default(1), {
    help: 'average so many spectra that follow each other; those that lie far from the others are told',
    placeholder: 'spectra',
    example: 2,
  }),
  leaveOutOutliers: option(z.boolean().default(false), {
    help: 'average without spectra that lie further from the others of their group than 5 times the usual distance',
    example: true,
  }),
  lcf: option(lcf.optional(), {
    help: 'shares of known spectra in each spectrum',
    placeholder: 'standards.yml',
    inFile: true,
    example: {
      standards: [
        { name: 'first', frames: [0, 1] },
        { name: 'last', frames: [2, 3] },
      ],
    },
  }),
  fitRange: option(rangeSchema.optional(), {
    help: 'energies of lcf, pca and mcr (default: 20 eV below e0 to 60 eV above, as far as spectra reach)',
    unit: 'eV',
    example: [8335, 8365],
  }),
  pca: option(z.boolean().default(false), {
    help: 'principal components: how many species the series shows',
    example: true,
  }),
  mcr: option(z.int().min(2).max(10).optional(), {
    help: 'seek so many species that are not known, and their shares (multivariate curve resolution)',
    placeholder: 'species',
    example: 2,
  }),
  exafs: option(z.boolean().default(false), {
    help: 'chi(k) and the magnitude of chi(R) through time',
    example: true,
  }),
  spectra: option(z.array(z.enum(['nexus', 'csv', 'athena', 'nxxas'])).default([]), {
    help: 'write the normalized spectra, too: nexus, csv, athena (a project), nxxas; again for each',
    placeholder: 'format',
    example: ['csv'],
  }),
} as const;
