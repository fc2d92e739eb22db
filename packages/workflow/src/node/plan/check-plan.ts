import { totalmem } from 'node:os';
import { isOperandoError, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { chosenRuns } from '../../plan/chosen-runs.js';
import type { PlannedRun } from '../../plan/planned-run.js';
import type { RunContext } from '../../technique/context.js';
import { sharesFrames } from '../../technique/shares-frames.js';
import type { Technique } from '../../technique/technique.js';
import { techniqueList } from '../../techniques/list.js';
import { expectFreePlaces, outputNames } from '../result-folder.js';
import type { HashContext } from '../hash-inputs.js';
import { checkLater, isLater } from './check-later.js';
import { memoryNeeded, sizesOfData } from './data-sizes.js';
import type { SizedFile } from './data-sizes.js';
import { isBegun } from './is-begun.js';
import { isDone } from './is-done.js';
import type { PlanFile } from './read-plan.js';
import { resolveRun } from './resolve-run.js';
import type { KeepContext } from './run-one.js';
import { sampleOf, tried } from './try-run.js';
import type { CheckContext } from './try-run.js';

/** Options of {@link checkPlan}. */
export interface CheckPlanOptions extends RunContext, HashContext {
  /** Techniques that are known. @default those of the house */
  readonly techniques?: readonly Technique[] | undefined;
  /** Steps that are looked at, with those they need. @default all */
  readonly only?: readonly string[] | undefined;
  /** Keep what was computed of runs that were tried whole, so that `runPlan` need not do it again. @default nothing is written */
  readonly keep?: KeepContext | undefined;
}

/** What a check found of a run. */
export interface PlanFinding {
  /** Its name; `sets.NAME` or `defaults.TECHNIQUE` for a part of the plan that no run uses. */
  readonly run: string;
  /** What would stop it. */
  readonly error?: OperandoError;
  /** What it would say, or what looks odd. */
  readonly warning?: OperandoWarning;
}

/** Of files of one run, a smaller one than this share of their middle is cut short, or of another kind. */
const leastShare = 0.2;

/** Empty files, files much smaller than the others, and more than the memory holds. */
function* oddSizes(sizes: readonly SizedFile[], technique: Technique): Generator<OperandoError | OperandoWarning> {
  const sorted = sizes.map(({ size }) => size).toSorted((a, b) => a - b);
  const middle = sorted[sorted.length >> 1]!;
  for (const { path, size } of sizes) {
    if (size === 0)
      yield new OperandoError('truncated-file', 'the file is empty.', {
        where: { file: path },
        cure: 'Copy it again, or give skipBad: true.',
      });
    else if (size < leastShare * middle)
      yield {
        code: 'file-short',
        message: `${path} has ${size} bytes, where half of the files of the run have ${middle} or more.`,
        where: { file: path },
      };
  }
  const needed = memoryNeeded(sizes, technique);
  const constrained = process.constrainedMemory?.() ?? 0;
  const memory = constrained > 0 && constrained < totalmem() ? constrained : totalmem();
  if (needed > memory)
    yield new OperandoError(
      'too-large',
      `its files may need ${(needed / 1e9).toFixed(1)} GB of memory; there are ${(memory / 1e9).toFixed(1)} GB.`,
      {
        cure: 'Split the data set, or run it on a larger machine.',
      },
    );
}

/** What would stop a run, and what it would warn of. */
async function findings(
  plan: PlanFile,
  run: PlannedRun,
  techniques: readonly Technique[],
  context: CheckContext,
): Promise<(OperandoError | OperandoWarning)[]> {
  try {
    if (isLater(run)) {
      await checkLater(plan, run, techniques);
      return [];
    }
    const resolved = await resolveRun(plan, run, techniques);
    const sizes = await sizesOfData(resolved);
    await expectFreePlaces(resolved.output, outputNames(resolved.technique), true);
    const odd = [...oddSizes(sizes, resolved.technique)];
    // Data are tried once, not with every choice of options; nor where their results are there, or some blocks of frames.
    const about = JSON.stringify([run.technique, run.set, run.files]);
    const isTried =
      context.seen.has(about) || (await isDone(resolved, plan, context)) || (await isBegun(resolved, plan, context));
    context.seen.add(about);
    const files = isTried || odd.some((what) => isOperandoError(what)) ? undefined : sampleOf(resolved, sizes);
    const more = files === undefined ? [] : await tried(resolved, plan, files, context);
    return [...resolved.warnings, ...odd, ...more];
  } catch (error) {
    context.signal?.throwIfAborted();
    if (isOperandoError(error)) return [error];
    throw error;
  }
}

/** Data sets, defaults and parts of a plan that nothing has a use for. */
function* unused({ plan, runs }: PlanFile, techniques: readonly Technique[]): Generator<PlanFinding> {
  const noUse = (run: string, message: string): PlanFinding => ({
    run,
    warning: { code: 'option-without-effect', message, where: { parameter: run } },
  });
  for (const name of Object.keys(plan.sets))
    if (!runs.some(({ set }) => set === name)) yield noUse(`sets.${name}`, 'no step works on this data set.');
  for (const id of Object.keys(plan.defaults ?? {}))
    if (!runs.some(({ technique }) => technique === id)) yield noUse(`defaults.${id}`, `no step does ${id}.`);
  for (const { name, parts, technique } of plan.steps)
    if (parts > 1 && !sharesFrames(techniques.find(({ id }) => id === technique)))
      yield noUse(`steps.${name}.parts`, `${technique} follows its frames: they are not shared out among tasks.`);
}

/**
 * Look for what would stop a plan, before it is run: files that patterns do not find, that are empty, unreadable or of another
 * kind; logs of the cycler that cannot be read or joined; options that are none or do not fit; folders that cannot be written;
 * more data than the memory holds; files of other steps that these never make. Every run is tried with the first and last of its
 * files.
 *
 * Data sets and defaults that no step uses are told.
 *
 * What comes of frames in between, and of files that other steps make, is not seen.
 */
export async function checkPlan(
  plan: PlanFile,
  { techniques = techniqueList, only, ...context }: CheckPlanOptions = {},
): Promise<readonly PlanFinding[]> {
  const found: PlanFinding[] = only === undefined ? [...unused(plan, techniques)] : [];
  const seen = new Set<string>();
  for (const run of chosenRuns(plan.runs, only)) {
    const each = await findings(plan, run, techniques, { ...context, seen });
    found.push(
      ...each.map((what) =>
        isOperandoError(what) ? { run: run.name, error: what } : { run: run.name, warning: what },
      ),
    );
  }
  return found;
}
