import { median } from '@operando/numerics';
import type { KernelChoice } from '@operando/numerics/kernels';
import { attenuatePicture } from './attenuate-picture.js';
import type { Attenuation } from './attenuation.js';
import type { FrameSignal } from './frame-signal.js';
import { hasLog } from './fast-log.js';
import { logVarianceAt, modelOf, transmissionAt } from './pixel-model.js';
import { rowSums } from './row-sums.js';
import type { TransmissionPlan } from './transmission-plan.js';

/** How a row becomes one number. */
export type ProfileStatistic = 'mean' | 'median';

/** Options of {@link profileOf}. */
export interface ProfileOptions {
  readonly columns: readonly [left: number, right: number];
  readonly rows: readonly [top: number, bottom: number];
  /** @default 'mean' */
  readonly statistic?: ProfileStatistic | undefined;
}

/** Attenuation of a frame against depth. */
export interface Profile {
  readonly values: Float64Array;
  /** By counting. */
  readonly variances: Float64Array;
  /** Pixels of each row that have a value. */
  readonly counts: Float64Array;
}

/** Standard error of a median over that of a mean, for normal noise. */
export const medianFactor = 1.2533;

/** Attenuation of one frame against depth; the bias of the logarithm, half its variance, is taken off. */
export function profileOf(
  { attenuation, variance }: Pick<Attenuation, 'attenuation' | 'variance'>,
  { width }: Pick<TransmissionPlan, 'width'>,
  { columns: [left, right], rows: [top, bottom], statistic = 'mean' }: ProfileOptions,
): Profile {
  const values = new Float64Array(bottom - top);
  const variances = new Float64Array(bottom - top);
  const counts = new Float64Array(bottom - top);
  const isMedian = statistic === 'median';
  for (let y = top; y < bottom; y++) {
    let sum = 0;
    let total = 0;
    let count = 0;
    for (let i = y * width + left; i < y * width + right; i++) {
      const value = attenuation[i]!;
      if (Number.isNaN(value)) continue;
      sum += value - variance[i]! / 2;
      total += variance[i]!;
      count++;
    }
    // The median of -ln T is -ln of the median of T: it has no such bias.
    if (isMedian)
      values[y - top] = median(
        attenuation.subarray(y * width + left, y * width + right).filter((value) => !Number.isNaN(value)),
      );
    else values[y - top] = sum / count;
    variances[y - top] = (total / (count * count)) * (isMedian ? medianFactor ** 2 : 1);
    counts[y - top] = count;
  }
  return { values, variances, counts };
}

/** The same of a frame as signal: means of it without a picture of attenuation, and without a logarithm for each pixel. */
export function signalProfile(
  { signal, replacedAt, dose }: Pick<FrameSignal, 'signal' | 'replacedAt' | 'dose'>,
  plan: TransmissionPlan,
  options: ProfileOptions,
  choice: KernelChoice = 'auto',
): Profile {
  const {
    columns: [left, right],
    rows: [top, bottom],
    statistic,
  } = options;
  const { width } = plan;
  const model = modelOf(plan, dose);
  if (statistic === 'median')
    return profileOf(attenuatePicture(signal, replacedAt, model, undefined, choice), plan, options);
  const { logs, variances, counts } = rowSums(signal, model, options, plan, choice);
  for (const i of replacedAt) {
    const [x, y] = [i % width, Math.floor(i / width)];
    if (x < left || x >= right || y < top || y >= bottom) continue;
    const value = signal.at(i);
    const t = transmissionAt(value, model, i);
    // Their variance is doubled.
    if (hasLog(t)) variances[y - top] = variances[y - top]! + logVarianceAt(value, model, i, t);
  }
  return {
    values: logs.map((sum, y) => -(sum + variances[y]! / 2) / counts[y]!),
    variances: variances.map((sum, y) => sum / counts[y]! ** 2),
    counts,
  };
}
