import { OperandoError } from '../error.js';
import type { OperandoWarning } from '../error.js';
import { assignFrames } from './rebin-assign.js';
import type { BinChoice, FrameShare } from './rebin-assign.js';
import { createSeries } from '../series/series.js';
import { flatMask, flatValues } from '../series/stack.js';
import { binChannels } from './rebin-channels.js';
import type { Series } from '../series/series.js';

/** Options of {@link rebinTime}. Give exactly one of `edges`, `width` and `groups`. */
export interface RebinTimeOptions extends BinChoice {
  /** `mean` for spectra, `sum` for counts. */
  readonly reduce: 'mean' | 'sum';
  /** Weights of the mean. @default 'duration' (equal where no frame has one) */
  readonly weights?: 'duration' | 'equal' | 'inverse-variance' | undefined;
  /**
   * `whole`: each frame goes to the bin its middle lies in. `split`: it is shared
   * out in proportion to the overlap of its exposure, the last share being the
   * remainder, so that counts are conserved. @default 'whole'
   */
  readonly assign?: 'whole' | 'split' | undefined;
  /** Frames in no bin: an error, or left out with a warning. @default 'error' */
  readonly outside?: 'error' | 'drop' | undefined;
  /** Bins without frames: left out with a warning, or kept as masked NaN. @default 'drop' */
  readonly empty?: 'drop' | 'keep' | undefined;
}

interface BinSums {
  readonly values: Float64Array;
  readonly variances: Float64Array | undefined;
  readonly mask: Uint8Array;
}

/**
 * Bring frames together into coarser, not necessarily equal, bins of time.
 *
 * A sum of counts loses none: every share of every frame ends in exactly one
 * bin (whole numbers stay whole with `assign: 'whole'`). A masked value is left out of
 * a mean; a sum over a masked value would silently be too low, so it is masked.
 * Variances: of a sum, the sum of share times variance (a share of a Poisson
 * count is a Poisson count); of a mean, sum w^2 v / (sum w)^2. Channels become
 * duration-weighted means of the values present, with errors and the worst status;
 * counters, and capacities and times of steps that begin again inside a bin, have
 * the value of its middle frame.
 * A bin lasts from its first frame's start to its last frame's end.
 *
 * @throws OperandoError `invalid-argument`, `axis-not-increasing` for edges, `outside-range` for frames in no bin.
 */
export function rebinTime<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  options: RebinTimeOptions,
): Series<Name, Unit> {
  const { reduce, weights = 'duration', assign = 'whole', outside = 'error', empty = 'drop' } = options;
  const frames = series.time.start.length;
  const { bins: allBins, left } = assignFrames(series.time, options, assign);
  const warnings: OperandoWarning[] = [];
  if (left.length > 0) {
    if (outside === 'error') {
      throw new OperandoError('outside-range', `${left.length} of ${frames} frames lie in no bin.`, {
        where: { frame: left[0]! },
        cure: "Widen the bins, or pass outside: 'drop' to leave these frames out.",
      });
    }
    warnings.push({
      code: 'frames-dropped',
      message: `${left.length} of ${frames} frames lie in no bin.`,
      where: { frame: left[0]! },
    });
  }
  const emptyCount = allBins.filter((bin) => bin.length === 0).length;
  const bins = empty === 'drop' ? allBins.filter((bin) => bin.length > 0) : allBins;
  if (emptyCount > 0) {
    warnings.push({
      code: 'empty-bins',
      message: `${emptyCount} of ${allBins.length} bins have no frame and were ${empty === 'drop' ? 'left out' : 'kept as missing'}.`,
    });
  }
  if (bins.every((bin) => bin.length === 0)) throw new OperandoError('outside-range', 'no bin has a frame.');
  const sums = reduceBins(series, bins, reduce, weights);
  const masked = series.mask !== undefined || sums.mask.includes(1);
  return createSeries({
    signal: sums.values,
    dims: series.dims,
    axis: series.axis,
    coordinates: series.coordinates,
    time: binTimes(series, bins),
    channels: binChannels(series, bins),
    metadata: series.metadata,
    ...(sums.variances === undefined ? {} : { variances: sums.variances }),
    ...(masked ? { mask: sums.mask } : {}),
    provenance: [
      ...series.provenance,
      { step: 'core/rebinTime', options: { reduce, weights, assign, outside, empty, bins: bins.length }, warnings },
    ],
  });
}

function binTimes(series: Series, bins: readonly (readonly FrameShare[])[]): Series['time'] {
  const { start, duration } = series.time;
  const from = new Float64Array(bins.length);
  const length = new Float64Array(bins.length);
  bins.forEach((bin, b) => {
    if (bin.length === 0) {
      from[b] = b === 0 ? start[0]! : from[b - 1]! + length[b - 1]!;
      return;
    }
    let low = Infinity;
    let high = -Infinity;
    for (const { frame, start: shareStart, end } of bin) {
      low = Math.min(low, shareStart ?? start[frame]!);
      high = Math.max(high, end ?? start[frame]! + duration[frame]!);
    }
    from[b] = low;
    length[b] = high - low;
  });
  return { ...series.time, start: from, duration: length };
}

function reduceBins(
  series: Series,
  bins: readonly (readonly FrameShare[])[],
  reduce: 'mean' | 'sum',
  weighting: 'duration' | 'equal' | 'inverse-variance',
): BinSums {
  const frames = series.time.start.length;
  const size = series.signal.size / frames;
  const values = flatValues(series.signal);
  const variances = series.variances === undefined ? undefined : flatValues(series.variances);
  const mask = series.mask === undefined ? undefined : flatMask(series.mask);
  const { duration } = series.time;
  if (reduce === 'mean' && weighting === 'inverse-variance' && variances === undefined) {
    throw new OperandoError('invalid-argument', 'inverse-variance weights need variances.', {
      where: { parameter: 'weights' },
    });
  }
  const timed = duration.some((seconds) => seconds > 0);
  const out = new Float64Array(bins.length * size);
  const outVariances = variances === undefined ? undefined : new Float64Array(bins.length * size);
  const outMask = new Uint8Array(bins.length * size);
  const total = new Float64Array(size);
  bins.forEach((bin, b) => {
    const to = b * size;
    total.fill(0);
    for (const part of bin) {
      const { frame, share } = part;
      const from = frame * size;
      const frameWeight = weighting === 'duration' && timed ? duration[frame]! * share : share;
      for (let i = 0; i < size; i++) {
        const value = values[from + i]!;
        const bad = mask?.[from + i] === 1;
        if (reduce === 'sum') {
          out[to + i]! += bad ? 0 : shareOf(value, part);
          if (outVariances !== undefined) outVariances[to + i]! += share * variances![from + i]!;
          if (bad) outMask[to + i] = 1;
          total[i] = 1;
        } else if (!bad) {
          const weight = weighting === 'inverse-variance' ? share / variances![from + i]! : frameWeight;
          out[to + i]! += weight * value;
          total[i]! += weight;
          if (outVariances !== undefined) outVariances[to + i]! += weight * weight * variances![from + i]!;
        }
      }
    }
    for (let i = 0; i < size; i++) {
      if (total[i] === 0) {
        out[to + i] = Number.NaN;
        outMask[to + i] = 1;
        if (outVariances !== undefined) outVariances[to + i] = Number.NaN;
      } else if (reduce === 'mean') {
        out[to + i]! /= total[i]!;
        if (outVariances !== undefined) outVariances[to + i]! /= total[i]! ** 2;
      }
    }
  });
  return { values: out, variances: outVariances, mask: outMask };
}

/** The part of a value that a share is: the last share of a frame is what the others left. */
function shareOf(value: number, { share, before }: FrameShare): number {
  if (share === 1) return value;
  return before === undefined ? share * value : value - before.reduce((sum, part) => sum + part * value, 0);
}
