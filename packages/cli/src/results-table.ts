import { basename } from 'node:path';
import { statusOf, frameMiddles } from '@operando/core';
import type { Channel, Series } from '@operando/core';

/** One column of the results: numbers or words, one per frame. */
export interface ResultColumn {
  readonly name: string;
  readonly values: readonly (number | string)[];
}

const flagWords: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(statusOf).map(([word, number]) => [number, word]),
);

/** A channel's flags as words, all `ok` when it has none. */
export function flagColumn(channel: Channel, frames: number): string[] {
  return Array.from({ length: frames }, (_, frame) => flagWords[channel.status?.[frame] ?? 0] ?? 'unknown');
}

const unitSuffix: Readonly<Record<string, string>> = { eV: '_eV', V: '_V', A: '_A', 'A h': '_Ah', degC: '_degC' };

/** Names people know, for channels that come from the cycler. */
const plainNames: Readonly<Record<string, string>> = {
  voltage_volt: 'voltage_V',
  current_ampere: 'current_A',
  net_capacity_ah: 'capacity_Ah',
};

function channelColumns(name: string, channel: Channel): ResultColumn[] {
  const suffix = unitSuffix[channel.unit] ?? '';
  const plain = plainNames[name] ?? (name.endsWith(suffix) ? name : name + suffix);
  const columns: ResultColumn[] = [{ name: plain, values: [...channel.values] }];
  if (channel.stderr !== undefined) columns.push({ name: `${plain}_stderr`, values: [...channel.stderr] });
  return columns;
}

/** Time stamp of a frame's start, in the clock of the files. */
function timeStamp(series: Series, frame: number): string {
  const { epoch, zone, start } = series.time;
  if (epoch === undefined) return '';
  const text = new Date(1000 * (epoch + start[frame]!)).toISOString();
  // A local time without a zone was read as if it were UTC: do not print a Z it never had.
  return zone === 'unstated' ? text.slice(0, -1) : text;
}

/** What {@link resultColumns} takes. */
export interface ResultParts {
  /** The normalized series with every channel joined. */
  readonly series: Series;
  /** Names of the files, one per frame. */
  readonly files: readonly string[];
  /** Channels in the order they shall be written. */
  readonly channels: readonly string[];
  /** Flags to write, by column name. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
}

/** One row per frame: which file, when, and every channel with its standard error. */
export function resultColumns({ series, files, channels, flags }: ResultParts): ResultColumn[] {
  const frames = series.time.start.length;
  const index = Array.from({ length: frames }, (_, frame) => frame);
  const origin = series.time.start[0] ?? 0;
  const columns: ResultColumn[] = [
    { name: 'frame', values: index },
    { name: 'file', values: index.map((frame) => files[frame] ?? '') },
    { name: 'start', values: index.map((frame) => timeStamp(series, frame)) },
    { name: 'time_h', values: [...frameMiddles(series.time)].map((time) => (time - origin) / 3600) },
    { name: 'duration_s', values: [...series.time.duration] },
  ];
  for (const name of channels) {
    const channel = series.channels[name];
    if (channel !== undefined) columns.push(...channelColumns(name, channel));
  }
  for (const [name, values] of Object.entries(flags)) columns.push({ name, values });
  return columns;
}

/** Names of the files behind the frames: those the series lists, else those given. */
export function fileNames(series: Series, inputs: readonly string[]): string[] {
  const listed = series.metadata['files'];
  return Array.isArray(listed) ? listed.map(String) : inputs.map((path) => basename(path));
}

/** Columns as JSON has them: NaN and infinities have no place there and become null. */
export function plainTable(columns: readonly ResultColumn[]): Record<string, (number | string | null)[]> {
  return Object.fromEntries(
    columns.map(({ name, values }) => [
      name,
      values.map((value) => (typeof value === 'number' && !Number.isFinite(value) ? null : value)),
    ]),
  );
}
