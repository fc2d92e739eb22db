import { OperandoError } from '@operando/core';
import type { FrameSource, NamedSource, Series } from '@operando/core';
import { referenceSignal } from '../absorption/reference-signal.js';
import type { ColumnTable } from '../table/column-table.js';
import { absorptionFrame } from './absorption-frame.js';
import { binnedSource } from './binned-source.js';
import { columnFrames } from './column-frames.js';
import type { Frame } from './frame.js';
import { frameReader } from './frame-reader.js';
import { openFrames } from './open-frames.js';
import type { OpenSeriesOptions, ReadSeriesOptions } from './series-options.js';
import { chosenSignal } from './series-signal.js';
import { collected, openStack } from './series-stack.js';
import { sweepTables } from './sweep-tables.js';

const energyAxis = { name: 'energy', unit: 'eV' } as const;

/** The frame of a table of absorption, or those of its sweeps. */
function absorptionFrames(table: ColumnTable, name: string, options: ReadSeriesOptions): Frame[] {
  const { sweeps, reference, x } = options;
  const along = reference === true ? { ...options, signal: referenceSignal(table) } : options;
  if (sweeps === undefined) return [absorptionFrame(table, name, along)];
  return sweepTables(table, sweeps, x).map((sweep) => absorptionFrame(sweep, `${name} ${sweep.scan}`, along));
}

/**
 * Absorption files as one series in eV, frame by frame: what {@link readSeriesFrom} gives, in blocks and without holding all frames.
 * Files are read to find out their times and grids, and again for the blocks where all together are more than some 64 MB; one that is
 * written to meanwhile is an error. A single HDF5 stack is read in slabs.
 *
 * @throws OperandoError as {@link readSeriesFrom}, here or from `blocks`.
 */
export async function openSeries(
  sources: readonly NamedSource[],
  options: OpenSeriesOptions = {},
): Promise<FrameSource<'energy', 'eV'>> {
  if (options.reference === true && options.columnsAsFrames === true)
    throw new OperandoError('column-missing', 'where every column is a frame, none is that of a reference foil.', {
      where: { parameter: 'reference' },
      cure: 'Read the foil from files of its own.',
    });
  const stack = await openStack(sources, { ...options, axis: energyAxis });
  if (stack !== undefined) return options.binning === undefined ? stack : binnedSource(stack, options.binning);
  const { signal, ...choice } = await chosenSignal(sources, options);
  const along = { ...options, signal };
  const read = frameReader(along, (table, _source, name) =>
    options.columnsAsFrames === true ? columnFrames(table, name, along) : absorptionFrames(table, name, along),
  );
  const { memory } = options;
  // Frames of another signal are others.
  memory?.expect(JSON.stringify(signal));
  return openFrames(sources, read, energyAxis, { ...along, ...choice }, { memory });
}

/**
 * Read many absorption files as one series in eV: sources in natural order of
 * their names, or of the times in their headers when all have one. One file is
 * read after another and only what is needed is kept.
 *
 * @throws OperandoError with the file: as `readSource`; `column-missing`, `shape-mismatch` (another
 * grid), `unsplit-sweep`, `bad-number`.
 */
export async function readSeriesFrom(
  sources: readonly NamedSource[],
  options: ReadSeriesOptions = {},
): Promise<Series<'energy', 'eV'>> {
  return collected(await openSeries(sources, { ...options, keptBytes: Infinity }));
}
