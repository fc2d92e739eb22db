import { OperandoError, isOperandoError } from '@operando/core';
import { freeParameters } from '@operando/lattice';
import type { CellParameters, Hkl } from '@operando/lattice';
import { refineCell } from './refine-cell.js';
import type { RefineCellOptions } from './refine-cell.js';
import { emptyColumn } from './track-types.js';
import type { Track, TrackColumn } from './track-types.js';

/** A track and the reflection it is. */
export interface IndexedTrack {
  readonly track: Track;
  readonly hkl: Hkl;
}

/** A cell in every frame; NaN where too few of the reflections are seen. */
export interface TrackedCell {
  /** Free parameters of the system by name. */
  readonly cell: Readonly<Partial<Record<keyof CellParameters, TrackColumn>>>;
  readonly volume: TrackColumn;
  readonly zeroShift?: TrackColumn;
  readonly displacement?: TrackColumn;
  readonly reducedChiSquare: Float64Array;
  /** Reflections used in each frame. */
  readonly reflections: Uint8Array;
}

/**
 * Refine a cell in every frame from tracked reflections, weighted by the errors
 * of their centers. For one axis from one reflection, as c of a layered oxide
 * from (003), see {@link axisFromReflection}.
 *
 * @throws OperandoError `invalid-argument` without tracks.
 */
export function trackCell(indexed: readonly IndexedTrack[], options: RefineCellOptions): TrackedCell {
  const frames = indexed[0]?.track.flags.length;
  if (frames === undefined)
    throw new OperandoError('invalid-argument', 'there are no tracks to refine a cell from', {
      where: { parameter: 'indexed' },
      cure: 'give tracks with their hkl',
    });
  const names = freeParameters[options.system];
  const cell = Object.fromEntries(names.map((name) => [name, emptyColumn(frames)]));
  const result: TrackedCell = {
    cell,
    volume: emptyColumn(frames),
    ...(options.zeroShift === true ? { zeroShift: emptyColumn(frames) } : {}),
    ...(options.displacement === true ? { displacement: emptyColumn(frames) } : {}),
    reducedChiSquare: new Float64Array(frames).fill(Number.NaN),
    reflections: new Uint8Array(frames),
  };
  const needed = names.length + (options.zeroShift === true ? 1 : 0) + (options.displacement === true ? 1 : 0);
  for (let frame = 0; frame < frames; frame++) {
    const reflections = indexed.flatMap(({ track, hkl }) => {
      const twoTheta = track.center.value[frame]!;
      const stderr = track.center.stderr[frame]!;
      return Number.isFinite(twoTheta) && stderr > 0 ? [{ hkl, twoTheta, stderr }] : [];
    });
    result.reflections[frame] = reflections.length;
    if (reflections.length < needed) continue;
    try {
      const refined = refineCell(reflections, options);
      for (const name of names) {
        cell[name]!.value[frame] = refined.cell[name];
        cell[name]!.stderr[frame] = refined.stderr[name]!;
      }
      for (const [target, estimate] of [
        [result.volume, refined.volume],
        [result.zeroShift, refined.zeroShift],
        [result.displacement, refined.displacement],
      ] as const) {
        if (target === undefined || estimate === undefined) continue;
        target.value[frame] = estimate.value;
        target.stderr[frame] = estimate.stderr;
      }
      result.reducedChiSquare[frame] =
        refined.degreesOfFreedom > 0 ? refined.chiSquare / refined.degreesOfFreedom : Number.NaN;
    } catch (error) {
      // The reflections seen in this frame do not determine the cell: it stays NaN.
      if (!isOperandoError(error, 'singular')) throw error;
    }
  }
  return result;
}

/** Lattice parameter along one axis from one of its reflections, as c from (003): index x spacing, with its error. */
export function axisFromReflection(
  index: number,
  spacing: number,
  spacingError: number,
): { readonly value: number; readonly stderr: number } {
  return { value: Math.abs(index) * spacing, stderr: Math.abs(index) * spacingError };
}
