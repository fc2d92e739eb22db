import type { OperandoError } from '@operando/core';
import { nearestName } from '../options/nearest.js';
import { stepsNamed } from './planned-run.js';
import type { Plan, PlanStep } from './schema.js';

/** Where in a plan something stands. */
export type PlanPath = readonly (string | number)[];

/** Makes an error of a place in a plan. */
export type PlanFault = (path: PlanPath, problem: string, cure: string) => OperandoError;

/** Steps that a step needs: those it says it comes after, and those whose files it takes. */
export function neededSteps({ after = [], files = [], options = {}, matrix = {}, optionsFile }: PlanStep): string[] {
  return [...new Set([...after, ...stepsNamed([files, options, matrix, optionsFile])])];
}

function unknownName(text: string, known: readonly string[], what: string): readonly [string, string] {
  const nearest = nearestName(text, known);
  return [
    `there is no ${what} ${JSON.stringify(text.slice(0, 100))}.`,
    nearest === undefined ? `There are ${known.slice(0, 20).join(', ')}.` : `Did you mean ${nearest}?`,
  ];
}

/** That every name leads somewhere. @throws OperandoError of the first that does not. */
export function expectNames(plan: Plan, techniques: readonly string[], fault: PlanFault): void {
  const sets = Object.keys(plan.sets);
  const steps = plan.steps.map(({ name }) => name);
  const expectKnown = (text: string, known: readonly string[], what: string, path: PlanPath): void => {
    if (!known.includes(text)) throw fault(path, ...unknownName(text, known, what));
  };
  for (const id of Object.keys(plan.defaults ?? {})) expectKnown(id, techniques, 'technique', ['defaults', id]);
  for (const [name, { files }] of Object.entries(plan.sets)) {
    if (typeof files === 'string' || Array.isArray(files)) continue;
    for (const id of Object.keys(files)) expectKnown(id, techniques, 'technique', ['sets', name, 'files', id]);
  }
  plan.steps.forEach((step, at) => {
    expectKnown(step.technique, techniques, 'technique', ['steps', at, 'technique']);
    step.sets?.forEach((set, k) => expectKnown(set, sets, 'data set', ['steps', at, 'sets', k]));
    for (const needed of neededSteps(step)) expectKnown(needed, steps, 'step', ['steps', at]);
  });
}

/** That names of steps, and of sets, differ by more than case: they become folders. @throws OperandoError. */
export function expectDistinct(
  names: readonly string[],
  what: string,
  fault: (at: number, cure: string) => OperandoError,
): void {
  const seen = new Map<string, number>();
  names.forEach((name, at) => {
    const key = name.toLowerCase();
    if (seen.has(key))
      throw fault(at, `Give every ${what} a name of its own, that differs by more than capital letters.`);
    seen.set(key, at);
  });
}

/** Steps in an order in which every one comes after those it needs. @throws OperandoError for a circle. */
export function orderedSteps(plan: Plan, fault: PlanFault): readonly PlanStep[] {
  const ordered: PlanStep[] = [];
  const done = new Set<string>();
  let waiting = [...plan.steps];
  while (waiting.length > 0) {
    const ready = waiting.filter((step) => neededSteps(step).every((name) => done.has(name)));
    if (ready.length === 0) {
      const [first] = waiting;
      throw fault(
        ['steps', plan.steps.indexOf(first!)],
        waiting.length === 1
          ? `${first!.name} waits for itself.`
          : `${waiting.map(({ name }) => name).join(', ')} wait for each other.`,
        'Take one of the references out.',
      );
    }
    // One at a time, so that steps stand as the plan has them wherever they can.
    const [next] = ready;
    ordered.push(next!);
    done.add(next!.name);
    waiting = waiting.filter((step) => step !== next);
  }
  return ordered;
}
