import { flatMask, flatValues, OperandoError, statusOf } from '@operando/core';
import type { EstimateColumn, MeasuredColumn, Series } from '@operando/core';
import { chiSquareTail } from '@operando/numerics';

/** How lithium differs over the depth of an electrode in one frame. */
export interface LithiationGradient {
  /** Largest content less smallest, as it stands. Noise makes it too large. */
  readonly largest: number;
  /** The same, less what noise adds: spread shrunk to what chi2 leaves above chance. */
  readonly corrected: number;
  /** Standard error of `corrected`. */
  readonly stderr: number;
  /** Of the slices against their weighted mean. */
  readonly chiSquare: number;
  /** Slices less one. */
  readonly degreesOfFreedom: number;
  /** Chance of a chi2 as large or larger if all slices held the same. */
  readonly probability: number;
  /** Slices with the smallest and the largest content. */
  readonly slices: readonly [number, number];
}

/** Slices with a content and its error. */
function usableSlices({ values, stderr }: MeasuredColumn): number[] {
  return [...values.keys()].filter((i) => Number.isFinite(values[i]!) && stderr[i]! > 0);
}

/**
 * The largest difference in lithium content over the slices of a frame.
 *
 * Of pure noise the largest difference is some three standard errors, more for more slices; `corrected` multiplies it by
 * sqrt(1 - dof / chi2), 0 where chi2 is no larger than chance makes it (the constrained empirical Bayes estimate of Louis,
 * J. Am. Stat. Assoc. 79 (1984) 393). Slices without content (NaN) are left out.
 *
 * @throws OperandoError `too-few-points` for fewer than two slices.
 */
export function lithiationGradient({ values: x, stderr }: MeasuredColumn): LithiationGradient {
  const usable = usableSlices({ values: x, stderr });
  if (usable.length < 2)
    throw new OperandoError('too-few-points', `${usable.length} slices have a lithium content with an error.`, {
      cure: 'A gradient needs two or more.',
    });
  const total = usable.reduce((sum, i) => sum + stderr[i]! ** -2, 0);
  const mean = usable.reduce((sum, i) => sum + x[i]! / stderr[i]! ** 2, 0) / total;
  const chiSquare = usable.reduce((sum, i) => sum + ((x[i]! - mean) / stderr[i]!) ** 2, 0);
  const degreesOfFreedom = usable.length - 1;
  const low = usable.reduce((best, i) => (x[i]! < x[best]! ? i : best));
  const high = usable.reduce((best, i) => (x[i]! > x[best]! ? i : best));
  const largest = x[high]! - x[low]!;
  const shrink = Math.sqrt(Math.max(0, 1 - degreesOfFreedom / chiSquare));
  return {
    largest,
    corrected: chiSquare > 0 ? shrink * largest : 0,
    stderr: Math.hypot(stderr[low]!, stderr[high]!),
    chiSquare,
    degreesOfFreedom,
    probability: chiSquareTail(chiSquare, degreesOfFreedom),
    slices: [low, high],
  };
}

/** Gradients through the frames; NaN and `not-visible` in frames with fewer than two slices that have a content. */
export interface LithiationGradients {
  /** Of each frame, less what noise adds, with its error. */
  readonly corrected: EstimateColumn;
  /** Of each frame, as it stands. */
  readonly largest: EstimateColumn;
  /** Of each frame: chance of such slices if all held the same. */
  readonly probability: EstimateColumn;
}

/**
 * {@link lithiationGradient} of every frame of a series of lithium contents.
 *
 * @param series Contents with variances (`depthProfile(...).series`); masked slices are left out.
 * @throws OperandoError `invalid-argument` for a series without variances.
 */
export function lithiationGradients(series: Series<'position', 'um'>): LithiationGradients {
  if (series.variances === undefined) {
    throw new OperandoError('invalid-argument', 'the contents have no variances.', {
      where: { parameter: 'series' },
      cure: 'Gradients are weighed by errors: give them with the series.',
    });
  }
  const slices = series.axis.size;
  const mask = series.mask === undefined ? undefined : flatMask(series.mask);
  const values = flatValues(series.signal).map((value, i) => (mask?.[i] === 1 ? Number.NaN : value));
  const stderr = flatValues(series.variances).map(Math.sqrt);
  const found = Array.from(series.time.start, (_, f): LithiationGradient | undefined => {
    const frame = {
      values: values.subarray(f * slices, (f + 1) * slices),
      stderr: stderr.subarray(f * slices, (f + 1) * slices),
    };
    return usableSlices(frame).length < 2 ? undefined : lithiationGradient(frame);
  });
  const status = Uint8Array.from(found, (each) => statusOf[each === undefined ? 'not-visible' : 'converged']);
  const column = (of: (gradient: LithiationGradient) => number): Float64Array =>
    Float64Array.from(found, (each) => (each === undefined ? Number.NaN : of(each)));
  return {
    corrected: {
      name: 'gradient',
      unit: '1',
      values: column(({ corrected }) => corrected),
      stderr: column((each) => each.stderr),
      status,
    },
    largest: { name: 'gradient_uncorrected', unit: '1', values: column(({ largest }) => largest), status },
    probability: {
      name: 'gradient_probability_of_none',
      unit: '1',
      values: column(({ probability }) => probability),
      status,
    },
  };
}
