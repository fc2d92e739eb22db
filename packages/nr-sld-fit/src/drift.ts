import { OperandoError } from '@operando/core';
import type { Measured, MeasuredColumn } from '@operando/core';

/** Straight line through a parameter's values. */
export interface Drift {
  /** Per unit of `at`. */
  readonly rate: Measured;
  /** Value at the middle of the series. */
  readonly mean: Measured;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Frames less two. */
  readonly degreesOfFreedom: number;
}

function usable(at: ArrayLike<number>, series: MeasuredColumn): number[] {
  return Array.from({ length: at.length }, (_, f) => f).filter(
    (f) => Number.isFinite(series.values[f]!) && series.stderr[f]! > 0,
  );
}

/**
 * How fast a parameter drifts, weighted by its errors. @throws OperandoError `too-few-points` for fewer than three frames with an error.
 */
export function parameterDrift(at: ArrayLike<number>, series: MeasuredColumn): Drift {
  const frames = usable(at, series);
  if (frames.length < 3)
    throw new OperandoError('too-few-points', `${frames.length} frames have a value with an error.`);
  const middle = 0.5 * (at[frames[0]!]! + at[frames.at(-1)!]!);
  let [w, wx, wxx, wy, wxy] = [0, 0, 0, 0, 0];
  for (const f of frames) {
    const weight = 1 / series.stderr[f]! ** 2;
    const x = at[f]! - middle;
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wy += weight * series.values[f]!;
    wxy += weight * x * series.values[f]!;
  }
  const determinant = w * wxx - wx * wx;
  const rate = (w * wxy - wx * wy) / determinant;
  const mean = (wxx * wy - wx * wxy) / determinant;
  const chiSquare = frames.reduce(
    (sum, f) => sum + ((series.values[f]! - mean - rate * (at[f]! - middle)) / series.stderr[f]!) ** 2,
    0,
  );
  return {
    rate: { value: rate, stderr: Math.sqrt(w / determinant) },
    mean: { value: mean, stderr: Math.sqrt(wxx / determinant) },
    chiSquare,
    degreesOfFreedom: frames.length - 2,
  };
}

/** A level between two change points. */
export interface Level {
  /** First frame, from 0. */
  readonly from: number;
  /** One past the last frame. */
  readonly to: number;
  /** In the unit of the parameter. */
  readonly mean: number;
  /** Standard error of it, in the same unit. */
  readonly stderr: number;
}

/**
 * Cut a series where its level changes: binary segmentation, a cut kept when it lowers chi2 by more than its price.
 *
 * @param price What a cut must gain. @default 3 ln(frames) + 6, for which a constant series is cut in about one of a hundred cases
 */
export function changePoints(at: ArrayLike<number>, series: MeasuredColumn, price?: number): Level[] {
  const frames = usable(at, series);
  const cost = price ?? 3 * Math.log(Math.max(2, frames.length)) + 6;
  const level = (
    from: number,
    to: number,
  ): { readonly mean: number; readonly stderr: number; readonly chiSquare: number } => {
    let [w, wy, wyy] = [0, 0, 0];
    for (let i = from; i < to; i++) {
      const f = frames[i]!;
      const weight = 1 / series.stderr[f]! ** 2;
      w += weight;
      wy += weight * series.values[f]!;
      wyy += weight * series.values[f]! ** 2;
    }
    return { mean: wy / w, stderr: 1 / Math.sqrt(w), chiSquare: wyy - (wy * wy) / w };
  };
  const cut = (from: number, to: number): Level[] => {
    const whole = level(from, to);
    let best = -1;
    let gain = cost;
    for (let at2 = from + 2; at2 <= to - 2; at2++) {
      const won = whole.chiSquare - level(from, at2).chiSquare - level(at2, to).chiSquare;
      if (won > gain) {
        gain = won;
        best = at2;
      }
    }
    if (best >= 0) return [...cut(from, best), ...cut(best, to)];
    return [{ from: frames[from]!, to: frames[to - 1]! + 1, mean: whole.mean, stderr: whole.stderr }];
  };
  return frames.length === 0 ? [] : cut(0, frames.length);
}
