import { statusOf, flatValues, isOperandoError, OperandoError } from '@operando/core';
import type { NdArray, OperandoWarning, WarningCode } from '@operando/core';
import { createEdgePositioner, edgePositionMethods } from './edge-position.js';
import type { EdgePosition, EdgePositionMethod, EdgePositionOptions } from './edge-position.js';
import { collectFrameWarnings } from './frame-warnings.js';
import { cleanSpectrum } from './spectrum.js';

/** Options of {@link edgePositionStack}. */
export interface EdgePositionStackOptions extends Omit<EdgePositionOptions, 'method' | 'e0'> {
  /** @default all methods */
  readonly methods?: readonly EdgePositionMethod[] | undefined;
  /** Rough edge energies, eV: one for all frames or one each (those of `normalizeStack`). */
  readonly e0: number | ArrayLike<number>;
}

/** Positions of every frame by one method. */
export interface EdgePositionColumn {
  /** eV; NaN where the method found nothing. */
  readonly energy: Float64Array;
  readonly stderr: Float64Array;
  /** `statusOf.ok` or `statusOf.failed`. */
  readonly flags: Uint8Array;
}

/** What {@link edgePositionStack} returns: one column per method asked for. */
export interface EdgePositionStack {
  readonly columns: Readonly<Partial<Record<EdgePositionMethod, EdgePositionColumn>>>;
  readonly warnings: readonly OperandoWarning[];
}

const notFound: Readonly<Record<EdgePositionMethod, WarningCode>> = {
  derivative: 'no-derivative',
  'half-step': 'no-half-step',
  integral: 'no-integral',
  'white-line': 'no-white-line',
  centroid: 'no-centroid',
};

/**
 * {@link edgePosition} for every frame of a normalized stack on one grid, by
 * several methods at once. Frames in which a method finds nothing are NaN and
 * flagged, and a warning per method tells how many.
 *
 * @param energy Increasing energies, eV.
 * @param stack Frames x energies, normalized: flat row-major, or a 2-D ndarray.
 * @throws OperandoError `shape-mismatch`.
 */
export function edgePositionStack(
  energy: Float64Array,
  stack: Float64Array | NdArray<Float64Array>,
  options: EdgePositionStackOptions,
): EdgePositionStack {
  const values = stack instanceof Float64Array ? stack : flatValues(stack);
  const points = energy.length;
  const frames = values.length / points;
  const { e0 } = options;
  if (!Number.isInteger(frames) || (typeof e0 !== 'number' && e0.length !== frames)) {
    throw new OperandoError(
      'shape-mismatch',
      `${values.length} values in rows of ${points} do not go with ${typeof e0 === 'number' ? 1 : e0.length} edge energies.`,
    );
  }
  const positioner = createEdgePositioner(energy, options);
  const methods = options.methods ?? edgePositionMethods;
  const notes = collectFrameWarnings(frames);
  const columns: Partial<Record<EdgePositionMethod, EdgePositionColumn>> = {};
  for (const method of methods) {
    columns[method] = {
      energy: new Float64Array(frames).fill(Number.NaN),
      stderr: new Float64Array(frames).fill(Number.NaN),
      flags: new Uint8Array(frames),
    };
  }
  for (let frame = 0; frame < frames; frame++) {
    const guess = typeof e0 === 'number' ? e0 : e0[frame]!;
    let positionBy: ((method: EdgePositionMethod) => EdgePosition) | undefined;
    for (const method of methods) {
      const column = columns[method]!;
      try {
        positionBy ??= prepareFrame(frame, guess);
        const found = positionBy(method);
        column.energy[frame] = found.energy;
        column.stderr[frame] = found.stderr;
      } catch (error) {
        if (!isOperandoError(error)) throw error;
        column.flags[frame] = statusOf.failed;
        notes.add(frame, [{ code: notFound[method], message: error.message }]);
      }
    }
  }
  return { columns, warnings: notes.warnings() };

  function prepareFrame(frame: number, guess: number): (method: EdgePositionMethod) => EdgePosition {
    const offset = frame * points;
    if (!Number.isFinite(guess)) throw new OperandoError('no-edge', 'the frame could not be normalized.');
    let sum = 0;
    for (let i = offset; i < offset + points; i++) sum += values[i]!;
    if (Number.isFinite(sum)) return positioner.at(values, offset, guess, options.noise);
    const partial = cleanSpectrum(energy, values.subarray(offset, offset + points));
    return createEdgePositioner(partial.energy, options).at(partial.mu, 0, guess, options.noise);
  }
}
