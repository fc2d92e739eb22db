import { kindOfColumn, marksOfColumns, resetsOf } from '../cycler/log-resets.js';
import { worseStatus } from '../result/status.js';
import type { FrameShare } from './rebin-assign.js';
import type { Channel, Series } from '../series/series.js';

type Bins = readonly (readonly FrameShare[])[];

/** Frame that holds the middle of a bin's time. */
function middleFrame(bin: readonly FrameShare[], duration: Float64Array): number {
  const weights = bin.map(({ frame, share }) => duration[frame]! * share || share);
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  let before = 0;
  return bin.find((_, i) => (before += weights[i]!) > half)?.frame ?? bin.at(-1)!.frame;
}

function binNamedChannel(series: Series, name: string, channel: Channel, bins: Bins): Channel {
  const { start, duration } = series.time;
  const means = binChannel(channel, duration, bins);
  const kind = kindOfColumn(name, channel.unit);
  if (kind === 'level') return means;
  const resets =
    kind === 'counter'
      ? undefined
      : resetsOf(
          name,
          start,
          channel.values,
          marksOfColumns((mark) => series.channels[mark]?.values),
        );
  const values = means.values.map((mean, b) => {
    const frames = bins[b]!.map(({ frame }) => frame);
    if (frames.length === 0) return mean;
    const [first, last] = [Math.min(...frames), Math.max(...frames)];
    const whole = resets !== undefined && !resets.subarray(first, last).includes(1);
    return whole ? mean : channel.values[middleFrame(bins[b]!, duration)]!;
  });
  return { ...means, values };
}

function binChannel(channel: Channel, duration: Float64Array, bins: Bins): Channel {
  const values = new Float64Array(bins.length);
  const stderr = channel.stderr === undefined ? undefined : new Float64Array(bins.length);
  const status = channel.status === undefined ? undefined : new Uint8Array(bins.length);
  const timed = duration.some((seconds) => seconds > 0);
  bins.forEach((bin, b) => {
    let sum = 0;
    let total = 0;
    let variance = 0;
    for (const { frame, share } of bin) {
      const value = channel.values[frame]!;
      if (status !== undefined) status[b] = worseStatus(status[b]!, channel.status![frame]!);
      if (Number.isNaN(value)) continue;
      const weight = timed ? duration[frame]! * share : share;
      sum += weight * value;
      total += weight;
      if (stderr !== undefined) variance += (weight * channel.stderr![frame]!) ** 2;
    }
    values[b] = total > 0 ? sum / total : Number.NaN;
    if (stderr !== undefined) stderr[b] = total > 0 ? Math.sqrt(variance) / total : Number.NaN;
  });
  return {
    ...channel,
    values,
    ...(stderr === undefined ? {} : { stderr }),
    ...(status === undefined ? {} : { status }),
  };
}

/** Channels of a series in bins: means of levels; counters, and what was reset inside a bin, as in its middle frame. */
export function binChannels(series: Series, bins: Bins): Series['channels'] {
  return Object.fromEntries(
    Object.entries(series.channels).map(([name, channel]) => [name, binNamedChannel(series, name, channel, bins)]),
  );
}
