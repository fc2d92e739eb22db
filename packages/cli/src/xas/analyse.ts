import {
  accumulateCapacity,
  channelFlag,
  electrochemicalLog,
  joinChannels,
  OperandoError,
  seriesWarnings,
} from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';
import { edgeChannelName, edgePositionMethods, normalize } from '@operando/xas-normalize';
import type { NormalizedSeries, NormalizeOptions } from '@operando/xas-normalize';

/** Options of {@link analyse}. */
export interface AnalyseOptions {
  readonly normalization: NormalizeOptions;
  /** How the cycler's columns become one value per frame. */
  readonly join: 'average' | 'interpolate';
  /** Seconds to add to the cycler's clock. */
  readonly clockOffset: number;
  /** Longest step of the log that is interpolated across, seconds. */
  readonly maxGap: number;
}

/** What `operando xas` computed. */
export interface Analysis {
  readonly normalized: NormalizedSeries;
  /** The series of flattened spectra with every channel. */
  readonly series: Series<'energy', 'eV'>;
  /** The cycler's table, all files joined. */
  readonly electrochemistry?: Electrochemistry;
  readonly warnings: readonly OperandoWarning[];
}

const joinedColumns = ['voltage_volt', 'current_ampere', 'net_capacity_ah', 'cycle_count'];

/** The cycler's table, with the capacity integrated from the current when the file has none. */
function withCapacity(table: Electrochemistry): Electrochemistry {
  const { test_time_second: time, current_ampere: current, net_capacity_ah: capacity } = table.columns;
  if (capacity !== undefined || time === undefined || current === undefined) return table;
  const { net } = accumulateCapacity(time, current);
  return {
    ...table,
    columns: { ...table.columns, net_capacity_ah: net },
    warnings: [
      ...table.warnings,
      { code: 'capacity-integrated', message: 'The log has no capacity; it was integrated from the current.' },
    ],
  };
}

/**
 * Join, normalize, place the edges: everything `operando xas` does between
 * reading and writing.
 */
export function analyse(
  spectra: Series<'energy', 'eV'>,
  cycler: Electrochemistry | undefined,
  options: AnalyseOptions,
): Analysis {
  const warnings: OperandoWarning[] = [];
  let series = spectra;
  let electrochemistry: Electrochemistry | undefined;
  if (cycler !== undefined) {
    electrochemistry = withCapacity(cycler);
    warnings.push(...electrochemistry.warnings);
    if (series.time.epoch !== undefined && series.time.zone !== electrochemistry.zone) {
      warnings.push({
        code: 'time-zones-differ',
        message:
          `The spectra's times are ${series.time.zone ?? 'unstated'}, the cycler's ${electrochemistry.zone ?? 'unstated'}: ` +
          'a time without a zone was read as UTC. Correct with --clock-offset if the cycler kept local time.',
      });
    }
    const names = joinedColumns.filter((name) => name in electrochemistry!.columns);
    if (names.length === 0) {
      throw new OperandoError('column-missing', 'the cycler log has neither voltage nor current.');
    }
    series = joinChannels(series, electrochemicalLog(electrochemistry, names), {
      method: options.join,
      offset: options.clockOffset,
      maxGap: options.maxGap,
    });
  }
  const normalized = normalize(series, { ...options.normalization, positions: 'all' });
  warnings.push(...seriesWarnings(normalized.flat));
  return {
    normalized,
    series: normalized.flat,
    ...(electrochemistry === undefined ? {} : { electrochemistry }),
    warnings,
  };
}

/** How many frames of a series carry each word of flag in a channel. */
export function countFlagged(series: Series, channel: string): number {
  const flags = series.channels[channel]?.flags;
  return flags === undefined ? 0 : flags.reduce((count, flag) => count + (flag === channelFlag.ok ? 0 : 1), 0);
}

/** Channels of the results in the order they are written. */
export function resultChannels(): string[] {
  return [...joinedColumns, 'e0', 'edge_step', ...edgePositionMethods.map(edgeChannelName)];
}
