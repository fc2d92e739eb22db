import { isOperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { chooseSignal } from '../absorption/choose-signal.js';
import type { ComparedSignal, SampleSpectrum } from '../absorption/choose-signal.js';
import { signalCandidates } from '../absorption/signal-candidates.js';
import type { AbsorptionSignal } from '../absorption/signal.js';
import { naturally } from '../bytes/natural-order.js';
import type { ColumnTable } from '../table/column-table.js';
import { absorptionRows } from './absorption-frame.js';
import type { AssembleOptions } from './frame.js';
import { tableReader } from './frame-table.js';
import type { TableReader } from './frame-table.js';
import type { ReadSeriesOptions } from './series-options.js';

/** Spectra by which the signal of a series is chosen. */
const samples = 5;

/** The signal of a series, and what there is to say of its choice. */
export interface SeriesSignal {
  readonly signal: AbsorptionSignal;
  readonly compared: readonly ComparedSignal[];
  readonly warnings: readonly OperandoWarning[];
}

/** Some of many, from the first to the last. */
function spread<T>(all: readonly T[]): readonly T[] {
  if (all.length <= samples) return all;
  return Array.from({ length: samples }, (_, i) => all[Math.round((i * (all.length - 1)) / (samples - 1))]!);
}

/** The energies of a table; undefined where they cannot be told: that is said when it is read for the series. */
function sampleOf(table: ColumnTable, options: AssembleOptions): SampleSpectrum[] {
  try {
    const rows = absorptionRows(table, { ...options, onBadPoint: 'mask' });
    return [{ table: rows.table, energy: rows.energy.values }];
  } catch (error) {
    if (isOperandoError(error)) return [];
    throw error;
  }
}

/**
 * The signal of a series of absorption spectra: one for all of them, so that a noisy spectrum among them does not change it. Where files
 * offer several, some of them are compared (see `chooseSignal`); whatever cannot be read is passed over here.
 *
 * @param read The tables of a file.
 */
export async function seriesSignal(
  sources: readonly NamedSource[],
  read: TableReader,
  options: AssembleOptions & { readonly abort?: AbortSignal | undefined },
): Promise<SeriesSignal> {
  const found: SampleSpectrum[] = [];
  for (const source of spread(naturally(sources))) {
    options.abort?.throwIfAborted();
    try {
      for (const table of spread(await read(source))) found.push(...sampleOf(table, options));
    } catch (error) {
      if (!isOperandoError(error)) throw error;
    }
    // Most files offer one signal: there is nothing to compare.
    if (found.length > 0 && signalCandidates(found[0]!.table).length < 2) break;
  }
  const choice = chooseSignal(found);
  if (choice === undefined) return { signal: 'auto', compared: [], warnings: [] };
  const { signal, compared, warnings } = choice;
  return { signal: { preferred: signal }, compared, warnings };
}

/** The signal of all spectra of a series of absorption files: the one that is asked for, or that some of them show best. */
export async function chosenSignal(sources: readonly NamedSource[], options: ReadSeriesOptions): Promise<SeriesSignal> {
  const { signal = 'auto', columnsAsFrames = false, reference = false } = options;
  if (signal !== 'auto' || columnsAsFrames || reference) return { signal, compared: [], warnings: [] };
  return seriesSignal(sources, tableReader(options), options);
}
