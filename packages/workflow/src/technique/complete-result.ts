import type { OperandoWarning, ProvenanceInput, Result } from '@operando/core';
import { version } from '../version.js';
import type { Outcome } from './technique.js';

/** What went into a run. */
export interface RunInputs {
  readonly inputs: readonly ProvenanceInput[];
  /** Folder from which relative names of inputs lead to their files. */
  readonly folder?: string | undefined;
  /** Names of the files under the paths they were read from, where these differ. */
  readonly names?: ReadonlyMap<string, string> | undefined;
}

/** Places and messages that name a file by its path name it as it was given. */
function renamed(warnings: readonly OperandoWarning[], names: ReadonlyMap<string, string>): OperandoWarning[] {
  const rename = (text: string): string => [...names].reduce((told, [path, name]) => told.replaceAll(path, name), text);
  return warnings.map(({ code, message, where }) => ({
    code,
    message: rename(message),
    ...(where === undefined
      ? {}
      : { where: where.file === undefined ? where : { ...where, file: rename(where.file) } }),
  }));
}

/** The result of a run, with everything needed to run it again. */
export function completeResult(outcome: Outcome, { inputs, folder, names }: RunInputs): Result {
  const { steps, seeds, clock, options, optionFiles: _named, warnings, ...rest } = outcome;
  const differ = new Map([...(names ?? [])].filter(([path, name]) => path !== name));
  return {
    ...rest,
    warnings: differ.size === 0 ? warnings : renamed(warnings, differ),
    provenance: {
      technique: outcome.technique,
      versions: { operando: version },
      options,
      inputs,
      ...(folder === undefined ? {} : { folder }),
      seeds,
      ...(clock === undefined ? {} : { clock }),
      steps,
    },
  };
}
