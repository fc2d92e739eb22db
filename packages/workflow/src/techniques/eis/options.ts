import { z } from 'zod';
import { option } from '../../options/option.js';
import { cyclerShape, figureShape } from '../../technique/shared-options.js';

/** Options of `eis`. */
export const eisOptions = z.strictObject({
  circuit: option(z.string().min(1).max(400).optional(), {
    help: 'circuit to fit: elements R, C, L, CPE, W, Wo, Ws, G; "-" in series, p(,) in parallel (default: none, spectra are tested only)',
    placeholder: 'text',
    example: 'R-p(R,CPE)-p(R,C)',
  }),
  noise: option(z.number().positive().max(1).optional(), {
    help: 'standard error of real and imaginary part, as a share of |Z| (default: what the Kramers-Kronig test leaves over)',
    example: 0.02,
  }),
  tolerance: option(z.number().positive().max(1).default(0.01), {
    help: 'share of |Z| that residuals of the Kramers-Kronig test may reach, averaged over three frequencies',
    example: 1e-5,
  }),
  fitFailing: option(z.boolean().default(false), {
    help: 'fit the circuit to spectra too that fail the Kramers-Kronig test; their numbers are doubtful',
    example: true,
  }),
  relaxation: option(z.boolean().default(false), {
    help: 'also compute the distribution of relaxation times of every spectrum',
    example: true,
  }),
  timeStep: option(z.number().positive().optional(), {
    help: 'seconds from spectrum to spectrum, when the files do not say',
    unit: 's',
    example: 60,
  }),
  frameDateOrder: option(z.enum(['month-first', 'day-first']).optional(), {
    help: 'for dates such as 07/08/2022 in files of spectra',
    placeholder: 'how',
    example: 'day-first',
  }),
  skipBad: option(z.boolean().default(false), {
    help: 'leave unreadable files and spectra of too few points out, and say so, instead of stopping',
    example: true,
  }),
  ...cyclerShape('spectra'),
  ...figureShape,
});

/** Options of `eis`, complete. */
export type EisOptions = z.output<typeof eisOptions>;
/** Options of `eis` as they are given. */
export type EisGiven = z.input<typeof eisOptions>;
