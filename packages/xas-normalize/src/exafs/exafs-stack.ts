import { flatValues, isOperandoError, OperandoError, statusOf } from '@operando/core';
import type { NdArray, OperandoWarning } from '@operando/core';
import { expectIncreasing } from '../expect-increasing.js';
import { backgroundSettings } from './background-settings.js';
import { exafsRows, failRow, rowFitter } from './exafs-rows.js';
import { commonReach, stackEdges } from './exafs-stack-frames.js';
import type { ExafsStack, ExafsStackOptions } from './exafs-stack-types.js';
import { forwardTransform } from './forward-transform.js';

/** Values of a stack. @throws OperandoError `shape-mismatch`. */
function valuesOf(stack: Float64Array | NdArray<Float64Array>, points: number): Float64Array {
  const mu = stack instanceof Float64Array ? stack : flatValues(stack);
  if (!Number.isInteger(mu.length / points) || (!(stack instanceof Float64Array) && stack.shape[1] !== points)) {
    throw new OperandoError(
      'shape-mismatch',
      `a stack of ${mu.length} values does not hold rows of ${points} energies.`,
    );
  }
  return mu;
}

/**
 * chi(k) and |chi(R)| of every spectrum of a stack, as `autobk` and `xftf` frame by frame, on one grid of k that
 * ends where the data of all frames reach (or at `kmax`). What depends only on energies and e0 is factorised once for
 * all frames of one e0; with `nclamp: 0` a frame then costs one projection.
 *
 * A frame that fails does not stop the others: its rows are NaN, its status `failed`, and a warning names it. A frame
 * with missing values is fitted without them.
 *
 * @param energy Increasing energies in eV.
 * @param stack Frames x energies: flat row-major, or a 2-D ndarray. Not changed.
 * @throws OperandoError as `normalizeStack`; `outside-range` when no frame has an edge with data above it; as `xftf` for the transform.
 */
export function exafsStack(
  energy: ArrayLike<number>,
  stack: Float64Array | NdArray<Float64Array>,
  options: ExafsStackOptions = {},
): ExafsStack {
  const grid = energy instanceof Float64Array ? energy : Float64Array.from(energy);
  expectIncreasing(grid);
  const mu = valuesOf(stack, grid.length);
  const frames = mu.length / grid.length;
  const edges = stackEdges(grid, mu, frames, options.e0, options.edgeStep, options.normalization);
  const { e0, edgeStep } = edges;
  const common = commonReach(edges.reach);
  if (Number.isNaN(common)) {
    throw new OperandoError('outside-range', 'no frame has an edge with data above it.', {
      where: { parameter: 'e0' },
      cure: 'Check energies and e0; EXAFS needs a scan that goes on for some 100 eV above the edge.',
    });
  }
  const kmax = Math.min(common, options.kmax ?? common);
  const settings = { ...backgroundSettings({ ...options, kmax }), kmax };
  const k = Float64Array.from({ length: Math.trunc(1.01 + kmax / settings.kstep) }, (_, i) => settings.kstep * i);
  const transform = forwardTransform(k, options.transform ?? {});
  const rows = exafsRows(frames, k.length, transform.r.length, options);
  const { status, notes } = rows;
  const fit = rowFitter(rows, grid, mu, edges, settings, transform);
  // Frames of one edge energy together: one factorisation serves them all, and only one is kept.
  const order = Int32Array.from({ length: frames }, (_, i) => i).sort((a, b) => e0[a]! - e0[b]! || a - b);
  for (const frame of order) {
    status[frame] = edges.status[frame]!;
    if (status[frame] === statusOf.failed) {
      failRow(rows, frame);
      continue;
    }
    try {
      fit(frame);
    } catch (error) {
      if (!isOperandoError(error)) throw error;
      failRow(rows, frame);
      notes.add(frame, [{ code: error.code, message: error.message }]);
    }
  }
  for (const frame of notes.frames) if (status[frame] === statusOf.ok) status[frame] = statusOf.doubtful;
  const warnings: OperandoWarning[] = [...edges.warnings, ...transform.warnings, ...notes.warnings(frames)];
  if (options.kmax !== undefined && options.kmax > common * (1 + 1e-9)) {
    warnings.push({
      code: 'kmax-beyond-data',
      message: `kmax = ${options.kmax} 1/A, but the data of all frames reach ${common.toPrecision(4)} 1/A only.`,
    });
  }
  const { chi, chiStderr, magnitude, reducedChiSquare } = rows;
  return {
    frames,
    k,
    chi,
    ...(chiStderr === undefined ? {} : { chiStderr }),
    r: transform.r,
    magnitude,
    e0,
    edgeStep,
    kmax,
    reducedChiSquare,
    status,
    warnings,
  };
}
