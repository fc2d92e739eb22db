import { emptyColumn, isOperandoError, statusOf } from '@operando/core';
import type { EstimateColumn, OperandoWarning } from '@operando/core';
import { lithiumReader } from './lithium-content.js';
import type { LithiumReader, TableCalibration, VegardCalibration } from './lithium-content.js';

/** Options of {@link lithiumContents}. */
export interface LithiumContentsOptions {
  /** Content of each frame by the charge passed, for frames before which none is known. @default unknown */
  readonly fromCharge?: ArrayLike<number> | undefined;
}

/** Lithium content of every frame. */
export interface LithiumContents {
  /** Statuses: `ok`; `ambiguous`; `outside` the calibration; `failed` where there is no lattice parameter. */
  readonly content: EstimateColumn;
  /** `outside-range`; `frames-doubtful` for several answers: how many frames have no content for these reasons. */
  readonly warnings: readonly OperandoWarning[];
}

/**
 * {@link lithiumContent} of every frame of a series. Where the curve is not monotone the branch nearest to the content of
 * the last frame that has one is taken.
 *
 * @param parameter A lattice parameter, as of `trackCell`; NaN in frames without a cell.
 * @throws OperandoError as the calibration's curve.
 */
export function lithiumContents(
  parameter: Pick<EstimateColumn, 'values' | 'stderr'>,
  calibration: VegardCalibration | TableCalibration,
  options: LithiumContentsOptions = {},
): LithiumContents {
  const frames = parameter.values.length;
  const { values, stderr } = emptyColumn(frames);
  const status = new Uint8Array(frames).fill(statusOf.failed);
  let previous: number | undefined;
  let read: LithiumReader | undefined;
  for (let frame = 0; frame < frames; frame++) {
    const value = parameter.values[frame]!;
    if (!Number.isFinite(value)) continue;
    const charge = options.fromCharge?.[frame];
    try {
      read ??= lithiumReader(calibration);
      const found = read(
        { value, stderr: parameter.stderr?.[frame] ?? Number.NaN },
        {
          previous,
          fromCharge: Number.isFinite(charge) ? charge : undefined,
        },
      );
      values[frame] = found.value;
      stderr[frame] = found.stderr;
      status[frame] = statusOf[found.status];
      if (found.status === 'ok') previous = found.value;
    } catch (error) {
      if (!isOperandoError(error, 'outside-range')) throw error;
      status[frame] = statusOf.outside;
    }
  }
  const count = (byte: number): number => status.reduce((sum, one) => sum + (one === byte ? 1 : 0), 0);
  const tell = (code: 'outside-range' | 'frames-doubtful', byte: number, what: string): OperandoWarning[] =>
    count(byte) === 0 ? [] : [{ code, message: `${count(byte)} of ${frames} frames ${what}.` }];
  return {
    content: { name: 'lithium_content', unit: '1', values, stderr, status },
    warnings: [
      ...tell('outside-range', statusOf.outside, 'have a lattice parameter outside the calibration'),
      ...tell('frames-doubtful', statusOf.ambiguous, 'have several contents and nothing to choose by'),
    ],
  };
}
