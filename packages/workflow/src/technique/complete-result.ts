import type { ProvenanceInput } from '@operando/core';
import { version } from '../version.js';
import type { RunResult } from './result-files.js';
import type { Outcome } from './technique.js';

/** What went into a run. */
export interface RunInputs {
  /** Files that went in, each with its checksum. */
  readonly inputs: readonly ProvenanceInput[];
  /** Folder from which relative names of inputs lead to their files. */
  readonly folder?: string | undefined;
}

/** The result of a run, with everything needed to run it again. */
export function completeResult(outcome: Outcome, { inputs, folder }: RunInputs): RunResult {
  const { steps, seeds, clock, options, ...rest } = outcome;
  return {
    ...rest,
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
