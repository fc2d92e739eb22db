import { createSeries, flatValues } from '@operando/core';
import type { Channel, Series } from '@operando/core';
import { liveTimeOf } from '@operando/ndp-depth';
import type { NdpOptions } from './options.js';

/** Live times by dead time where the files have none, and the monitor from its channels. */
export function withCounters(
  series: Series<'channel', '1'>,
  { deadTime, monitorChannels }: NdpOptions,
): Series<'channel', '1'> {
  const values = flatValues(series.signal);
  const channels = series.axis.size;
  const totalOf = (frame: number, from: number, to: number): number => {
    let sum = 0;
    for (let i = 0; i < channels; i++) {
      const channel = series.axis.values[i]!;
      if (channel >= from && channel <= to) sum += values[frame * channels + i]!;
    }
    return sum;
  };
  const added: Record<string, Channel> = {};
  if (series.channels['live_time'] === undefined && deadTime !== undefined) {
    const live = series.time.duration.map((duration, f) => liveTimeOf(duration, totalOf(f, 0, Infinity), deadTime));
    added['live_time'] = { values: live, unit: 's' };
  }
  if (monitorChannels !== undefined) {
    const [from, to] = monitorChannels;
    added['monitor'] = { values: series.time.start.map((_, f) => totalOf(f, from, to)), unit: '1' };
  }
  return Object.keys(added).length === 0
    ? series
    : createSeries({ ...series, channels: { ...series.channels, ...added } });
}
