import { OperandoError } from '@operando/core';
import { erf } from '@operando/numerics';
import { profileSeriesDefaults } from './defaults.js';
import type { DepthAxis } from './depth-axis.js';
import type { DepthGrid } from './response-matrix.js';

/**
 * Across an interface of some width each layer's profile goes on, at its
 * outermost value, with a weight that falls like an error function.
 */
export function interfaceMixing(axis: DepthAxis, grid: DepthGrid, widths: readonly number[]): Float64Array | undefined {
  if (widths.every((width) => width === 0)) return undefined;
  const bins = grid.layer.length;
  const mixing = new Float64Array(bins * bins);
  const last = axis.layers.length - 1;
  const below = (depth: number, boundary: number, width: number): number =>
    width > 0 ? 0.5 * (1 + erf((depth - boundary) / (Math.SQRT2 * width))) : depth >= boundary ? 1 : 0;
  const samples = 8;
  for (let k = 0; k <= last; k++) {
    const first = grid.layer.indexOf(k);
    const end = grid.layer.lastIndexOf(k);
    if (first < 0) continue;
    for (let i = 0; i < bins; i++) {
      let weight = 0;
      for (let s = 0; s < samples; s++) {
        const depth = grid.edges[i]! + ((s + 0.5) / samples) * (grid.edges[i + 1]! - grid.edges[i]!);
        const top = k === 0 ? 1 : below(depth, axis.layers[k]!.top, widths[k - 1]!);
        const bottom = k === last ? 0 : below(depth, axis.layers[k]!.bottom, widths[k]!);
        weight += (top - bottom) / samples;
      }
      if (Math.abs(weight) > 1e-9) mixing[i * bins + Math.max(first, Math.min(end, i))]! += weight;
    }
  }
  return mixing;
}

/** Widths of the interfaces below each layer but the last. @throws OperandoError `shape-mismatch`, `invalid-argument`. */
export function interfaceWidths(given: number | readonly number[] | undefined, layers: number): readonly number[] {
  const widths =
    given === undefined || typeof given === 'number'
      ? Array.from({ length: layers - 1 }, () => given ?? profileSeriesDefaults.interfaceWidth)
      : given;
  if (widths.length !== layers - 1) {
    throw new OperandoError('shape-mismatch', `there are ${widths.length} interface widths for ${layers} layers.`, {
      where: { parameter: 'interfaceWidth' },
      cure: `Give ${layers - 1}, from each layer to the next, or one number for all.`,
    });
  }
  const wrong = widths.find((width) => !(width >= 0 && width < Infinity));
  if (wrong !== undefined) {
    throw new OperandoError('invalid-argument', `an interface is ${wrong} um wide.`, {
      where: { parameter: 'interfaceWidth' },
      cure: 'Widths are standard deviations in um, 0 or more.',
    });
  }
  return widths;
}

/** Product of a matrix [rows x n] and one [n x n]. */
export function multiply(a: Float64Array, b: Float64Array, rows: number, n: number): Float64Array {
  const out = new Float64Array(rows * n);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < n; k++) {
      const value = a[i * n + k]!;
      if (value === 0) continue;
      for (let j = 0; j < n; j++) out[i * n + j]! += value * b[k * n + j]!;
    }
  }
  return out;
}
