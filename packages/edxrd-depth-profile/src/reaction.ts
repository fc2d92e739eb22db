import { OperandoError } from '@operando/core';
import type { Measured } from '@operando/core';
import type { SliceColumn } from './depth-profile.js';

/** mAh of one micromole of electrons: F / 3.6e6 x 1000. Faraday's constant: CODATA 2018. */
export const milliampereHoursPerMicromole: number = 96_485.332_12 / 3.6e6;

/** A stage of cycling: from one frame to another. */
export interface Stage {
  readonly name?: string | undefined;
  readonly from: number;
  readonly to: number;
}

/** What one slice took up or gave off in a stage. */
export interface ReactionAmount {
  readonly stage: Stage;
  /** Change of lithium content, slice by slice; lithium taken up counts positive. */
  readonly change: SliceColumn;
  /** umol/cm2 of lithium, slice by slice: change times active material. */
  readonly amount: SliceColumn;
  /** Each slice's share of the whole reaction, where all of them are known. */
  readonly share: SliceColumn;
  readonly total: Measured;
  /** Slices without a content at both ends. */
  readonly missing: readonly number[];
}

/**
 * Reaction amount of every slice in the stages of a cycle.
 *
 * @param lithium Content, frames x slices (`depthProfile(...).phases[k].lithium`).
 * @param slices Slices in a frame.
 * @param stages From frame to frame.
 * @param activeAmount umol/cm2 of formula units in each slice.
 * @throws OperandoError `shape-mismatch`, `invalid-argument` for frames that do not exist.
 */
export function reactionAmount(
  lithium: SliceColumn,
  slices: number,
  stages: readonly Stage[],
  activeAmount: ArrayLike<number>,
): ReactionAmount[] {
  const frames = lithium.values.length / slices;
  if (!Number.isInteger(frames) || activeAmount.length !== slices) {
    throw new OperandoError(
      'shape-mismatch',
      `${lithium.values.length} contents and ${activeAmount.length} active amounts are not frames of ${slices} slices.`,
      { cure: 'Give one active amount for each slice.' },
    );
  }
  return stages.map((stage) => {
    for (const frame of [stage.from, stage.to]) {
      if (!Number.isInteger(frame) || frame < 0 || frame >= frames)
        throw new OperandoError('invalid-argument', `there is no frame ${frame}.`, {
          where: { parameter: 'stages' },
          cure: `Frames are 0 to ${frames - 1}.`,
        });
    }
    const at = (column: Float64Array, frame: number, slice: number): number => column[frame * slices + slice]!;
    const values = Float64Array.from(
      { length: slices },
      (_, s) => at(lithium.values, stage.to, s) - at(lithium.values, stage.from, s),
    );
    const stderr = Float64Array.from({ length: slices }, (_, s) =>
      Math.hypot(at(lithium.stderr, stage.to, s), at(lithium.stderr, stage.from, s)),
    );
    const amount = values.map((value, s) => value * activeAmount[s]!);
    const amountStderr = stderr.map((error, s) => error * activeAmount[s]!);
    const missing = [...values.keys()].filter((s) => !Number.isFinite(values[s]!));
    const sum = amount.reduce((total, value) => total + (Number.isFinite(value) ? value : 0), 0);
    const variance = amountStderr.reduce(
      (total, error, s) => total + (Number.isFinite(values[s]!) ? error * error : 0),
      0,
    );
    // share = a / (a + rest): its error counts the slice in numerator and sum once.
    const shares = amount.map((value) => (missing.length > 0 ? Number.NaN : value / sum));
    const shareStderr = amountStderr.map(
      (error, s) =>
        Math.hypot((1 - shares[s]!) * error, shares[s]! * Math.sqrt(Math.max(0, variance - error * error))) /
        Math.abs(sum),
    );
    return {
      stage,
      change: { values, stderr },
      amount: { values: amount, stderr: amountStderr },
      share: { values: shares, stderr: shareStderr },
      total: { value: sum, stderr: Math.sqrt(variance) },
      missing,
    };
  });
}

/** What {@link chargeClosure} gives for a stage. */
export interface ChargeClosure {
  readonly stage: Stage;
  /** mAh/cm2 that the lithium found in the slices amounts to; lithium taken up counts positive. */
  readonly fromLithium: Measured;
  /** mAh/cm2 that the cycler passed, in the same sense. */
  readonly fromCycler: number;
  /** The first over the second. */
  readonly ratio: Measured;
  /** Slices left out for want of a content: the ratio is then a lower bound. */
  readonly missing: readonly number[];
}

/**
 * Sum over slices against the charge passed: 1 when all lithium went where it was seen.
 *
 * @param charge mAh/cm2 passed up to each frame, positive when lithium goes into the electrode.
 * @throws OperandoError as {@link reactionAmount}; `shape-mismatch` for another number of charges.
 */
export function chargeClosure(
  lithium: SliceColumn,
  slices: number,
  stages: readonly Stage[],
  activeAmount: ArrayLike<number>,
  charge: ArrayLike<number>,
): ChargeClosure[] {
  if (charge.length * slices !== lithium.values.length)
    throw new OperandoError(
      'shape-mismatch',
      `${charge.length} charges for ${lithium.values.length / slices} frames.`,
      { where: { parameter: 'charge' }, cure: 'Give the charge at each frame.' },
    );
  return reactionAmount(lithium, slices, stages, activeAmount).map(({ stage, total, missing }) => {
    const fromLithium = {
      value: total.value * milliampereHoursPerMicromole,
      stderr: total.stderr * milliampereHoursPerMicromole,
    };
    const fromCycler = charge[stage.to]! - charge[stage.from]!;
    return {
      stage,
      fromLithium,
      fromCycler,
      ratio: { value: fromLithium.value / fromCycler, stderr: fromLithium.stderr / Math.abs(fromCycler) },
      missing,
    };
  });
}
