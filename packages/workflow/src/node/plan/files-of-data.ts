import { basename, dirname, resolve } from 'node:path';
import type { OperandoWarning } from '@operando/core';
import { OperandoError } from '@operando/core';
import { runOfStep } from '../../plan/expand-plan.js';
import { stepFile } from '../../plan/planned-run.js';
import type { PlannedRun } from '../../plan/planned-run.js';
import { expandFolders } from '../expand-folders.js';
import { indexNames } from './campaign-index.js';
import { folderOf, placer, shortName } from './places.js';
import type { PlanFile } from './read-plan.js';
import { readRecord } from './run-record.js';

/** Files named in a message. */
const mostNamed = 12;

/** Whether files are results of plans: of this one, or of one that left its record beside them. */
function resultFinder(plan: PlanFile): (path: string) => Promise<boolean> {
  const folders = new Map<string, Promise<boolean>>(
    plan.runs.map((run) => [folderOf(plan, run), Promise.resolve(true)] as const),
  );
  return (path) => {
    const folder = dirname(resolve(path));
    if (folder === plan.output && indexNames.includes(basename(path))) return Promise.resolve(true);
    const known = folders.get(folder) ?? readRecord(folder).then((record) => record !== undefined);
    folders.set(folder, known);
    return known;
  };
}

/** What is said of results that lie among the data. */
function leftOut(names: readonly string[]): OperandoWarning {
  const more = names.length > mostNamed ? `, and ${names.length - mostNamed} more` : '';
  return {
    code: 'entries-left-out',
    message: `Results of a plan lie among the data, and were left out: ${names.slice(0, mostNamed).join(', ')}${more}.`,
  };
}

/**
 * The data of a run. Folders and patterns never give results, nor the plan itself and files of options of its steps, although
 * they lie among the data: a plan finds the same data when it is run again. Files that are named are meant.
 *
 * @param except Further files that are no data.
 * @param tell Takes what is said of entries that were left out.
 * @throws OperandoError `invalid-argument` where nothing is left; as `expandFolders`.
 */
export async function filesOfData(
  plan: PlanFile,
  run: PlannedRun,
  except: readonly string[],
  tell: (warnings: readonly OperandoWarning[]) => void,
): Promise<readonly string[]> {
  const place = placer(plan, run);
  const ofSteps = plan.plan.steps.flatMap(({ optionsFile }) =>
    optionsFile === undefined || stepFile(optionsFile) !== undefined ? [] : [resolve(plan.folder, optionsFile)],
  );
  const places = run.files.map(place);
  const named = new Set(places.map((path) => resolve(path)));
  const taken = new Set(
    run.files.flatMap((text) => {
      const other = stepFile(text);
      return other === undefined ? [] : [folderOf(plan, runOfStep(run, other.step, plan.runs))];
    }),
  );
  const isResult = resultFinder(plan);
  const files: string[] = [];
  const left: string[] = [];
  for (const file of await expandFolders(places, [...except, plan.file, ...ofSteps], tell)) {
    const whole = resolve(file);
    const isData = named.has(whole) || taken.has(dirname(whole)) || !(await isResult(whole));
    (isData ? files : left).push(file);
  }
  if (left.length > 0) tell([leftOut(left.map((file) => shortName(plan.folder, file)))]);
  if (files.length > 0) return files;
  throw new OperandoError('invalid-argument', 'its files are results of a plan, and no data.', {
    where: { parameter: `${run.name}: files` },
    cure: 'Name those that are meant one by one, or as files of a step: "@step/results.csv".',
  });
}
