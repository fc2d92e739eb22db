import { OperandoError, statusOf } from '@operando/core';
import type { Estimate, EstimateColumn, MeasuredColumn } from '@operando/core';
import { constants } from '@operando/tables';

/** mAh of one micromole of electrons: F / 3.6e6 x 1000. */
export const milliampereHoursPerMicromole: number = constants.faraday / 3.6e6;

/** A stage of cycling: from one frame to another. */
export interface Stage {
  /** What it is called: `charge`. @default none */
  readonly name?: string | undefined;
  /** Frame with which it begins, from 0. */
  readonly from: number;
  /** Frame with which it ends, included. */
  readonly to: number;
}

/** What lithium is counted by. */
export interface BalanceOptions {
  /** umol/cm2 of formula units: in every slice, or slice by slice (0 where there is none). */
  readonly activeAmount: number | ArrayLike<number>;
  /** Frames at which stages of cycling begin and end. @default one, from the first frame to the last */
  readonly stages?: readonly Stage[] | undefined;
}

/** What the slices of an electrode took up or gave off in a stage. Slices without active material count nowhere. */
export interface ReactionAmount {
  /** The frames it is about. */
  readonly stage: Stage;
  /**
   * Change of lithium content, slice by slice; lithium taken up counts positive. NaN and `not-visible` without a content at
   * both ends, `outside` where there is no active material.
   */
  readonly change: EstimateColumn;
  /** Lithium, umol/cm2, slice by slice: change times active material. */
  readonly amount: EstimateColumn;
  /** Each slice's share of the whole reaction, where all of them are known. */
  readonly share: EstimateColumn;
  /** Sum over the slices measured, umol/cm2: of the whole electrode only where nothing is missing. NaN where no slice was measured. */
  readonly total: Estimate;
  /** Slices with active material but without a content at both ends. */
  readonly missing: readonly number[];
  /** Slices that `total` sums. */
  readonly measuredSlices: number;
  /** Slices that have active material. */
  readonly activeSlices: number;
  /** umol/cm2 of formula units in the slices measured. */
  readonly measuredAmount: number;
  /** umol/cm2 of formula units in all slices. */
  readonly activeAmount: number;
}

/** Active amounts slice by slice. @throws OperandoError `shape-mismatch`, `invalid-argument` for one below 0. */
export function activeAmounts(amount: number | ArrayLike<number>, slices: number): Float64Array {
  const amounts = typeof amount === 'number' ? new Float64Array(slices).fill(amount) : Float64Array.from(amount);
  if (amounts.length !== slices) {
    throw new OperandoError('shape-mismatch', `there are ${amounts.length} active amounts for ${slices} positions.`, {
      where: { parameter: 'activeAmount' },
      cure: 'Give one for all, or one for each position (0 where there is none).',
    });
  }
  const wrong = amounts.find((value) => !(value >= 0 && value < Infinity));
  if (wrong !== undefined) {
    throw new OperandoError('invalid-argument', `an active amount is ${wrong} umol/cm2.`, {
      where: { parameter: 'activeAmount' },
      cure: 'Amounts are 0 or more.',
    });
  }
  return amounts;
}

/** Columns of one stage. */
interface StageColumns {
  readonly change: MeasuredColumn;
  readonly amount: MeasuredColumn;
  readonly status: Uint8Array;
}

function stageColumns(lithium: MeasuredColumn, { from, to }: Stage, amounts: Float64Array): StageColumns {
  const slices = amounts.length;
  const at = (column: Float64Array, frame: number, slice: number): number => column[frame * slices + slice]!;
  const values = amounts.map((_, s) => at(lithium.values, to, s) - at(lithium.values, from, s));
  const stderr = amounts.map((_, s) => Math.hypot(at(lithium.stderr, to, s), at(lithium.stderr, from, s)));
  const active = (s: number): boolean => amounts[s]! > 0;
  return {
    change: { values, stderr },
    amount: {
      values: values.map((value, s) => (active(s) ? value * amounts[s]! : Number.NaN)),
      stderr: stderr.map((error, s) => (active(s) ? error * amounts[s]! : Number.NaN)),
    },
    status: Uint8Array.from(amounts, (_, s) =>
      active(s) ? (Number.isFinite(values[s]!) ? statusOf.converged : statusOf['not-visible']) : statusOf.outside,
    ),
  };
}

function reactionOf(stage: Stage, amounts: Float64Array, { change, amount, status }: StageColumns): ReactionAmount {
  const slices = [...amounts.keys()];
  const measured = slices.filter((s) => status[s] === statusOf.converged);
  const missing = slices.filter((s) => status[s] === statusOf['not-visible']);
  const sum = measured.reduce((total, s) => total + amount.values[s]!, 0);
  const variance = measured.reduce((total, s) => total + amount.stderr[s]! ** 2, 0);
  const whole = missing.length === 0 && measured.length > 0;
  // share = a / (a + rest): its error counts the slice in numerator and sum once.
  const shares = amount.values.map((value) => (whole ? value / sum : Number.NaN));
  const shareStderr = amount.stderr.map(
    (error, s) =>
      Math.hypot((1 - shares[s]!) * error, shares[s]! * Math.sqrt(Math.max(0, variance - error * error))) /
      Math.abs(sum),
  );
  const none = measured.length === 0;
  const heldBy = (which: readonly number[]): number => which.reduce((total, s) => total + amounts[s]!, 0);
  return {
    stage,
    change: { name: 'change', unit: '1', ...change, status },
    amount: { name: 'amount', unit: 'umol/cm^2', ...amount, status },
    share: { name: 'share', unit: '1', values: shares, stderr: shareStderr, status },
    total: { value: none ? Number.NaN : sum, stderr: none ? Number.NaN : Math.sqrt(variance), unit: 'umol/cm^2' },
    missing,
    measuredSlices: measured.length,
    activeSlices: measured.length + missing.length,
    measuredAmount: heldBy(measured),
    activeAmount: heldBy([...measured, ...missing]),
  };
}

/**
 * Reaction amount of every slice in the stages of a cycle.
 *
 * @param lithium Content, frames x slices (`depthProfile(...).phases[k].lithium`).
 * @param slices Slices in a frame.
 * @throws OperandoError `shape-mismatch`, `invalid-argument` for frames that do not exist or amounts below 0.
 */
export function reactionAmount(lithium: MeasuredColumn, slices: number, options: BalanceOptions): ReactionAmount[] {
  const frames = lithium.values.length / slices;
  const amounts = activeAmounts(options.activeAmount, slices);
  if (!Number.isInteger(frames) || frames === 0) {
    throw new OperandoError('shape-mismatch', `${lithium.values.length} contents are not frames of ${slices} slices.`, {
      where: { parameter: 'slices' },
      cure: 'Give all slices of every frame.',
    });
  }
  const { stages = [{ from: 0, to: frames - 1 }] } = options;
  return stages.map((stage) => {
    for (const frame of [stage.from, stage.to]) {
      if (!Number.isInteger(frame) || frame < 0 || frame >= frames)
        throw new OperandoError('invalid-argument', `there is no frame ${frame}.`, {
          where: { parameter: 'stages' },
          cure: `Frames are 0 to ${frames - 1}.`,
        });
    }
    return reactionOf(stage, amounts, stageColumns(lithium, stage, amounts));
  });
}

/** What {@link chargeClosure} gives for a stage. */
export interface ChargeClosure {
  /** The frames it is about. */
  readonly stage: Stage;
  /** mAh/cm2 that the lithium found in the slices amounts to; lithium taken up counts positive. NaN where no slice was measured. */
  readonly fromLithium: Estimate;
  /** mAh/cm2 that the cycler passed, in the same sense. */
  readonly fromCycler: number;
  /**
   * Lithium of the whole electrode over the charge passed; NaN without charge. Slices that were not measured are taken to have
   * changed as the others on average, and by how much these differ goes into the error, which is not known by one slice alone.
   */
  readonly ratio: Estimate;
  /** Slices without a content at both ends: `fromLithium` is without them. */
  readonly missing: readonly number[];
  /** umol/cm2 of formula units in the slices measured. */
  readonly measuredAmount: number;
  /** umol/cm2 of formula units in all slices. */
  readonly activeAmount: number;
}

/** Lithium of all slices, umol/cm2: those not measured changed as the others on average. */
function ofWhole(
  { change, total, missing, measuredAmount, activeAmount }: ReactionAmount,
  amounts: Float64Array,
): { readonly value: number; readonly stderr: number } {
  if (missing.length === 0) return total;
  const measured = [...amounts.keys()].filter((s) => change.status![s] === statusOf.converged);
  const scale = activeAmount / measuredAmount;
  const mean = total.value / measuredAmount;
  const squares = measured.reduce((sum, s) => sum + (change.values[s]! - mean) ** 2, 0);
  const spread = Math.sqrt(squares / (measured.length - 1));
  const rootOf = (which: readonly number[]): number => Math.hypot(...which.map((s) => amounts[s]!));
  // What is missing differs from the mean, and the mean from that of all.
  const unknown = Math.hypot(rootOf(missing), ((activeAmount - measuredAmount) / measuredAmount) * rootOf(measured));
  return {
    value: scale * total.value,
    stderr: measured.length > 1 ? Math.hypot(scale * total.stderr, spread * unknown) : Number.NaN,
  };
}

/**
 * Sum over slices against the charge passed: 1 when all lithium went where it was seen.
 *
 * @param lithium Content, frames x slices.
 * @param slices Slices in a frame.
 * @param charge mAh/cm2 passed up to each frame, positive when lithium goes into the electrode.
 * @throws OperandoError as {@link reactionAmount}; `shape-mismatch` for another number of charges.
 */
export function chargeClosure(
  lithium: MeasuredColumn,
  slices: number,
  charge: ArrayLike<number>,
  options: BalanceOptions,
): ChargeClosure[] {
  if (charge.length * slices !== lithium.values.length)
    throw new OperandoError(
      'shape-mismatch',
      `${charge.length} charges for ${lithium.values.length / slices} frames.`,
      { where: { parameter: 'charge' }, cure: 'Give the charge at each frame.' },
    );
  const amounts = activeAmounts(options.activeAmount, slices);
  return reactionAmount(lithium, slices, options).map((reaction) => {
    const { stage, total, missing, measuredAmount, activeAmount } = reaction;
    const fromLithium = {
      value: total.value * milliampereHoursPerMicromole,
      stderr: total.stderr * milliampereHoursPerMicromole,
      unit: 'mA h/cm^2',
    };
    const fromCycler = charge[stage.to]! - charge[stage.from]!;
    const divisor = (fromCycler === 0 ? Number.NaN : fromCycler) / milliampereHoursPerMicromole;
    const whole = ofWhole(reaction, amounts);
    return {
      stage,
      fromLithium,
      fromCycler,
      ratio: { value: whole.value / divisor, stderr: whole.stderr / Math.abs(divisor), unit: '1' },
      missing,
      measuredAmount,
      activeAmount,
    };
  });
}
