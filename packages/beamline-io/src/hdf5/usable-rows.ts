import { maskCount, maskWarnings } from '@operando/core';
import type { Axis, OperandoWarning } from '@operando/core';
import { isBraggAxis } from '../series/diffraction-axis.js';
import { usablePoints } from '../series/usable-points.js';

/** Spectra of a stack and their standard deviations, both NaN where a point must not be used. */
export interface UsableRows {
  readonly signal: Float64Array;
  readonly errors: Float64Array | undefined;
  readonly warnings: readonly OperandoWarning[];
}

/** {@link usablePoints} of every spectrum of a stack; what is masked is told once. */
export function usableRows(
  signal: Float64Array,
  errors: Float64Array | undefined,
  { name, values: grid }: Pick<Axis, 'name' | 'values'>,
): UsableRows {
  const size = grid.length;
  const hasGaps = isBraggAxis(name);
  const gaps = maskCount(grid);
  let [values, deviations] = [signal, errors];
  for (let at = 0; at < signal.length; at += size) {
    const row = signal.subarray(at, at + size);
    const own = errors?.subarray(at, at + size);
    const usable = usablePoints(row, own, { hasGaps });
    gaps.add(usable.y, usable.masked);
    if (usable.y !== row) {
      if (values === signal) values = signal.slice();
      values.set(usable.y, at);
    }
    if (usable.sigma === own || usable.sigma === undefined) continue;
    if (deviations === errors) deviations = errors!.slice();
    deviations!.set(usable.sigma, at);
  }
  return { signal: values, errors: deviations, warnings: maskWarnings(gaps.found()) };
}
