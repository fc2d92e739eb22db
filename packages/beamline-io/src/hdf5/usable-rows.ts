import { maskCount, maskWarnings } from '@operando/core';
import type { Axis, OperandoWarning, ProvenanceStep } from '@operando/core';
import { isBraggAxis } from '../series/diffraction-axis.js';
import { noNumber, usablePoints } from '../series/usable-points.js';
import type { MaskReasons, UsablePoints } from '../series/usable-points.js';
import { areTold } from './nexus-history.js';

/** Spectra of a stack and their standard deviations, both NaN where a point must not be used. */
export interface UsableRows {
  readonly signal: Float64Array;
  readonly errors: Float64Array | undefined;
  readonly warnings: readonly OperandoWarning[];
}

/** Why a point is masked that the file's own mask names. */
const byFile = 'that the file masks';
/** Reasons of points that were masked before they were written. */
const earlier: ReadonlySet<string> = new Set([noNumber, byFile]);

/** What is masked of a spectrum: NaN, with the reasons; points of the file's mask keep their values in the signal. */
function withMask(
  { y, masked }: UsablePoints,
  mask: Float64Array | undefined,
): { readonly values: Float64Array; readonly reasons: MaskReasons } {
  if (mask === undefined) return { values: y, reasons: masked };
  let count = 0;
  const values = y.map((value, i) => {
    if (mask[i] === 0 || Number.isNaN(value)) return value;
    count++;
    return Number.NaN;
  });
  return { values, reasons: count === 0 ? masked : new Map([...masked, [byFile, count]]) };
}

/**
 * {@link usablePoints} of every spectrum of a stack; what is masked is told once, and not again where the history told it: what was
 * masked when it was written stands in the file without a number, or in its mask.
 *
 * @param mask The file's: not 0 where a point must not be used. Such points keep their values.
 */
export function usableRows(
  signal: Float64Array,
  errors: Float64Array | undefined,
  { name, values: grid }: Pick<Axis, 'name' | 'values'>,
  mask: Float64Array | undefined,
  history: readonly ProvenanceStep[],
): UsableRows {
  const size = grid.length;
  const hasGaps = isBraggAxis(name);
  const gaps = maskCount(grid);
  let [values, deviations] = [signal, errors];
  for (let at = 0; at < signal.length; at += size) {
    const row = signal.subarray(at, at + size);
    const own = errors?.subarray(at, at + size);
    const usable = usablePoints(row, own, { hasGaps });
    const told = withMask(usable, mask?.subarray(at, at + size));
    gaps.add(told.values, told.reasons);
    if (usable.y !== row) {
      if (values === signal) values = signal.slice();
      values.set(usable.y, at);
    }
    if (usable.sigma === own || usable.sigma === undefined) continue;
    if (deviations === errors) deviations = errors!.slice();
    deviations!.set(usable.sigma, at);
  }
  const found = gaps.found();
  const isKnown = Object.keys(found.reasons).every((reason) => earlier.has(reason)) && areTold(history, found);
  return { signal: values, errors: deviations, warnings: isKnown ? [] : maskWarnings(found) };
}
