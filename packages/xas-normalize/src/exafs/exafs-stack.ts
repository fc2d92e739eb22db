import { statusOf, flatValues, isOperandoError, OperandoError } from '@operando/core';
import type { NdArray, OperandoWarning } from '@operando/core';
import { collectFrameWarnings } from '../frame-warnings.js';
import { expectIncreasing } from '../normalize-stack.js';
import type { NormalizeStackOptions } from '../normalize-stack.js';
import { autobk, statusWarning } from './autobk.js';
import { commonReach, stackEdges } from './exafs-stack-frames.js';
import { stackFitter } from './exafs-stack-fit.js';
import { backgroundSettings } from './background-settings.js';
import type { BackgroundOptions } from './background-settings.js';
import { forwardTransform } from './forward-transform.js';
import type { XftfOptions } from './forward-transform.js';
import { magnitudes } from './xftf.js';

/** Options of {@link exafsStack}: those of the background, of the transform, and where to write. */
export interface ExafsStackOptions extends BackgroundOptions {
  /** One edge energy for all frames, or one each, eV. @default found by `normalizeStack` */
  readonly e0?: number | ArrayLike<number> | undefined;
  /** One edge step for all frames, or one each. @default found by `normalizeStack` */
  readonly edgeStep?: number | ArrayLike<number> | undefined;
  /** For `normalizeStack`, where edges or edge steps have to be found. */
  readonly normalization?: Omit<NormalizeStackOptions, 'e0' | 'edgeStep' | 'out' | 'flat'> | undefined;
  /** Options of the Fourier transform. @default those of `xftf` */
  readonly transform?: Omit<XftfOptions, 'kstep'> | undefined;
  /** Standard errors of chi that the background brings, too; with clamps this doubles the time. @default false */
  readonly stderr?: boolean | undefined;
  /** Arrays to write into instead of new ones: frames x points in k, frames x distances. */
  readonly out?: { readonly chi?: Float64Array; readonly magnitude?: Float64Array } | undefined;
}

/** EXAFS of a stack on one grid. Rows of frames that failed are NaN. */
export interface ExafsStack {
  readonly frames: number;
  /** Wavenumbers, 1/A, the same for all frames. */
  readonly k: Float64Array;
  /** Frames x points in k, row-major: chi(k), not weighted. */
  readonly chi: Float64Array;
  /** Likewise, with `stderr: true`. */
  readonly chiStderr?: Float64Array;
  /** Distances, A. */
  readonly r: Float64Array;
  /** Frames x distances, row-major: |chi(R)|. */
  readonly magnitude: Float64Array;
  /** Edge energy of each frame, eV. */
  readonly e0: Float64Array;
  readonly edgeStep: Float64Array;
  /** End of the range that all frames have, 1/A. */
  readonly kmax: number;
  /** Of each frame's background. */
  readonly reducedChiSquare: Float64Array;
  /** Per frame one of `statusOf`: ok, doubtful (see warnings) or failed. */
  readonly flags: Uint8Array;
  readonly warnings: readonly OperandoWarning[];
}

function output(given: Float64Array | undefined, size: number, name: string): Float64Array {
  if (given === undefined) return new Float64Array(size);
  if (given.length !== size)
    throw new OperandoError('shape-mismatch', `the array for ${name} has ${given.length} values instead of ${size}.`, {
      where: { parameter: 'out' },
    });
  return given;
}

/**
 * chi(k) and |chi(R)| of every spectrum of a stack, as {@link autobk} and `xftf` frame by frame, on one grid of k that
 * ends where the data of all frames reach (or at `kmax`). What depends only on energies and e0 is factorised once for
 * all frames of one e0; with `nclamp: 0` a frame then costs one projection.
 *
 * A frame that fails does not stop the others: its rows are NaN, its flag `failed`, and a warning names it. A frame
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
  const points = grid.length;
  expectIncreasing(grid);
  const mu = stack instanceof Float64Array ? stack : flatValues(stack);
  const frames = mu.length / points;
  if (!Number.isInteger(frames) || (!(stack instanceof Float64Array) && stack.shape[1] !== points)) {
    throw new OperandoError(
      'shape-mismatch',
      `a stack of ${mu.length} values does not hold rows of ${points} energies.`,
    );
  }
  const edges = stackEdges(grid, mu, frames, options.e0, options.edgeStep, options.normalization);
  const { e0, edgeStep, reach } = edges;
  const common = commonReach(reach);
  if (Number.isNaN(common)) {
    throw new OperandoError('outside-range', 'no frame has an edge with data above it.', {
      where: { parameter: 'e0' },
      cure: 'Check energies and e0; EXAFS needs a scan that goes on for some 100 eV above the edge.',
    });
  }
  const kmax = Math.min(common, options.kmax ?? common);
  const settings = backgroundSettings({ ...options, kmax });
  const k = Float64Array.from({ length: Math.trunc(1.01 + kmax / settings.kstep) }, (_, i) => settings.kstep * i);
  const transform = forwardTransform(k, options.transform ?? {});
  const distances = transform.r.length;
  const chi = output(options.out?.chi, frames * k.length, 'chi');
  const magnitude = output(options.out?.magnitude, frames * distances, 'magnitude');
  const chiStderr = options.stderr === true ? new Float64Array(chi.length) : undefined;
  const reducedChiSquare = new Float64Array(frames);
  const flags = new Uint8Array(frames);
  const notes = collectFrameWarnings(frames);
  const fitter = stackFitter(grid, settings, chiStderr !== undefined);

  const fitPartialFrame = (frame: number): void => {
    const row = mu.subarray(frame * points, (frame + 1) * points);
    const { nclamp, nknots, kmin, rbkg, kweight, dk, window, clampLow, clampHigh, nfft, kstep } = settings;
    const single = autobk(grid, row, {
      nclamp,
      nknots,
      kmin,
      rbkg,
      kweight,
      dk,
      window,
      clampLow,
      clampHigh,
      nfft,
      kstep,
      kmax,
      e0: e0[frame]!,
      edgeStep: edgeStep[frame]!,
    });
    if (single.k.length !== k.length)
      throw new OperandoError(
        'outside-range',
        `the last values of the frame are missing: its data end at ${single.kmax.toPrecision(4)} 1/A.`,
        { cure: 'Give a smaller kmax.' },
      );
    chi.set(single.chi, frame * k.length);
    chiStderr?.set(single.chiStderr, frame * k.length);
    reducedChiSquare[frame] = single.reducedChiSquare;
    notes.add(frame, single.warnings);
  };

  const fitFrame = (frame: number): void => {
    const failure = edges.failures.get(frame);
    if (failure !== undefined) throw failure;
    if (reach[frame]! < kmax) {
      throw new OperandoError(
        'outside-range',
        `with its edge at ${e0[frame]} eV the frame ends at ${reach[frame]!.toPrecision(4)} 1/A, the others at ${kmax.toPrecision(4)}.`,
        { cure: 'Give one e0 for all frames, or a smaller kmax.' },
      );
    }
    const start = frame * k.length;
    const fit = fitter.fit(mu, frame * points, e0[frame]!, edgeStep[frame]!, chi, start, chiStderr);
    if (Number.isFinite(fit.reducedChiSquare)) {
      reducedChiSquare[frame] = fit.reducedChiSquare;
      if (fit.status !== 'converged') notes.add(frame, [statusWarning(fit.status, fit.iterations)]);
      if (fit.warnings.length > 0) notes.add(frame, fit.warnings);
    } else fitPartialFrame(frame);
    magnitudes(transform.apply(chi, start), magnitude, frame * distances, distances);
  };

  const fail = (frame: number): void => {
    chi.fill(Number.NaN, frame * k.length, (frame + 1) * k.length);
    chiStderr?.fill(Number.NaN, frame * k.length, (frame + 1) * k.length);
    magnitude.fill(Number.NaN, frame * distances, (frame + 1) * distances);
    reducedChiSquare[frame] = Number.NaN;
    flags[frame] = statusOf.failed;
  };

  // Frames of one edge energy together: one factorisation serves them all, and only one is kept.
  const order = Int32Array.from({ length: frames }, (_, i) => i).sort((a, b) => e0[a]! - e0[b]! || a - b);
  for (const frame of order) {
    flags[frame] = edges.flags[frame]!;
    if (flags[frame] === statusOf.failed) {
      fail(frame);
      continue;
    }
    try {
      fitFrame(frame);
    } catch (error) {
      if (!isOperandoError(error)) throw error;
      fail(frame);
      notes.add(frame, [{ code: error.code, message: error.message }]);
    }
  }
  for (const frame of notes.frames) if (flags[frame] === statusOf.ok) flags[frame] = statusOf.doubtful;
  const warnings: OperandoWarning[] = [...edges.warnings, ...transform.warnings, ...notes.warnings()];
  if (options.kmax !== undefined && options.kmax > common * (1 + 1e-9)) {
    warnings.push({
      code: 'kmax-beyond-data',
      message: `kmax = ${options.kmax} 1/A, but the data of all frames reach ${common.toPrecision(4)} 1/A only.`,
    });
  }
  const result = { frames, k, chi, r: transform.r, magnitude, e0, edgeStep, kmax, reducedChiSquare, flags, warnings };
  return chiStderr === undefined ? result : Object.assign(result, { chiStderr });
}
