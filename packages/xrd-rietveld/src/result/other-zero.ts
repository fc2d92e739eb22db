import type { OperandoWarning } from '@operando/core';
import { at } from '../model/instrument-places.js';
import type { Pattern, RefineOptions } from '../options.js';
import { searchAt } from './tolerant-search.js';

/** Shifts that are tried, degrees, and the step between them: less than lines are widened by. */
const farthest = 1.5;
const step = 0.05;
/** Smaller ones are those of cells that are not quite as given. */
const least = 0.15;
/** chi^2 at another zero must be below this part of that at the given one. */
const better = 0.7;

/** A change of settings that would describe a pattern better, and what is left of it then. */
export interface OtherSetting {
  readonly warning: OperandoWarning;
  readonly misfit: number;
}

/** Whether a pattern that its model does not describe at all would be described with all of it shifted: zero or displacement. */
export function otherZero(pattern: Pattern, options: RefineOptions): OtherSetting | undefined {
  const misfitOf = searchAt(pattern, options);
  const given = options.instrument.zero ?? 0;
  const asGiven = misfitOf((values) => values);
  let best = { shift: 0, misfit: asGiven };
  for (let k = -Math.round(farthest / step); k <= farthest / step; k++) {
    const shift = k * step;
    const misfit = misfitOf((values) => values.with(at.zero, given + shift));
    if (misfit < best.misfit) best = { shift, misfit };
  }
  const { shift, misfit } = best;
  if (!(misfit < better * asGiven) || Math.abs(shift) < least) return undefined;
  const way = shift > 0 ? 'higher' : 'lower';
  const message = `the phases explain the pattern far better where all lines lie ${Math.abs(shift).toFixed(2)} degrees ${way}: begin with a zero of ${(given + shift).toFixed(2)}, or check the height of the sample`;
  return { misfit, warning: { code: 'angles-doubtful', message } };
}
