import { createAxis, createSeries, rebinTime } from '@operando/core';
import type { Channel, RebinTimeOptions, Series } from '@operando/core';

/** Which frames to bring together: as {@link rebinTime} takes it. */
export type CountBins = Pick<RebinTimeOptions, 'edges' | 'width' | 'groups' | 'assign'>;

/** Channels of a counting series that are summed, not averaged. */
const summed = ['live_time', 'real_time', 'monitor'];

/**
 * Sum the frames of a counting series in bins of time: counts, live time and
 * monitor counts are added (rates are never averaged); other channels are
 * averaged as {@link rebinTime} does. Frames cut by an edge are shared out with `assign: 'split'`.
 *
 * A bin lasts from its first frame's start to its last one's end; where there are pauses between, what its frames lasted together is in the
 * channels `real_time` and, without live times, `live_time`: nothing was counted in a pause.
 */
export function rebinCounts<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  bins: CountBins,
): Series<Name, Unit> {
  const options: RebinTimeOptions = { ...bins, reduce: 'sum' };
  const coarse = rebinTime(series, options);
  const counters: Record<string, Channel> = Object.fromEntries(
    summed.flatMap((name) => (series.channels[name] === undefined ? [] : [[name, series.channels[name]]])),
  );
  const lasting: Channel = { values: Float64Array.from(series.time.duration), unit: 's' };
  const columns = Object.entries({ real_time: lasting, ...counters });
  const frames = series.time.start.length;
  const values = new Float64Array(frames * columns.length);
  columns.forEach(([, channel], k) => channel.values.forEach((value, f) => (values[f * columns.length + k] = value)));
  const sums = rebinTime(
    createSeries({
      signal: values,
      axis: createAxis({ name: 'channel', unit: '1', values: columns.map((_, k) => k) }),
      time: series.time,
    }),
    options,
  ).signal.data;
  const channels = Object.fromEntries(
    columns.map(([name, { unit }], k): [string, Channel] => [
      name,
      { values: coarse.time.start.map((_, f) => sums[f * columns.length + k]!), unit },
    ]),
  );
  const { real_time: realTime, ...added } = channels;
  const told =
    series.channels['real_time'] !== undefined ||
    coarse.time.duration.some((seconds, f) => Math.abs(seconds - realTime!.values[f]!) > 1e-9 * seconds);
  return createSeries({
    ...coarse,
    channels: { ...coarse.channels, ...(told ? { live_time: realTime!, ...channels } : added) },
  });
}

/**
 * Bins of equal charge: the bin of each frame, from the charge at its middle, as `groups` of {@link rebinCounts}.
 *
 * @param charge One value per frame, in any unit; frames without one (NaN) go to no bin.
 */
export function binsByCharge(charge: ArrayLike<number>, step: number): Int32Array {
  const finite = Array.from(charge).filter((value) => Number.isFinite(value));
  const lowest = Math.min(...finite);
  const labels = Int32Array.from(charge, (value) =>
    Number.isFinite(value) ? Math.floor((value - lowest) / step + 1e-9) : -1,
  );
  // Empty bins between are closed up, so that labels count on.
  const used = [...new Set(labels)].filter((label) => label >= 0).toSorted((a, b) => a - b);
  return labels.map((label) => used.indexOf(label));
}
