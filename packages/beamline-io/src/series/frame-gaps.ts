import { checkLogTimes } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { said } from '../text/said.js';

/** Pauses that are told at most. */
const mostTold = 20;

/**
 * Warnings of pauses between frames: more than ten usual steps, and more than a minute.
 *
 * @param start When frames begin, s.
 * @param nameOf What a frame is called.
 */
export function frameGaps(start: Float64Array, nameOf: (frame: number) => string): OperandoWarning[] {
  return checkLogTimes(start)
    .gaps.slice(0, mostTold)
    .map(({ row, seconds }) => ({
      code: 'frames-gap',
      message: said`${seconds.toFixed(0)} s pass before ${nameOf(row)}, more than ten usual steps.`,
      where: { frame: row },
    }));
}
