import { OperandoError } from '@operando/core';
import { nearestName } from '../../options/nearest.js';
import { runOfStep } from '../../plan/expand-plan.js';
import { stepFile, stepsNamed } from '../../plan/planned-run.js';
import type { PlannedRun } from '../../plan/planned-run.js';
import type { Technique } from '../../technique/technique.js';
import { outputNames } from '../result-folder.js';
import type { PlanFile } from './read-plan.js';
import { optionsOf } from './resolve-run.js';

/** Whether a run takes files of another step: these are there only when that is done. */
export function isLater({ files, options, within, optionsFile }: PlannedRun): boolean {
  return stepsNamed([files, options, within, optionsFile]).length > 0;
}

/** That the step whose file is meant may make one of that name. Patterns, and figures that are numbered, may fit anything. */
function expectMade(
  text: string,
  run: PlannedRun,
  runs: readonly PlannedRun[],
  techniques: readonly Technique[],
): void {
  const other = stepFile(text);
  if (other === undefined || /[*?[{]|\.(?:svg|png)$/.test(other.file)) return;
  const { technique: id } = runOfStep(run, other.step, runs);
  const technique = techniques.find((each) => each.id === id);
  const names = technique === undefined ? [] : outputNames(technique);
  if (technique === undefined || names.includes(other.file)) return;
  const nearest = nearestName(other.file, names);
  throw new OperandoError('invalid-argument', `${id} makes no ${other.file.slice(0, 100)}.`, {
    where: { parameter: `${run.name}: ${text.slice(0, 100)}` },
    cure: nearest === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${nearest}?`,
  });
}

/**
 * What can be said of a run before the files are there that other steps make: its options, and whether these steps make such files.
 *
 * @throws OperandoError of the first fault.
 */
export async function checkLater(plan: PlanFile, run: PlannedRun, techniques: readonly Technique[]): Promise<void> {
  for (const text of run.files) expectMade(text, run, plan.runs, techniques);
  const technique = techniques.find(({ id }) => id === run.technique);
  // A file of options that another step makes holds what is not known yet.
  if (technique !== undefined && stepFile(run.optionsFile ?? '') === undefined) await optionsOf(plan, run, technique);
}
