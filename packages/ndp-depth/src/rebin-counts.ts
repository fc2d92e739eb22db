import { createAxis, createSeries, rebinTime } from '@operando/core';
import type { RebinTimeOptions, Series } from '@operando/core';

/** Which frames to bring together: as {@link rebinTime} takes it. */
export type CountBins = Pick<RebinTimeOptions, 'edges' | 'width' | 'groups' | 'assign'>;

/** Channels of a counting series that are summed, not averaged. */
const summed = ['live_time', 'monitor'];

/**
 * Sum the frames of a counting series in bins of time: counts, live time and
 * monitor counts are added (rates are never averaged); other channels are
 * averaged as {@link rebinTime} does. Frames cut by an edge are shared out with `assign: 'split'`.
 */
export function rebinCounts<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  bins: CountBins,
): Series<Name, Unit> {
  const options: RebinTimeOptions = { ...bins, reduce: 'sum' };
  const coarse = rebinTime(series, options);
  const present = summed.filter((name) => series.channels[name] !== undefined);
  if (present.length === 0) return coarse;
  const frames = series.time.start.length;
  const values = new Float64Array(frames * present.length);
  present.forEach((name, k) =>
    series.channels[name]!.values.forEach((value, f) => (values[f * present.length + k] = value)),
  );
  const sums = rebinTime(
    createSeries({
      signal: values,
      axis: createAxis({ name: 'channel', unit: '1', values: present.map((_, k) => k) }),
      time: series.time,
    }),
    options,
  ).signal.data;
  const channels = Object.fromEntries(
    present.map((name, k) => [
      name,
      { values: coarse.time.start.map((_, f) => sums[f * present.length + k]!), unit: series.channels[name]!.unit },
    ]),
  );
  return createSeries({ ...coarse, channels: { ...coarse.channels, ...channels } });
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
