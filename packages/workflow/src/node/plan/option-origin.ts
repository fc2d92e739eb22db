import { isOperandoError, OperandoError } from '@operando/core';
import { assignedPath } from '../../options/assignment.js';
import type { PlannedRun } from '../../plan/planned-run.js';
import type { PlanFile } from './read-plan.js';

/** Where in a plan an option of a run was given: `sets.cell-01.options`; undefined where none of its places has it. */
function originOf({ plan }: PlanFile, run: PlannedRun, option: string): string | undefined {
  const step = plan.steps.find(({ name }) => name === run.step);
  const chosen = Object.keys(run.choice).flatMap((name) => assignedPath(`${name}=`)?.[0] ?? []);
  const has = (options: object | undefined): boolean => options !== undefined && Object.hasOwn(options, option);
  if (chosen.includes(option)) return `steps.${run.step}.matrix`;
  if (has(step?.options)) return `steps.${run.step}.options`;
  if (has(plan.sets[run.set]?.options)) return `sets.${run.set}.options`;
  return has(plan.defaults?.[run.technique]) ? `defaults.${run.technique}` : undefined;
}

/** An error of an option, with the place in the plan where that was given; other errors as they are. */
export function withOrigin(error: unknown, plan: PlanFile, run: PlannedRun): unknown {
  const parameter = isOperandoError(error) ? error.where?.parameter : undefined;
  if (!isOperandoError(error) || parameter === undefined || error.where?.file !== undefined) return error;
  const origin = originOf(plan, run, parameter.split(/[.[]/, 1)[0] ?? '');
  if (origin === undefined) return error;
  const forAll = origin.startsWith('sets.')
    ? ' Options of a set are for every technique that works on it: give those of one in its step, or in defaults.'
    : '';
  return new OperandoError(error.code, error.problem, {
    where: { ...error.where, parameter: `${origin}.${parameter}` },
    cure: `${error.cure ?? ''}${forAll}`.trim(),
    cause: error,
  });
}
