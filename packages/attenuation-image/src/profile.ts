import { median } from '@operando/numerics';
import type { KernelChoice } from '@operando/numerics/kernels';
import { attenuatePicture } from './attenuate-picture.js';
import type { Attenuation } from './attenuation.js';
import type { FrameSignal } from './frame-signal.js';
import { hasLog } from './fast-log.js';
import { logVarianceAt, modelOf, transmissionAt } from './pixel-model.js';
import type { PictureSize } from './picture.js';
import type { PixelModel } from './pixel-model.js';
import { rowSums } from './row-sums.js';
import type { RowSums } from './row-sums.js';
import type { SignalSource } from './signal-source.js';
import { shiftAt, shiftedSpans } from './tilt.js';
import type { TransmissionPlan } from './plan.js';

/** How a row becomes one number. */
export type ProfileStatistic = 'mean' | 'median';

/** Options of {@link profileOf}. */
export interface ProfileOptions {
  /** First column, and one past the last. */
  readonly columns: readonly [left: number, right: number];
  /** First row, and one past the last. */
  readonly rows: readonly [top: number, bottom: number];
  /** How the columns of a row become one value. @default 'mean' */
  readonly statistic?: ProfileStatistic | undefined;
  /** Rows by which layers lie lower per column to the right; rows are those in the middle of the columns. @default 0 */
  readonly tilt?: number | undefined;
}

/** Attenuation of a frame against depth. */
export interface Profile {
  /** Attenuation of each row, no unit. */
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
  { width, height }: Pick<TransmissionPlan, 'width' | 'height'>,
  options: ProfileOptions,
): Profile {
  const {
    rows: [top, bottom],
    statistic = 'mean',
  } = options;
  const values = new Float64Array(bottom - top);
  const variances = new Float64Array(bottom - top);
  const counts = new Float64Array(bottom - top);
  const isMedian = statistic === 'median';
  const spans = shiftedSpans(options);
  for (let y = top; y < bottom; y++) {
    let sum = 0;
    let total = 0;
    let count = 0;
    const found: number[] = [];
    for (const { columns, shift } of spans) {
      if (y + shift < 0 || y + shift >= height) continue;
      const end = (y + shift) * width + columns[1];
      for (let i = end - columns[1] + columns[0]; i < end; i++) {
        const value = attenuation[i]!;
        if (Number.isNaN(value)) continue;
        sum += value - variance[i]! / 2;
        total += variance[i]!;
        count++;
        // The median of -ln T is -ln of the median of T: it has no such bias.
        if (isMedian) found.push(value);
      }
    }
    values[y - top] = isMedian ? median(found) : sum / count;
    variances[y - top] = (total / (count * count)) * (isMedian ? medianFactor ** 2 : 1);
    counts[y - top] = count;
  }
  return { values, variances, counts };
}

/** Sums of rows, each span of columns shifted; those that lie beyond the picture are left out. */
function sumsOf(
  signal: SignalSource,
  model: PixelModel,
  options: ProfileOptions,
  { width, height }: PictureSize,
  choice: KernelChoice,
): RowSums {
  const {
    rows: [top, bottom],
  } = options;
  const all = {
    logs: new Float64Array(bottom - top),
    variances: new Float64Array(bottom - top),
    counts: new Float64Array(bottom - top),
  };
  for (const { columns, shift } of shiftedSpans(options)) {
    const [first, last] = [Math.max(0, top + shift), Math.min(height, bottom + shift)];
    if (first >= last) continue;
    const sums = rowSums(signal, model, { columns, rows: [first, last] }, { width, height }, choice);
    const at = first - shift - top;
    for (const name of ['logs', 'variances', 'counts'] as const)
      sums[name].forEach((value, k) => (all[name][at + k] = all[name][at + k]! + value));
  }
  return all;
}

/** The same of a frame as signal: means of it without a picture of attenuation, and without a logarithm for each pixel. */
export function signalProfile(
  { signal, replacedAt, dose }: Pick<FrameSignal, 'signal' | 'replacedAt' | 'dose'>,
  plan: TransmissionPlan,
  options: ProfileOptions,
  choice: KernelChoice = 'auto',
): Profile {
  const {
    columns,
    rows: [top, bottom],
    statistic,
    tilt = 0,
  } = options;
  const { width } = plan;
  const model = modelOf(plan, dose);
  if (statistic === 'median')
    return profileOf(attenuatePicture(signal, replacedAt, model, undefined, choice), plan, options);
  const { logs, variances, counts } = sumsOf(signal, model, options, plan, choice);
  for (const i of replacedAt) {
    const x = i % width;
    const y = Math.floor(i / width) - shiftAt(x, columns, tilt);
    if (x < columns[0] || x >= columns[1] || y < top || y >= bottom) continue;
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
