import type { OperandoWarning } from '@operando/core';
import type { Pattern, RefineOptions } from '../options.js';
import { otherTube } from './other-tubes.js';
import { otherZero } from './other-zero.js';

/**
 * What would make a pattern that its model does not describe at all one that it does: the wavelength of another tube, or a shift of all
 * angles; of both that which leaves less.
 */
export function explainLost(pattern: Pattern, options: RefineOptions): OperandoWarning | undefined {
  const found = [otherTube(pattern, options), otherZero(pattern, options)].filter((one) => one !== undefined);
  return found.toSorted((one, other) => one.misfit - other.misfit)[0]?.warning;
}
