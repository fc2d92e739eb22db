import type { OperandoWarning } from '@operando/core';
import type { RowFacts } from './row-survey.js';

/** That standard deviations of the files are not used: not all frames have some, or they do not hold on a grid of another file. */
export function errorWarnings({ measured, withErrors }: RowFacts, total: number): OperandoWarning[] {
  if (measured || withErrors === 0) return [];
  return [
    {
      code: 'errors-left-out',
      message:
        withErrors < total
          ? `Only ${withErrors} of ${total} frames have standard deviations: none were used.`
          : 'The standard deviations do not hold for interpolated values: none were used.',
    },
  ];
}
