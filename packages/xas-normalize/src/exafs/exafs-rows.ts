import { OperandoError, statusOf } from '@operando/core';
import { collectFrameWarnings } from '../frame-warnings.js';
import type { FrameWarnings } from '../frame-warnings.js';
import { autobk, statusWarning } from './autobk.js';
import type { BackgroundSettings } from './background-settings.js';
import { stackFitter } from './exafs-stack-fit.js';
import type { StackEdges } from './exafs-stack-frames.js';
import type { ExafsStackOptions } from './exafs-stack-types.js';
import type { ForwardTransform } from './forward-transform.js';
import { magnitudes } from './xftf.js';

/** What is written of each frame, row after row. */
export interface ExafsRows {
  readonly chi: Float64Array;
  readonly chiStderr: Float64Array | undefined;
  readonly magnitude: Float64Array;
  readonly reducedChiSquare: Float64Array;
  readonly status: Uint8Array;
  readonly notes: FrameWarnings;
}

function output(given: Float64Array | undefined, size: number, name: string): Float64Array {
  if (given === undefined) return new Float64Array(size);
  if (given.length !== size)
    throw new OperandoError('shape-mismatch', `the array for ${name} has ${given.length} values instead of ${size}.`, {
      where: { parameter: 'out' },
    });
  return given;
}

/** Rows of `frames` frames. @throws OperandoError `shape-mismatch` for arrays of another size to write into. */
export function exafsRows(
  frames: number,
  wavenumbers: number,
  distances: number,
  { out, stderr }: ExafsStackOptions,
): ExafsRows {
  const chi = output(out?.chi, frames * wavenumbers, 'chi');
  return {
    chi,
    chiStderr: stderr === true ? new Float64Array(chi.length) : undefined,
    magnitude: output(out?.magnitude, frames * distances, 'magnitude'),
    reducedChiSquare: new Float64Array(frames),
    status: new Uint8Array(frames).fill(statusOf.ok),
    notes: collectFrameWarnings(),
  };
}

/** Make a frame's rows NaN, and its status `failed`. */
export function failRow({ chi, chiStderr, magnitude, reducedChiSquare, status }: ExafsRows, frame: number): void {
  for (const rows of [chi, chiStderr, magnitude]) {
    if (rows === undefined) continue;
    const size = rows.length / status.length;
    rows.fill(Number.NaN, frame * size, (frame + 1) * size);
  }
  reducedChiSquare[frame] = Number.NaN;
  status[frame] = statusOf.failed;
}

/** A frame with missing values, fitted without them. */
function fitPartialRow(
  rows: ExafsRows,
  frame: number,
  energy: Float64Array,
  mu: Float64Array,
  { e0, edgeStep }: StackEdges,
  settings: BackgroundSettings,
): void {
  const points = energy.length;
  const wavenumbers = rows.chi.length / rows.status.length;
  const single = autobk(energy, mu.subarray(frame * points, (frame + 1) * points), {
    ...settings,
    e0: e0[frame]!,
    edgeStep: edgeStep[frame]!,
  });
  if (single.k.length !== wavenumbers)
    throw new OperandoError(
      'outside-range',
      `the last values of the frame are missing: its data end at ${single.kmax.toPrecision(4)} 1/A.`,
      { cure: 'Give a smaller kmax.' },
    );
  rows.chi.set(single.chi, frame * wavenumbers);
  rows.chiStderr?.set(single.chiStderr, frame * wavenumbers);
  rows.reducedChiSquare[frame] = single.reducedChiSquare;
  rows.notes.add(frame, single.warnings);
}

/**
 * Fits frames into rows, best those of one edge energy after another.
 *
 * @param settings With the `kmax` that all frames have.
 */
export function rowFitter(
  rows: ExafsRows,
  energy: Float64Array,
  mu: Float64Array,
  edges: StackEdges,
  settings: BackgroundSettings & { readonly kmax: number },
  transform: ForwardTransform,
): (frame: number) => void {
  const { e0, edgeStep, reach, failures } = edges;
  const { kmax } = settings;
  const points = energy.length;
  const wavenumbers = rows.chi.length / rows.status.length;
  const distances = transform.r.length;
  const fitter = stackFitter(energy, settings, rows.chiStderr !== undefined);
  return (frame) => {
    const failure = failures.get(frame);
    if (failure !== undefined) throw failure;
    if (reach[frame]! < kmax) {
      throw new OperandoError(
        'outside-range',
        `with its edge at ${e0[frame]} eV the frame ends at ${reach[frame]!.toPrecision(4)} 1/A, the others at ${kmax.toPrecision(4)}.`,
        { cure: 'Give one e0 for all frames, or a smaller kmax.' },
      );
    }
    const start = frame * wavenumbers;
    const fit = fitter.fit(mu, frame * points, e0[frame]!, edgeStep[frame]!, rows.chi, start, rows.chiStderr);
    if (Number.isFinite(fit.reducedChiSquare)) {
      rows.reducedChiSquare[frame] = fit.reducedChiSquare;
      if (fit.status !== 'converged') rows.notes.add(frame, [statusWarning(fit.status, fit.iterations)]);
      if (fit.warnings.length > 0) rows.notes.add(frame, fit.warnings);
    } else fitPartialRow(rows, frame, energy, mu, edges, settings);
    magnitudes(transform.apply(rows.chi, start), rows.magnitude, frame * distances, distances);
  };
}
