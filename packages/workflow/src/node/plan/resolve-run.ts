import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { expandPatterns } from '@operando/beamline-io/node';
import { stepFile } from '../../plan/planned-run.js';
import { filesInOptions, mapOptionPaths } from '../../options/option-paths.js';
import type { PlannedRun } from '../../plan/planned-run.js';
import type { Technique } from '../../technique/technique.js';
import type { InputFile } from '../hash-inputs.js';
import { readOptions } from '../read-options.js';
import { filesOfData } from './files-of-data.js';
import { withOrigin } from './option-origin.js';
import { folderOf, placer, shortName } from './places.js';
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

/**
 * Options of a run, those of its file below those of the plan; names of files lead from the plan.
 *
 * @throws OperandoError as {@link resolveRun} does of options.
 */
export async function optionsOf(plan: PlanFile, run: PlannedRun, technique: Technique): Promise<object> {
  const place = placer(plan, run);
  if (technique.model !== undefined && run.optionsFile === undefined && Object.keys(run.options).length === 0)
    throw new OperandoError('invalid-argument', `${technique.id} needs its ${technique.model.name}.`, {
      where: { parameter: `${run.step}.optionsFile` },
      cure: `Name the file as optionsFile: ${technique.model.name}.yml.`,
    });
  const given = mapOptionPaths(technique.options, run.options, place);
  const assignments = Object.entries(run.within).map(([name, value]) => {
    const placed = typeof value === 'string' && stepFile(value) !== undefined ? place(value) : value;
    return `${name}=${JSON.stringify(placed)}`;
  });
  return readOptions(technique.options, {
    file: run.optionsFile === undefined ? undefined : place(run.optionsFile),
    assignments,
    given,
  }).catch((error: unknown) => {
    throw withOrigin(error, plan, run);
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
  const tell = (more: readonly OperandoWarning[]): void => void warnings.push(...more);
  const files = await filesOfData(plan, run, [...cycler, ...named, ...optionsFile], tell);
  const inputs = (role: string, paths: readonly string[]): InputFile[] =>
    paths.map((path) => ({ role, name: shortName(plan.folder, path), path }));
  return {
    run,
    technique,
    files: [...inputs('data', files), ...inputs('cycler', cycler), ...inputs('options', optionsFile)],
    options,
    output: folderOf(plan, run),
    warnings,
  };
}
