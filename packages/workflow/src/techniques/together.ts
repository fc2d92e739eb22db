import { cyclerPart, listPart } from '../technique/input.js';
import { cyclerReadingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { TogetherInput } from './together/analyse.js';
import { togetherOptions } from './together/options.js';
import type { TogetherGiven, TogetherOptions } from './together/options.js';

/** Signals of several techniques on one clock: joined, lags, joint changes, relations. */
export const together: Technique<TogetherInput, TogetherOptions, TogetherGiven> = defineTechnique({
  id: 'together',
  title: 'signals of several techniques on one clock: lags, joint changes, relations',
  data: 'tables of values through time: results.csv or results.json of other commands, any CSV with times and units in its head, logs',
  frames: 'samples',
  cycler: true,
  tables: {
    results:
      'one row per sample of one signal: the others averaged over its exposure, with errors, samples and coverage',
    lags: 'one row per pair: lag with error, interval, p-value and status',
    lag_profile: 'how much worse every lag fits than the best',
    changes: 'one row per change of each signal: time with interval, whether others change with it',
    relations: 'one row per pair: straight line with errors in both, rank correlation',
  },
  figures: {
    figure: 'voltage and signals one below the other, with bands where they change',
    lag: 'chi-square over the lag, with lag',
    relation: 'one signal against another, with relate; further pairs are numbered from 2',
  },
  examples: `
  operando together edge.csv lattice.csv --lag edge:lattice --changes -o results
  operando together xas/results.csv xrd/results.csv --ec cycling.mpt --lag xas:xrd -o results --json
  operando together eis/results.csv crack_volume.csv --signals R2 --signals crack_volume --relate crack_volume:eis -o results`,
  notes: `A table is called by its file, results by their folder; a signal by its table, its column, or table.column.
A positive lag: the second signal is later. Lags under twice the error of the clocks (--clocks) are below-clock.`,
  options: togetherOptions,
  reading: cyclerReadingNames,
  input: {
    tables: listPart('a list of tables: name, start, duration (s), columns (name, unit, values, stderr), warnings', [
      'name',
      'start',
      'duration',
      'columns',
      'warnings',
    ]),
    cycler: cyclerPart,
  },
  work: async () => (await import('./together/work.js')).togetherWork,
});
