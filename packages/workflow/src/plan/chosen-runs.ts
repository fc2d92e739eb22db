import { OperandoError } from '@operando/core';
import { nearestName } from '../options/nearest.js';
import type { PlannedRun } from './planned-run.js';

/** Runs of these steps and of those they need, in the order of the plan. @throws OperandoError `invalid-argument` for a step that is none. */
export function chosenRuns(runs: readonly PlannedRun[], only: readonly string[] | undefined): readonly PlannedRun[] {
  if (only === undefined) return runs;
  const steps = [...new Set(runs.map(({ step }) => step))];
  for (const name of only) {
    if (steps.includes(name)) continue;
    const nearest = nearestName(name, steps);
    throw new OperandoError('invalid-argument', `there is no step ${JSON.stringify(name.slice(0, 100))}.`, {
      where: { parameter: 'only' },
      cure: nearest === undefined ? `There are ${steps.join(', ')}.` : `Did you mean ${nearest}?`,
    });
  }
  const wanted = new Set<string>();
  for (const run of runs.toReversed())
    if (only.includes(run.step) || wanted.has(run.name)) [run.name, ...run.after].forEach((name) => wanted.add(name));
  return runs.filter(({ name }) => wanted.has(name));
}
