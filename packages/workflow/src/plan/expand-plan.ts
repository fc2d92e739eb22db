import { OperandoError } from '@operando/core';
import { assignedPath, withAssignment } from '../options/assignment.js';
import type { PlannedRun } from './planned-run.js';
import { stepFile } from './planned-run.js';
import type { PlanFault, PlanPath } from './references.js';
import { expectDistinct, expectNames, neededSteps, orderedSteps } from './references.js';
import { isPlanName } from './schema.js';
import type { Plan, PlanSet, PlanStep } from './schema.js';

/** Runs of a plan, at most: more are a slip of a matrix. */
const mostRuns = 100_000;

const listed = (files: string | readonly string[] | undefined): readonly string[] =>
  files === undefined ? [] : typeof files === 'string' ? [files] : files;

/** Files of a set for a technique; undefined where it has none for it. */
function filesFor({ files }: PlanSet, technique: string): readonly string[] | undefined {
  if (typeof files === 'string' || Array.isArray(files)) return listed(files);
  return Object.hasOwn(files, technique) ? listed(files[technique]) : undefined;
}

/** Every combination of one value of each option. */
function combinations(matrix: PlanStep['matrix'] = {}): readonly Readonly<Record<string, unknown>>[] {
  return Object.entries(matrix).reduce<readonly Readonly<Record<string, unknown>>[]>(
    (choices, [option, values]) => choices.flatMap((choice) => values.map((value) => ({ ...choice, [option]: value }))),
    [{}],
  );
}

/** How many combinations there are, without making them. */
const countOf = (matrix: PlanStep['matrix'] = {}): number =>
  Object.values(matrix).reduce((product, values) => product * values.length, 1);

/** A choice as a folder may be called: `norm1=100,method=de`. */
function choiceName(choice: Readonly<Record<string, unknown>>): string {
  const word = (value: unknown): string =>
    (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
      .replaceAll(/[^A-Za-z0-9._+-]+/g, '_')
      .slice(0, 40);
  return Object.entries(choice)
    .map(([option, value]) => `${word(option)}=${word(value)}`)
    .join(',');
}

/** Options with those of a choice, whose names may lead into groups: `sample.threshold`. */
function withChoice(options: Readonly<Record<string, unknown>>, choice: Readonly<Record<string, unknown>>) {
  return Object.entries(choice).reduce(
    (all, [option, value]) => withAssignment(all, `${option}=${JSON.stringify(value)}`),
    options,
  );
}

/** A choice as options of its own, and those within groups that a file of options has. */
function parted(choice: PlannedRun['choice'], isOfFile: (group: string) => boolean) {
  const isWithin = ([option]: readonly [string, unknown]): boolean => {
    const [group = '', ...parts] = assignedPath(`${option}=`) ?? [];
    return parts.length > 0 && isOfFile(group);
  };
  const entries = Object.entries(choice);
  return {
    own: Object.fromEntries(entries.filter((entry) => !isWithin(entry))),
    within: Object.fromEntries(entries.filter(isWithin)),
  };
}

/** Runs of a step. */
function runsOfStep(plan: Plan, step: PlanStep, before: readonly PlannedRun[], fault: PlanFault): PlannedRun[] {
  const at: PlanPath = ['steps', plan.steps.indexOf(step)];
  const sets = Object.entries(plan.sets).filter(([name, set]) =>
    step.sets === undefined
      ? step.files !== undefined || filesFor(set, step.technique) !== undefined
      : step.sets.includes(name),
  );
  const needed = new Set(neededSteps(step));
  const earlier = before.filter((run) => needed.has(run.step));
  // What another step gives for the same set; for others only where that step has one run alone.
  const alone = earlier.filter((run) => earlier.every((each) => each === run || each.step !== run.step));
  const ofSet = new Map<string, PlannedRun[]>();
  for (const run of earlier) ofSet.set(run.set, [...(ofSet.get(run.set) ?? []), run]);
  const runs = sets.flatMap(([setName, set]) => {
    const given = new Set([...(ofSet.get(setName) ?? []), ...alone]);
    const after = given.size === 0 ? [] : earlier.flatMap((run) => (given.has(run) ? [run.name] : []));
    return combinations(step.matrix).map((choice): PlannedRun => {
      const files = step.files === undefined ? filesFor(set, step.technique) : listed(step.files);
      if (files === undefined)
        throw fault(
          [...at, 'sets'],
          `${setName} has no files for ${step.technique}.`,
          `Add them to its files, as ${step.technique}: folder/.`,
        );
      const variant = choiceName(choice);
      const common: Readonly<Record<string, unknown>> = {
        ...plan.defaults?.[step.technique],
        ...set.options,
        ...step.options,
      };
      const { own, within } = parted(
        choice,
        (group) => step.optionsFile !== undefined && !Object.hasOwn(common, group),
      );
      return {
        name: [step.name, setName, ...(variant === '' ? [] : [variant])].join('/'),
        step: step.name,
        set: setName,
        technique: step.technique,
        choice,
        files,
        cycler: listed(set.cycler),
        optionsFile: step.optionsFile,
        options: withChoice(common, own),
        within,
        after,
        onError: step.onError,
        retries: step.retries,
        parts: step.parts,
      };
    });
  });
  if (runs.length === 0)
    throw fault(at, `${step.name} has nothing to work on.`, `No data set has files for ${step.technique}: add some.`);
  return runs;
}

/**
 * The run of another step whose file is meant: that for the same set, or the only one.
 *
 * @throws OperandoError where there is none, or more than one.
 */
export function runOfStep(run: PlannedRun, step: string, runs: readonly PlannedRun[]): PlannedRun {
  const all = runs.filter((each) => each.step === step);
  const same = all.filter(({ set }) => set === run.set);
  const [found, second] = same.length > 0 ? same : all;
  if (found !== undefined && second === undefined) return found;
  throw new OperandoError(
    'invalid-argument',
    `@${step} of ${run.name} is ${found === undefined ? 'no run' : 'more than one run'}.`,
    {
      where: { parameter: run.name },
      cure: 'Take files of a step with one run for each data set, or with one in all.',
    },
  );
}

/**
 * The runs of a plan, each after those it needs.
 *
 * @param techniques Ids that are known.
 * @param fault Makes an error of a place in the plan.
 * @throws OperandoError for names that lead nowhere or stand twice, steps that wait for each other or have nothing to work on.
 */
export function expandPlan(plan: Plan, techniques: readonly string[], fault: PlanFault): readonly PlannedRun[] {
  const sets = Object.keys(plan.sets);
  for (const name of sets)
    if (!isPlanName(name))
      throw fault(
        ['sets', name],
        `${JSON.stringify(name.slice(0, 100))} cannot be the name of a folder.`,
        'Use letters, digits, dots, hyphens and underscores.',
      );
  expectDistinct(sets, 'data set', (at, cure) =>
    fault(['sets', sets[at]!], `there are two data sets ${sets[at]!}.`, cure),
  );
  const steps = plan.steps.map(({ name }) => name);
  expectDistinct(steps, 'step', (at, cure) => fault(['steps', at, 'name'], `there are two steps ${steps[at]!}.`, cure));
  expectNames(plan, techniques, fault);
  const many = plan.steps.reduce((sum, { matrix }) => sum + sets.length * countOf(matrix), 0);
  if (many > mostRuns)
    throw fault(['steps'], `the plan has up to ${many} runs.`, `Have ${mostRuns} at most: fewer values in a matrix.`);
  const runs: PlannedRun[] = [];
  for (const step of orderedSteps(plan, fault)) runs.push(...runsOfStep(plan, step, runs, fault));
  const places = runs.map(({ name }) => name);
  expectDistinct(places, 'run', (at) =>
    fault(
      ['steps', steps.indexOf(runs[at]!.step), 'matrix'],
      `two runs would be called ${places[at]!}.`,
      'Values of a matrix must differ in letters and digits.',
    ),
  );
  for (const run of runs)
    for (const text of run.files) if (stepFile(text) !== undefined) runOfStep(run, stepFile(text)!.step, runs);
  return runs;
}
