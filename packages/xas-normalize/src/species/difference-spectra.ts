import { OperandoError } from '@operando/core';
import type { NdArray } from '@operando/core';
import { noiseOfFrames, spectrumOnGrid, stackWindow, windowRows } from './spectra.js';
import type { EnergyWindow, SpeciesSpectrum } from './spectra.js';

/** Options of {@link differenceSpectra}. */
export interface DifferenceSpectraOptions extends EnergyWindow {
  /** What is subtracted: a frame (from 0, negative from the end), the first frame, the mean of all, or a spectrum of its own. @default 'first' */
  readonly reference?: number | 'first' | 'mean' | SpeciesSpectrum | undefined;
  /** Standard error of one value: one number or one per frame. @default from the scatter of neighbouring points, frame by frame */
  readonly stderr?: number | ArrayLike<number> | undefined;
}

/** Spectra less a reference. */
export interface DifferenceSpectra {
  /** eV, those of the window. */
  readonly energy: Float64Array;
  /** Rows of the stack. */
  readonly frames: number;
  /** Frames x energies. */
  readonly stack: Float64Array;
  /** What was taken off, at each energy. */
  readonly reference: Float64Array;
  /** Standard error of the values of each frame, that of the reference included (0 for a frame less itself); NaN where points are too few to tell. */
  readonly stderr: Float64Array;
}

/**
 * Difference spectra of a series.
 *
 * @param energy Increasing, eV.
 * @param stack Frames x energies, normalized: flat row-major, or a 2-D ndarray.
 * @throws OperandoError `outside-range` for a frame that is not there or a spectrum that does not cover the window, `shape-mismatch`,
 * `non-finite`, `axis-not-increasing`, `invalid-argument` for a standard error below zero.
 */
export function differenceSpectra(
  energy: ArrayLike<number>,
  stack: Float64Array | NdArray<Float64Array>,
  options: DifferenceSpectraOptions = {},
): DifferenceSpectra {
  const { reference: given = 'first', stderr: error } = options;
  const view = stackWindow(energy, stack, options, 2);
  const { frames } = view;
  const points = view.energy.length;
  const rows = windowRows(view);
  const noise =
    error === undefined
      ? noiseOfFrames(view.energy, rows)
      : typeof error === 'number'
        ? new Float64Array(frames).fill(error)
        : Float64Array.from(error);
  if (noise.length !== frames)
    throw new OperandoError('shape-mismatch', `${noise.length} standard errors for ${frames} frames.`, {
      where: { parameter: 'stderr' },
    });
  if (error !== undefined && !noise.every((value) => value >= 0))
    throw new OperandoError('invalid-argument', 'a standard error is below zero or not a number.', {
      where: { parameter: 'stderr' },
    });
  let reference = new Float64Array(points);
  const stderr = new Float64Array(frames);
  if (given === 'mean') {
    for (let f = 0; f < frames; f++) for (let i = 0; i < points; i++) reference[i]! += rows[f * points + i]! / frames;
    let total = 0;
    for (const value of noise) total += value * value;
    // A frame is part of the mean it is compared with.
    for (let f = 0; f < frames; f++)
      stderr[f] = Math.sqrt(Math.max(0, noise[f]! ** 2 * (1 - 2 / frames) + total / frames ** 2));
  } else if (typeof given === 'object') {
    reference = Float64Array.from(spectrumOnGrid(given, view.energy, 'reference'));
    stderr.set(noise);
  } else {
    const frame = given === 'first' ? 0 : given < 0 ? frames + given : given;
    if (!Number.isInteger(frame) || frame < 0 || frame >= frames)
      throw new OperandoError('outside-range', `there is no frame ${given} among ${frames}.`, {
        where: { parameter: 'reference' },
      });
    reference = rows.slice(frame * points, (frame + 1) * points);
    for (let f = 0; f < frames; f++) stderr[f] = f === frame ? 0 : Math.hypot(noise[f]!, noise[frame]!);
  }
  for (let f = 0; f < frames; f++) for (let i = 0; i < points; i++) rows[f * points + i]! -= reference[i]!;
  return { energy: view.energy, frames, stack: rows, reference, stderr };
}
