import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { expandPatterns } from '@operando/beamline-io/node';
import { filesInOptions, mapOptionPaths } from '../../options/option-paths.js';
import { runOfStep } from '../../plan/expand-plan.js';
import { stepFile } from '../../plan/planned-run.js';
import type { PlannedRun } from '../../plan/planned-run.js';
import type { Technique } from '../../technique/technique.js';
import { expandFolders } from '../expand-folders.js';
import type { InputFile } from '../hash-inputs.js';
import { readOptions } from '../read-options.js';
import type { PlanFile } from './read-plan.js';

/** A run whose files are found and whose options are complete. */
export interface ResolvedRun {
  readonly run: PlannedRun;
  readonly technique: Technique;
  readonly files: readonly InputFile[];
  readonly options: object;
  /** Where its results come to lie: a whole path. */
  readonly output: string;
  /** Of entries of folders that were left out. */
  readonly warnings: readonly OperandoWarning[];
}

/** Folder of a run. */
export const folderOf = ({ output }: Pick<PlanFile, 'output'>, { name }: PlannedRun): string =>
  join(output, ...name.split('/'));

/** Names of files of a plan as whole paths, those of other steps in their folders. */
function placer(plan: PlanFile, run: PlannedRun): (text: string) => string {
  return (text) => {
    const other = stepFile(text);
    if (other === undefined) return isAbsolute(text) ? text : resolve(plan.folder, text);
    return join(folderOf(plan, runOfStep(run, other.step, plan.runs)), other.file);
  };
}

/** A file as results name it: from the plan's folder where it lies within, so that a campaign that is moved is the same. */
function shortName(folder: string, path: string): string {
  const way = relative(folder, path);
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? path : way;
}

/** Options of a run, those of its file below those of the plan; names of files lead from the plan. */
async function optionsOf(plan: PlanFile, run: PlannedRun, technique: Technique): Promise<object> {
  const place = placer(plan, run);
  if (technique.model !== undefined && run.optionsFile === undefined && Object.keys(run.options).length === 0)
    throw new OperandoError('invalid-argument', `${technique.id} needs its ${technique.model.name}.`, {
      where: { parameter: `${run.step}.optionsFile` },
      cure: `Name the file as optionsFile: ${technique.model.name}.yml.`,
    });
  const given = mapOptionPaths(technique.options, run.options, place);
  return readOptions(technique.options, {
    file: run.optionsFile === undefined ? undefined : place(run.optionsFile),
    given,
  });
}

/**
 * Finds the files of a run, and completes its options.
 *
 * @throws OperandoError `invalid-argument` for patterns that fit nothing and options that are none, `file-access`,
 * `malformed-file` for its file of options; all name the run.
 */
export async function resolveRun(
  plan: PlanFile,
  run: PlannedRun,
  techniques: readonly Technique[],
): Promise<ResolvedRun> {
  const technique = techniques.find(({ id }) => id === run.technique)!;
  const options = await optionsOf(plan, run, technique);
  const place = placer(plan, run);
  const warnings: OperandoWarning[] = [];
  const cycler = technique.cycler ? await expandPatterns(run.cycler.map(place)) : [];
  const named = filesInOptions(technique.options, options);
  const optionsFile = run.optionsFile === undefined ? [] : [place(run.optionsFile)];
  const data = await expandFolders(
    run.files.map(place),
    [...cycler, ...named, ...optionsFile],
    (more) => void warnings.push(...more),
  );
  const inputs = (role: string, paths: readonly string[]): InputFile[] =>
    paths.map((path) => ({ role, name: shortName(plan.folder, path), path }));
  return {
    run,
    technique,
    files: [...inputs('data', data), ...inputs('cycler', cycler), ...inputs('options', optionsFile)],
    options,
    output: folderOf(plan, run),
    warnings,
  };
}
