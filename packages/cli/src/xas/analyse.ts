import { statusOf, seriesWarnings } from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';
import { edgeChannelName, edgePositionMethods, normalize } from '@operando/xas-normalize';
import type { NormalizedSeries, NormalizeOptions } from '@operando/xas-normalize';
import { cyclerColumns, joinCycler } from '../join-cycler.js';
import type { JoinOptions } from '../join-cycler.js';

/** Options of {@link analyse}. */
export interface AnalyseOptions extends JoinOptions {
  readonly normalization: NormalizeOptions;
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
    ({ series, electrochemistry } = joinCycler(series, cycler, options, warnings));
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
  const flags = series.channels[channel]?.status;
  return flags === undefined ? 0 : flags.reduce((count, flag) => count + (flag === statusOf.ok ? 0 : 1), 0);
}

/** Channels of the results in the order they are written. */
export function resultChannels(): string[] {
  return [...cyclerColumns, 'e0', 'edge_step', ...edgePositionMethods.map(edgeChannelName)];
}
