import type { ProvenanceStep } from '@operando/core';
import { plainRecord } from './plain-record.js';

/**
 * A step of an analysis for the provenance.
 *
 * @param step What was done, as `package/function`.
 * @param used Values that were used, under the names that options have: those given, defaults, and those found on the way.
 */
export function usedStep(step: `${string}/${string}`, used: object): ProvenanceStep {
  return { step, options: plainRecord(used) };
}

/** The last of some steps with more of what was used in it. */
export function withUsed(steps: readonly ProvenanceStep[], used: object): ProvenanceStep[] {
  const last = steps.at(-1);
  return last === undefined
    ? []
    : [...steps.slice(0, -1), { ...last, options: { ...last.options, ...plainRecord(used) } }];
}

/** The lowest and the highest of some values; the value itself where all are the same. */
export function usedExtent([lowest, highest]: readonly [number, number]): number | readonly [number, number] {
  return lowest === highest ? lowest : [lowest, highest];
}
