import { z } from 'zod';

/** Version of the form of a plan. Readers refuse those they do not know. */
export const planVersion = 1;

/** Names become folders: letters, digits, dot, hyphen and underscore. */
const name = z.string().refine((text) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text), {
  message: 'a name has letters, digits, dots, hyphens and underscores, and at most 64 of them',
});

const files = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const optionValues = z.record(z.string(), z.unknown());

const set = z.strictObject({
  files: z.union([files, z.record(z.string(), files)]),
  cycler: files.optional(),
  options: optionValues.optional(),
});

const step = z.strictObject({
  name,
  technique: z.string(),
  sets: z.array(z.string()).min(1).optional(),
  files: files.optional(),
  optionsFile: z.string().min(1).optional(),
  options: optionValues.optional(),
  matrix: z.record(z.string(), z.array(z.unknown()).min(1)).optional(),
  after: z.array(z.string()).optional(),
  onError: z.enum(['stop', 'skip']).default('stop'),
  retries: z.int().min(0).max(10).default(0),
  parts: z.int().min(1).max(1000).default(1),
});

/** What jobs on a cluster are given. */
const slurm = z.strictObject({
  partition: z.string().optional(),
  account: z.string().optional(),
  time: z.string().optional(),
  memory: z.int().min(200).optional(),
  cpus: z.int().min(1).optional(),
  throttle: z.int().min(1).optional(),
  attempts: z.int().min(0).max(5).optional(),
  extra: z.array(z.string().startsWith('--')).optional(),
});

/** The form of a plan. */
export const planSchema = z.strictObject({
  version: z.literal(planVersion),
  output: z.string().min(1).default('results'),
  parquet: z.boolean().default(false),
  defaults: z.record(z.string(), optionValues).optional(),
  sets: z.record(z.string(), set),
  steps: z.array(step).min(1),
  slurm: slurm.optional(),
});

/**
 * A plan: data sets, and what is done with them.
 *
 * - `output`: folder of all results, from the plan's own.
 * - `parquet`: write every table, and the index, as Parquet too.
 * - `defaults`: options by technique, for all steps of it.
 * - `sets`: data sets by name: `files` (names, folders, patterns; or these by technique), logs of the `cycler`, and `options`
 *   of every step that works on it, such as the rule of its clock.
 * - `steps`: each a `technique` with its `options` (and the `optionsFile` of one that needs a file), on all `sets` or some; a
 *   `matrix` of values by option, of which every combination is a run of its own; `after` other steps; what becomes of the rest
 *   where a run fails (`onError`: `stop` or `skip`), and how often it is tried again (`retries`); among how many tasks of a cluster
 *   the frames of each run are shared out before it (`parts`, 1 by default: results do not depend on it).
 * - `slurm`: what jobs are given where the plan is submitted to a cluster: `partition`, `account`, `time` (as sbatch has it),
 *   `memory` in MB, `cpus`, `throttle` (tasks at once), `attempts` (how often what ran
 *   out of memory is submitted again by itself, with twice as much each time, 2 by default), and `extra` options of sbatch.
 *
 * Files and options that name files may be those of another step: `@edges/normalized.h5`.
 */
export type Plan = z.output<typeof planSchema>;

/** A data set of a plan. */
export type PlanSet = Plan['sets'][string];

/** A step of a plan. */
export type PlanStep = Plan['steps'][number];

/** Whether a text can be the name of a step or set. */
export const isPlanName = (text: string): boolean => name.safeParse(text).success;
