import type { Attenuation } from './attenuation.js';
import type { FrameSignal } from './frame-signal.js';
import { medianFactor, profileOf, signalProfile } from './profile.js';
import type { ProfileOptions } from './profile.js';
import { shiftedSpans } from './tilt.js';
import type { TransmissionPlan } from './plan.js';

/** Attenuation against depth, frame by frame. */
export interface DepthProfiles {
  /** First row; profiles go on row by row. */
  readonly firstRow: number;
  /** Of each profile. */
  readonly rows: number;
  /** How many profiles there are. */
  readonly frames: number;
  /** [frame x row]. */
  readonly values: Float64Array;
  /** Variance by counting in each frame, independent of all others. */
  readonly variances: Float64Array;
  /** Variance of each row by the open beam, the same in all frames: it is not in differences. */
  readonly common: Float64Array;
  /** Standard error of the dose of each frame, which moves all its rows together. */
  readonly doseStderr: Float64Array;
}

/** Variance of a row by the open beam. */
export function commonVariance(
  { openVariance, bad, width, height }: TransmissionPlan,
  options: ProfileOptions,
): Float64Array {
  const {
    rows: [top, bottom],
    statistic = 'mean',
  } = options;
  const spans = shiftedSpans(options);
  return Float64Array.from({ length: bottom - top }, (_, k) => {
    let [sum, count] = [0, 0];
    for (const { columns, shift } of spans) {
      const y = top + k + shift;
      if (y < 0 || y >= height) continue;
      for (let i = y * width + columns[0]; i < y * width + columns[1]; i++)
        if (bad.bad[i] === 0) {
          sum += openVariance[i]!;
          count++;
        }
    }
    return (sum / (count * count)) * (statistic === 'median' ? medianFactor ** 2 : 1);
  });
}

/** Profiles that are put together frame by frame. */
export interface ProfileCollector {
  /**
   * A frame as attenuation, or as signal: means of it need no picture.
   * @returns How many pixels of each row have a value.
   */
  add(frame: Attenuation | FrameSignal): Float64Array;
  /** All that were added. */
  finish(): DepthProfiles;
}

/** Puts profiles together frame by frame, whatever the length of the series. */
export function collectProfiles(plan: TransmissionPlan, options: ProfileOptions): ProfileCollector {
  const values: Float64Array[] = [];
  const variances: Float64Array[] = [];
  const doses: number[] = [];
  const [top, bottom] = options.rows;
  const join = (parts: readonly Float64Array[]): Float64Array => {
    const all = new Float64Array(parts.length * (bottom - top));
    parts.forEach((part, k) => all.set(part, k * (bottom - top)));
    return all;
  };
  return {
    add(frame) {
      const profile = 'signal' in frame ? signalProfile(frame, plan, options) : profileOf(frame, plan, options);
      values.push(profile.values);
      variances.push(profile.variances);
      doses.push(frame.doseStderr);
      return profile.counts;
    },
    finish: () => ({
      firstRow: top,
      rows: bottom - top,
      frames: values.length,
      values: join(values),
      variances: join(variances),
      common: commonVariance(plan, options),
      doseStderr: Float64Array.from(doses),
    }),
  };
}

/** Profiles less those of the first frames. */
export interface ProfileDifferences {
  /** [frame x row]. */
  readonly values: Float64Array;
  /** Of each by counting, that of the first frames included. */
  readonly variances: Float64Array;
}

/** Profiles less the mean of the first frames, weighted by their variances. @param count Frames at the beginning. */
export function differenceToFirst({ values, variances, rows, frames }: DepthProfiles, count = 1): ProfileDifferences {
  const k = Math.min(count, frames);
  const out = new Float64Array(values.length);
  const errors = new Float64Array(values.length);
  for (let y = 0; y < rows; y++) {
    let [sum, weights] = [0, 0];
    for (let f = 0; f < k; f++) {
      const weight = 1 / variances[f * rows + y]!;
      sum += weight * values[f * rows + y]!;
      weights += weight;
    }
    for (let f = 0; f < frames; f++) {
      const at = f * rows + y;
      out[at] = values[at]! - sum / weights;
      // A frame that is among the first is not independent of their mean.
      errors[at] = Math.max(0, variances[at]! + (f < k ? -1 : 1) / weights);
    }
  }
  return { values: out, variances: errors };
}
