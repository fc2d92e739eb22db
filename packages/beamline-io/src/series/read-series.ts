import { collectSeries, OperandoError, seriesSource } from '@operando/core';
import type { FrameSource, NamedSource, Series } from '@operando/core';
import { baseName, contentOf } from '../bytes/contents.js';
import { placed } from '../bytes/file-error.js';
import type { ReadSourceOptions } from '../read-source.js';
import { fileFormatOf } from '../sniff.js';
import type { ColumnTable } from '../table/column-table.js';
import { decodeText } from '../text/decode.js';
import { referenceSignal } from '../absorption/reference-signal.js';
import { columnFrames } from './column-frames.js';
import { absorptionFrame, columnFrame } from './frame.js';
import type { AssembleOptions, Frame } from './frame.js';
import { frameTable, frameTables } from './frame-table.js';
import { openFrames } from './open-frames.js';
import type { OpenFramesOptions } from './open-frames.js';
import type { FrameReader, ReadingOptions } from './read-frames.js';
import { seriesSignal } from './series-signal.js';
import type { SeriesSignal } from './series-signal.js';
import { parseScanLog, scanTime } from './scan-log.js';
import type { ScanLog } from './scan-log.js';
import { openWholeFrames, wholeFrame } from './whole-series.js';
import type { WholeSeries, WholeSource } from './whole-series.js';
import { sweepTables } from './sweep-tables.js';
import type { WantedSweeps } from './sweep-tables.js';
import { said } from '../text/said.js';

/** Options of {@link readSeriesFrom}. */
export interface ReadSeriesOptions extends AssembleOptions, ReadingOptions, Omit<ReadSourceOptions, 'name'> {
  /**
   * Files of several scans, groups or spectra: which one of each file, or `all` for a frame from every one that has data.
   * @default the first that has data, with a warning
   */
  readonly scan?: string | number | undefined;
  /** Every column of a table beside its abscissa is a frame, as in one file of many scans. @default false: one column is read */
  readonly columnsAsFrames?: boolean | undefined;
  /** Files of absorption hold continuous scans: each sweep, of one direction or both, is a frame. @default not split */
  readonly sweeps?: WantedSweeps | undefined;
  /** Take the absorption of the reference foil that was measured along, by the columns that say so. @default false */
  readonly reference?: boolean | undefined;
}

/** What spectra run along. */
interface AxisOption<Name extends string, Unit extends string> {
  /** What the abscissa is. */
  readonly axis: { readonly name: Name; readonly unit: Unit };
}

/** Options of {@link readColumnSeriesFrom}. */
export interface ColumnSeriesOptions<Name extends string, Unit extends string>
  extends ReadSeriesOptions, AxisOption<Name, Unit> {
  /** CSV log of scans with their times; a file belongs to the scan whose number or name stands in its own. */
  readonly scanLog?: NamedSource | undefined;
}

/** Options of {@link openSeries}. */
export interface OpenSeriesOptions extends ReadSeriesOptions, Pick<OpenFramesOptions, 'keptBytes' | 'binning'> {}

/** Options of {@link openColumnSeries}. */
export interface OpenColumnSeriesOptions<Name extends string, Unit extends string>
  extends ColumnSeriesOptions<Name, Unit>, Pick<OpenFramesOptions, 'keptBytes'> {}

/** Options of {@link readWholeSeriesFrom}. */
export interface ReadWholeSeriesOptions<Name extends string, Unit extends string>
  extends ReadSeriesOptions, AxisOption<Name, Unit> {
  /** The signal is an absorption, taken as {@link readSeriesFrom} takes it, along energies in eV: `axis` must be so. @default false */
  readonly absorption?: boolean | undefined;
}

/** Options of {@link openWholeSeries}. */
export interface OpenWholeSeriesOptions<Name extends string, Unit extends string>
  extends ReadWholeSeriesOptions<Name, Unit>, Pick<OpenFramesOptions, 'keptBytes'> {}

const energyAxis = { name: 'energy', unit: 'eV' } as const;

/** The tables of a source: of the scan that is asked for, or of all. */
async function tablesOfSource(source: NamedSource, options: ReadSeriesOptions): Promise<readonly ColumnTable[]> {
  return options.scan === 'all'
    ? frameTables(source, options)
    : [await frameTable(source, { ...options, scan: options.scan })];
}

/** The signal of all spectra of a series of absorption files. */
async function signalOf(sources: readonly NamedSource[], options: ReadSeriesOptions): Promise<SeriesSignal> {
  const { signal = 'auto', columnsAsFrames = false, reference = false } = options;
  if (signal !== 'auto' || columnsAsFrames || reference) return { signal, compared: [], warnings: [] };
  return seriesSignal(sources, (source) => tablesOfSource(source, options), options);
}

/** The frame of a table of absorption, or those of its sweeps. */
function absorptionFrames(table: ColumnTable, name: string, options: ReadSeriesOptions): Frame[] {
  const { sweeps, reference, x } = options;
  const along = reference === true ? { ...options, signal: referenceSignal(table) } : options;
  if (sweeps === undefined) return [absorptionFrame(table, name, along)];
  return sweepTables(table, sweeps, x).map((sweep) => absorptionFrame(sweep, `${name} ${sweep.scan}`, along));
}

/** Reads the frames of a source: of the scan that is asked for, or of all. */
function frameReader<F extends Frame>(
  options: ReadSeriesOptions,
  framesOf: (table: ColumnTable, source: NamedSource, name: string) => readonly F[],
): FrameReader<F> {
  return async (source) => {
    const name = baseName(source);
    const tables = await tablesOfSource(source, options);
    return tables.flatMap((table) =>
      framesOf(table, source, options.scan !== 'all' || table.scan === undefined ? name : `${name} ${table.scan}`),
    );
  };
}

/** The series that a single file holds itself (HDF5), unless a single spectrum or column of it is asked for. */
async function openStack<const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  options: ReadSeriesOptions & AxisOption<Name, Unit>,
): Promise<FrameSource<Name, Unit> | undefined> {
  const { scan, signal, x, energyUnit, sweeps, reference } = options;
  const [source] = sources;
  const isWhole =
    sources.length === 1 &&
    (scan === undefined || scan === 'all') &&
    (signal === undefined || typeof signal === 'string') &&
    x === undefined &&
    energyUnit === undefined &&
    sweeps === undefined &&
    reference !== true;
  if (source === undefined || !isWhole) return undefined;
  const format = await fileFormatOf(source, options);
  return format?.series?.(source, options);
}

/** All frames at once. */
function collected<Name extends string, Unit extends string>(
  source: FrameSource<Name, Unit>,
): Promise<Series<Name, Unit>> {
  return collectSeries(source, { frames: source.frames });
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
  if (stack !== undefined) return stack;
  const { signal, ...choice } = await signalOf(sources, options);
  const along = { ...options, signal };
  const read = frameReader(along, (table, _source, name) =>
    options.columnsAsFrames === true ? columnFrames(table, name, along) : absorptionFrames(table, name, along),
  );
  return openFrames(sources, read, energyAxis, { ...along, ...choice });
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

async function readScanLog(source: NamedSource, dateOrder: ReadSourceOptions['dateOrder']): Promise<ScanLog> {
  try {
    return parseScanLog(decodeText(await contentOf(source)).text, { dateOrder });
  } catch (error) {
    throw placed(error, source.name);
  }
}

/** The frame of a table, at the time that the log has for its file. */
function loggedFrame(log: ScanLog, scanLog: NamedSource, source: NamedSource, frame: Frame): Frame {
  const time = scanTime(log, baseName(source));
  if (time !== undefined) return { ...frame, time };
  throw new OperandoError(
    'invalid-argument',
    said`no scan of ${scanLog.name} has its number or name in this file's name.`,
    { where: { file: source.name }, cure: 'Leave the file out, or the scan log.' },
  );
}

/**
 * Files of columns as one series along any axis, frame by frame: what {@link readColumnSeriesFrom} gives, as {@link openSeries} does it.
 * @throws OperandoError as {@link openSeries}.
 */
export async function openColumnSeries<const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  { axis, scanLog, ...rest }: OpenColumnSeriesOptions<Name, Unit>,
): Promise<FrameSource<Name, Unit>> {
  const stack = scanLog === undefined ? await openStack(sources, { ...rest, axis }) : undefined;
  if (stack !== undefined) return stack;
  const log = scanLog === undefined ? undefined : await readScanLog(scanLog, rest.dateOrder);
  const along = { ...rest, axis };
  const read = frameReader(rest, (table, source, name) => {
    const frames =
      rest.columnsAsFrames === true
        ? columnFrames(table, name, along)
        : [columnFrame(table, name, { ...along, tellOthers: true })];
    return log === undefined || scanLog === undefined
      ? frames
      : frames.map((frame) => loggedFrame(log, scanLog, source, frame));
  });
  return openFrames(sources, read, axis, rest);
}

/**
 * Read many files of columns as one series along any axis: the first column, or
 * `x`, against the second, or `signal: { column }`.
 *
 * @throws OperandoError as {@link readSeriesFrom}.
 */
export async function readColumnSeriesFrom<const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  options: ColumnSeriesOptions<Name, Unit>,
): Promise<Series<Name, Unit>> {
  return collected(await openColumnSeries(sources, { ...options, keptBytes: Infinity }));
}

/** A stack, which has no columns beside its signal. */
async function wholeStack<Name extends string, Unit extends string>(
  given: FrameSource<Name, Unit>,
): Promise<WholeSource<Name, Unit>> {
  const stack = given.frames === undefined ? seriesSource(await collectSeries(given)) : given;
  const { signal } = stack.metadata;
  return {
    frames: stack.frames!,
    points: stack.axis.size,
    labels: [],
    signal: { name: typeof signal === 'string' ? signal.slice(signal.lastIndexOf('/') + 1) : 'signal' },
    async *blocks(asked) {
      for await (const series of stack.blocks(asked)) yield { series, columns: {} };
    },
  };
}

/**
 * Open many files of columns as one series, and every other column of theirs over the same frames and points, in blocks.
 * @throws OperandoError as {@link openSeries}; `column-missing` for files of other columns.
 */
export async function openWholeSeries<const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  options: OpenWholeSeriesOptions<Name, Unit>,
): Promise<WholeSource<Name, Unit>> {
  const { axis, absorption = false, ...rest } = options;
  const stack = await openStack(sources, { ...rest, axis });
  if (stack !== undefined) return wholeStack(stack);
  const { signal, ...choice } = absorption ? await signalOf(sources, rest) : { signal: rest.signal };
  const along = { ...rest, signal };
  const read = frameReader(along, (table, _source, name) => [wholeFrame(table, name, along, absorption)]);
  return openWholeFrames(sources, read, axis, { ...along, ...choice });
}

/**
 * Read many files of columns as one series, and every other column of theirs over the same frames and points.
 * @throws OperandoError as {@link openWholeSeries}.
 */
export async function readWholeSeriesFrom<const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  options: ReadWholeSeriesOptions<Name, Unit>,
): Promise<WholeSeries<Name, Unit>> {
  const source = await openWholeSeries(sources, { ...options, keptBytes: Infinity });
  for await (const block of source.blocks({ frames: source.frames })) return { ...block, signal: source.signal };
  throw new OperandoError('too-few-points', 'there are no frames.');
}
