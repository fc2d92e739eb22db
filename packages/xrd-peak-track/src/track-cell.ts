import { finishSteps, OperandoError, isOperandoError, statusOf } from '@operando/core';
import type { Estimate, Steps } from '@operando/core';
import { cellUnit, freeParameters } from '@operando/lattice';
import type { CellParameters, Hkl } from '@operando/lattice';
import { isBeyondChance } from '@operando/numerics';
import { refineCell } from './refine-cell.js';
import type { RefineCellOptions } from './refine-cell.js';
import { put, trackColumn } from './track-types.js';
import type { Track, TrackColumn } from './track-types.js';

/** A track and the reflection it is. */
export interface IndexedTrack {
  /** The peak. */
  readonly track: Track;
  /** Miller indices. */
  readonly hkl: Hkl;
}

/** A cell in every frame; NaN where too few of the reflections are seen. */
export interface TrackedCell {
  /** Free parameters of the system by name, angstrom and degrees. */
  readonly cell: Readonly<Partial<Record<keyof CellParameters, TrackColumn>>>;
  /** Cubic angstrom. */
  readonly volume: TrackColumn;
  /** Degrees; absent where not refined. */
  readonly zeroShift?: TrackColumn;
  /** Degrees; absent where not refined. */
  readonly displacement?: TrackColumn;
  /** Of each frame; NaN where no more reflections are seen than are needed. */
  readonly reducedChiSquare: Float64Array;
  /**
   * Bytes of `statusNames`: how each refinement ended; `misfit` where the reflections do not fit one cell within their errors (a chi^2
   * that one frame in a million has by chance), so that errors are too small; `not-visible` where too few reflections are seen,
   * `singular` where they do not determine the cell.
   */
  readonly status: Uint8Array;
  /** Reflections used in each frame. */
  readonly reflections: Uint8Array;
  /**
   * Of each track that was given, and frame: observed less calculated two-theta in standard errors, of a refinement without that
   * reflection; NaN where it is not seen, and where the others do not determine the cell.
   */
  readonly deviations: readonly Float64Array[];
}

/**
 * Refine a cell in every frame from tracked reflections, weighted by the errors
 * of their centers. For one axis from one reflection, as c of a layered oxide
 * from (003), see {@link axisFromReflection}.
 *
 * @throws OperandoError `invalid-argument` without tracks, `unit-mismatch` for tracks along anything but two-theta in degrees.
 */
export function trackCell(indexed: readonly IndexedTrack[], options: RefineCellOptions): TrackedCell {
  return finishSteps(trackCellSteps(indexed, options));
}

/** {@link trackCell} in steps: one after each frame. @throws as {@link trackCell}. */
export function* trackCellSteps(indexed: readonly IndexedTrack[], options: RefineCellOptions): Steps<TrackedCell> {
  const frames = indexed[0]?.track.status.length;
  if (frames === undefined)
    throw new OperandoError('invalid-argument', 'there are no tracks to refine a cell from', {
      where: { parameter: 'indexed' },
      cure: 'give tracks with their hkl',
    });
  for (const { track, hkl } of indexed) {
    // Units of plain arrays are not always said.
    if (track.center.unit === 'deg' || track.center.unit === '') continue;
    throw new OperandoError('unit-mismatch', `the track of (${hkl.join(' ')}) is in ${track.center.unit}.`, {
      where: { parameter: 'indexed' },
      cure: 'Cells are refined on two-theta in degrees.',
    });
  }
  const names = freeParameters[options.system];
  const cell = Object.fromEntries(names.map((name) => [name, trackColumn(name, cellUnit(name), frames)]));
  const result: TrackedCell = {
    cell,
    volume: trackColumn('volume', 'angstrom^3', frames),
    ...(options.zeroShift === true ? { zeroShift: trackColumn('zero_shift', 'deg', frames) } : {}),
    ...(options.displacement === true ? { displacement: trackColumn('displacement', 'deg', frames) } : {}),
    reducedChiSquare: new Float64Array(frames).fill(Number.NaN),
    status: new Uint8Array(frames).fill(statusOf['not-visible']),
    reflections: new Uint8Array(frames),
    deviations: indexed.map(() => new Float64Array(frames).fill(Number.NaN)),
  };
  const needed = names.length + (options.zeroShift === true ? 1 : 0) + (options.displacement === true ? 1 : 0);
  for (let frame = 0; frame < frames; frame++) {
    yield { done: frame, total: frames };
    const reflections = indexed.flatMap(({ track, hkl }, place) => {
      const twoTheta = track.center.values[frame]!;
      const stderr = track.center.stderr[frame]!;
      return Number.isFinite(twoTheta) && stderr > 0 ? [{ hkl, twoTheta, stderr, place }] : [];
    });
    result.reflections[frame] = reflections.length;
    if (reflections.length < needed) continue;
    try {
      const refined = refineCell(reflections, options);
      for (const name of names) put(cell[name]!, frame, refined.parameters[name]!);
      put(result.volume, frame, refined.volume);
      if (result.zeroShift !== undefined) put(result.zeroShift, frame, refined.zeroShift!);
      if (result.displacement !== undefined) put(result.displacement, frame, refined.displacement!);
      result.status[frame] =
        statusOf[refined.status === 'converged' && isBeyondChance(refined) ? 'misfit' : refined.status];
      for (const [k, { place }] of reflections.entries())
        result.deviations[place]![frame] = refined.residuals[k]!.leaveOneOut;
      result.reducedChiSquare[frame] =
        refined.degreesOfFreedom > 0 ? refined.chiSquare / refined.degreesOfFreedom : Number.NaN;
    } catch (error) {
      // The reflections seen in this frame do not determine the cell: it stays NaN.
      if (!isOperandoError(error, 'singular')) throw error;
      result.status[frame] = statusOf.singular;
    }
  }
  yield { done: frames, total: frames };
  return result;
}

/** Lattice parameter (angstrom) along one axis from one of its reflections, as c from (003): index x spacing, with its error. */
export function axisFromReflection(index: number, spacing: number, spacingError: number): Estimate {
  return { value: Math.abs(index) * spacing, stderr: Math.abs(index) * spacingError, unit: 'angstrom' };
}
