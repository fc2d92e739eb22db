import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { OperandoError } from '@operando/core';
import { parseOptionsFile } from '../../options/options-file.js';
import { parseOptions } from '../../options/validate.js';
import { expandPlan } from '../../plan/expand-plan.js';
import type { PlannedRun } from '../../plan/planned-run.js';
import type { PlanFault } from '../../plan/references.js';
import { planSchema, planVersion } from '../../plan/schema.js';
import type { Plan } from '../../plan/schema.js';

/** A plan that was read. */
export interface PlanFile {
  /** The file, as it was given. */
  readonly file: string;
  /** Folder from which names of files lead: the plan's own. */
  readonly folder: string;
  /** Whole path of the folder of all results. */
  readonly output: string;
  /** What the file says, checked, defaults filled in. */
  readonly plan: Plan;
  /** Each after those it needs. */
  readonly runs: readonly PlannedRun[];
}

/** A version that is none of those known. */
function versionError(version: unknown, file: string, line: number | undefined): OperandoError {
  const isNewer = typeof version === 'number' && version > planVersion;
  return new OperandoError(
    isNewer ? 'unsupported' : 'malformed-file',
    version === undefined
      ? 'the plan does not say its version.'
      : `version ${JSON.stringify(version)} of plans is not known.`,
    {
      where: { file, ...(line === undefined ? {} : { line }) },
      cure: isNewer ? 'Use a newer operando.' : `Write version: ${planVersion} at its top.`,
    },
  );
}

/**
 * Read a plan, and what is to be done in it.
 *
 * @param techniques Ids that are known.
 * @throws OperandoError `file-access`; `malformed-file` with the line of what is wrong; `unsupported` for a newer version.
 */
export async function readPlan(file: string, techniques: readonly string[]): Promise<PlanFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new OperandoError('file-access', 'the plan cannot be read.', {
      where: { file },
      cure: 'Check its path and permissions.',
      cause,
    });
  }
  const { data, lineOf } = parseOptionsFile(text, file);
  if (data['version'] !== planVersion) throw versionError(data['version'], file, lineOf(['version']));
  const placeOf = (path: readonly PropertyKey[]): { file: string; line?: number } => {
    const line = lineOf(path);
    return { file, ...(line === undefined ? {} : { line }) };
  };
  const plan = parseOptions(planSchema, data, placeOf);
  const fault: PlanFault = (path, problem, cure) =>
    new OperandoError('malformed-file', problem, { where: placeOf(path), cure });
  const folder = dirname(resolve(file));
  return { file, folder, output: resolve(folder, plan.output), plan, runs: expandPlan(plan, techniques, fault) };
}
