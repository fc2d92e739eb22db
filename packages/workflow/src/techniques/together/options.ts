import { z } from 'zod';
import { option } from '../../options/option.js';
import { cyclerShape, figureShape, rangeSchema } from '../../technique/shared-options.js';

const pairs = z
  .array(z.string().regex(/^[^:]+:[^:]+$/, 'two signals with a colon between, as edge:lattice'))
  .min(1)
  .optional();

/** Options of `together`. */
export const togetherOptions = z.strictObject({
  signals: option(z.array(z.string().min(1)).min(1).optional(), {
    help: 'signals to take, by column, by table, or as table.column (default: every column with standard errors; of a table without, its first)',
    placeholder: 'name',
    example: ['edge', 'lattice'],
  }),
  frames: option(z.string().min(1).optional(), {
    help: 'the signal whose samples are the rows of the table; the others are averaged over its exposures (default: the first)',
    placeholder: 'name',
    example: 'lattice',
  }),
  clocks: option(
    z
      .array(z.string().regex(/^[^:]+:[^:]+$/, 'a table and seconds, as lattice:12.5+-2'))
      .min(1)
      .optional(),
    {
      help: 'seconds to add to the clock of a table, with their standard error, as lattice:12.5+-2',
      placeholder: 'table:seconds',
      example: ['lattice:20+-400'],
    },
  ),
  lag: option(pairs, {
    help: 'how much later the second signal does what the first did, as edge:lattice',
    placeholder: 'first:second',
    example: ['edge:walk'],
  }),
  lagRange: option(rangeSchema.optional(), {
    help: 'lags tried (default: a quarter of the time that both cover, either way)',
    unit: 's',
    example: [-900, 900],
  }),
  kinks: option(z.enum(['none', 'current']).default('none'), {
    help: 'where the common curve of a lag may have a kink: nowhere, or where the current of the cycler log changes',
    placeholder: 'where',
    example: 'current',
  }),
  surrogates: option(z.int().min(19).max(9999).default(199), {
    help: 'wandering series drawn to tell how often a lag comes of chance',
    example: 39,
  }),
  level: option(z.number().positive().max(1).default(0.05), {
    help: 'largest p-value at which a lag is claimed',
    example: 1,
  }),
  differentCells: option(z.boolean().default(false), {
    help: 'the tables are of different cells: no lags, no shared changes and no relations are claimed',
    example: true,
  }),
  changes: option(z.boolean().default(false), {
    help: 'find the moments at which signals change, and which of them change together',
    example: true,
  }),
  changeKind: option(z.enum(['kinks', 'steps']).default('kinks'), {
    help: 'changes of slope, or of value',
    placeholder: 'kind',
    example: 'steps',
  }),
  mostChanges: option(z.int().min(1).max(20).default(6), {
    help: 'changes looked for in each signal at most',
    example: 1,
  }),
  wandering: option(z.enum(['fitted', 'none']).default('fitted'), {
    help: 'what goes in waves about the lines: fitted beside them, since waves are no changes, or taken for noise',
    placeholder: 'how',
    example: 'none',
  }),
  relate: option(pairs, {
    help: 'a straight line between two signals, errors in both, over the exposures of the first: x:y',
    placeholder: 'x:y',
    example: ['edge:lattice'],
  }),
  seed: option(z.int().min(1).default(1), { help: 'of everything drawn at random', example: 5 }),
  ...cyclerShape('samples'),
  ...figureShape,
});

/** Options of `together`, complete. */
export type TogetherOptions = z.output<typeof togetherOptions>;
/** Options of `together` as they are given. */
export type TogetherGiven = z.input<typeof togetherOptions>;
