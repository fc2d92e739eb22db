import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { runOfStep } from '../../plan/expand-plan.js';
import { stepFile } from '../../plan/planned-run.js';
import type { PlannedRun } from '../../plan/planned-run.js';
import type { PlanFile } from './read-plan.js';

/** Where a plan and its results lie. */
export type PlanPlace = Pick<PlanFile, 'folder' | 'output' | 'plan'>;

/** Folder of a run. */
export const folderOf = ({ output }: Pick<PlanFile, 'output'>, { name }: PlannedRun): string =>
  join(output, ...name.split('/'));

/** Names of files of a plan as whole paths, those of other steps in their folders. */
export function placer(plan: PlanFile, run: PlannedRun): (text: string) => string {
  return (text) => {
    const other = stepFile(text);
    if (other === undefined) return isAbsolute(text) ? text : resolve(plan.folder, text);
    return join(folderOf(plan, runOfStep(run, other.step, plan.runs)), other.file);
  };
}

/** A file as results name it: from the plan's folder where it lies within, so that a campaign that is moved is the same. */
export function shortName(folder: string, path: string): string {
  const way = relative(folder, path);
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? path : way;
}
