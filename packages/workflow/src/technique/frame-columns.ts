import { frameMiddles } from '@operando/core';
import type { Channel, EstimateColumn, ResultColumn, ResultIndex, Series } from '@operando/core';
import { cyclerColumns } from './join-cycler.js';

/** Names people know, for channels that come from the cycler. */
const plainNames: Readonly<Record<string, string>> = {
  voltage_volt: 'voltage',
  current_ampere: 'current',
  net_capacity_ah: 'capacity',
};

/** Names of the files behind the frames, where the series lists one for each. */
export function frameFiles(series: Series): readonly string[] | undefined {
  const listed = series.metadata['files'];
  return Array.isArray(listed) && listed.length === series.time.start.length ? listed.map(String) : undefined;
}

/** Rows are frames, numbered from 0. */
export function frameIndex(frames: number): ResultIndex {
  return {
    rows: 'frame',
    columns: [{ name: 'frame', unit: '1', values: Float64Array.from({ length: frames }, (_, frame) => frame) }],
  };
}

/** The name of a channel as results have it; a number behind it stays. */
function plainName(name: string): string {
  const [, base = name, number = ''] = /^(.+?)(_\d+)?$/.exec(name) ?? [];
  return Object.hasOwn(plainNames, base) ? `${plainNames[base]!}${number}` : name;
}

/** A channel as a column of results. */
export function channelColumn(name: string, { values, unit, stderr, status }: Channel): EstimateColumn {
  return {
    name: plainName(name),
    unit,
    values,
    ...(stderr === undefined ? {} : { stderr }),
    ...(status === undefined ? {} : { status }),
  };
}

/** Time stamp of a frame's start, in the clock of the files. */
function timeStamp({ time: { epoch, zone, start } }: Series, frame: number): string {
  if (epoch === undefined) return '';
  const text = new Date(1000 * (epoch + start[frame]!)).toISOString();
  // A local time without a zone was read as if it were UTC: do not print a Z it never had.
  return zone === 'unstated' ? text.slice(0, -1) : text;
}

/**
 * What is known of each frame before it is analysed: file, start (its time stamp), time (of its middle, seconds after the
 * first frame began), duration, the cycler's columns, and the channels named; those of the data that had to make room for
 * them (`voltage_volt_2`) stand behind.
 */
export function frameColumns(series: Series, channels: readonly string[] = cyclerColumns): ResultColumn[] {
  const frames = series.time.start.length;
  const origin = series.time.start[0] ?? 0;
  const files = frameFiles(series);
  return [
    ...(files === undefined ? [] : [{ name: 'file', words: files }]),
    { name: 'start', words: Array.from({ length: frames }, (_, frame) => timeStamp(series, frame)) },
    { name: 'time', unit: 's', values: frameMiddles(series.time).map((time) => time - origin) },
    { name: 'duration', unit: 's', values: series.time.duration },
    ...channels
      .flatMap((name) => [name, `${name}_2`])
      .flatMap((name) => {
        const channel = series.channels[name];
        return channel === undefined ? [] : [channelColumn(name, channel)];
      }),
  ];
}

/** How many frames of a series have a value in a channel that is not sound. */
export function countUnsound(series: Series, channel: string): number {
  return series.channels[channel]?.status?.reduce((count, status) => count + (status === 0 ? 0 : 1), 0) ?? 0;
}
