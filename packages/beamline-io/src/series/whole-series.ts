import { asFloatStack, defaultBlockFrames, OperandoError } from '@operando/core';
import type { BlockOptions, Metadata, NamedSource, Series } from '@operando/core';
import { isSameGrid, rowOn } from './common-grid.js';
import { openFrames } from './open-frames.js';
import type { OpenFramesOptions } from './open-frames.js';
import type { FrameReader } from './read-frames.js';
import { absorptionFrame, absorptionRows } from './absorption-frame.js';
import { columnFrame } from './column-frame.js';
import type { ColumnFrameOptions } from './column-frame.js';
import type { Frame } from './frame.js';
import { findColumn } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { increasingGrid } from './monotonic-grid.js';
import { sigmaColumn } from './sigma-column.js';
import { abscissaOf, signalOf } from './spectrum-columns.js';
import { said, shown } from '../text/said.js';

/** A column of every frame, over frames and points as the signal. */
export interface SeriesColumn {
  /** [frame x point], in the order of the signal. */
  readonly values: Series['signal'];
  /** As the file states it, where it does. */
  readonly unit?: string | undefined;
}

/** A series with every column that its files hold beside the signal. */
export interface WholeSeries<Name extends string = string, Unit extends string = string> {
  /** The frames with their signal, times and channels. */
  readonly series: Series<Name, Unit>;
  /** By the files' own labels; of columns of one label the later ones with their numbers. */
  readonly columns: Readonly<Record<string, SeriesColumn>>;
  /** What the signal is: a column or dataset, with its unit, or how it was computed. */
  readonly signal: { readonly name: string; readonly unit?: string };
}

/** A frame with the other columns of its file, on the same points. */
export interface WholeFrame extends Frame {
  readonly others: ReadonlyMap<string, { readonly y: Float64Array; readonly unit?: string | undefined }>;
  readonly header: Metadata;
  /** Of the signal, and of the abscissa, as the file has them. */
  readonly unit?: string | undefined;
  readonly xUnit?: string | undefined;
}

/** The columns beside abscissa and signal, each under a name of its own. */
function otherColumns(table: ColumnTable, taken: readonly (TableColumn | undefined)[]): [string, TableColumn][] {
  const seen = new Set<string>();
  return table.columns.flatMap((column, i): [string, TableColumn][] => {
    const label = seen.has(column.label) ? `${column.label} (column ${i + 1})` : column.label;
    seen.add(column.label);
    return taken.includes(column) ? [] : [[label, column]];
  });
}

/**
 * The frame of a table with all of its columns: absorption along energies, or one column along another, as `absorptionFrame`
 * and `columnFrame` take them. A column of energies that was converted stays among the others.
 *
 * @throws OperandoError as these.
 */
export function wholeFrame(
  whole: ColumnTable,
  name: string,
  options: ColumnFrameOptions,
  isAbsorption: boolean,
): WholeFrame {
  const frame = isAbsorption ? absorptionFrame(whole, name, options) : columnFrame(whole, name, options);
  const rows = isAbsorption ? absorptionRows(whole, options) : undefined;
  const table = rows?.table ?? whole;
  const abscissa = isAbsorption ? undefined : abscissaOf(table, options.x, options.axis?.name);
  const x = abscissa?.values ?? rows!.energy.values;
  const { signal } = options;
  const stated =
    abscissa === undefined
      ? typeof signal === 'object' && 'column' in signal
        ? findColumn(table, signal.column)
        : table.columns.find(({ label }) => label === frame.expression)
      : signalOf(table, abscissa, typeof signal === 'object' && 'column' in signal ? signal.column : undefined);
  // What the errors are is no column beside the signal.
  const errors =
    isAbsorption || abscissa === undefined || stated === undefined
      ? undefined
      : sigmaColumn(table, { x: abscissa, y: stated }, options.sigma).column;
  const others = otherColumns(table, [table.columns.find(({ values }) => isSameGrid(values, x)), stated, errors]);
  return {
    ...frame,
    header: table.metadata,
    unit: stated?.unit,
    xUnit: abscissa?.unit,
    others: new Map(
      others.map(([label, { values, unit }]) => [label, { y: increasingGrid(x, values, table.lines).y, unit }]),
    ),
  };
}

function checkUnit(file: string, what: string, unit: string | undefined, first: string | undefined): void {
  if (unit === first) return;
  throw new OperandoError(
    'unit-mismatch',
    said`${what} is in ${unit ?? 'no unit'}, in the first file in ${first ?? 'none'}.`,
    { where: { file }, cure: 'Convert files of one kind at a time.' },
  );
}

/** What is known of the columns of a first frame. */
type FirstFrame = Pick<WholeFrame, 'name' | 'expression' | 'unit' | 'xUnit'> & {
  readonly others: ReadonlyMap<string, string | undefined>;
};

/** @throws OperandoError `column-missing` for a frame with other columns than the first, `unit-mismatch` for one with other units. */
function expectAlike(first: FirstFrame, { name, unit, xUnit, others }: WholeFrame): void {
  const label =
    [...first.others.keys()].find((each) => !others.has(each)) ??
    [...others.keys()].find((each) => !first.others.has(each));
  if (label !== undefined)
    throw new OperandoError(
      'column-missing',
      said`${others.has(label) ? `${first.name} has` : 'there is'} no column ${JSON.stringify(label)}, which ${others.has(label) ? name : first.name} has.`,
      { where: { file: name, column: shown(label) }, cure: 'Convert files of one kind at a time.' },
    );
  checkUnit(name, 'the abscissa', xUnit, first.xUnit);
  checkUnit(name, 'the signal', unit, first.unit);
  for (const [each, other] of others) checkUnit(name, each, other.unit, first.others.get(each));
}

/** Frames of a series with every column beside the signal over the same frames and points. */
export interface WholeBlock<Name extends string = string, Unit extends string = string> {
  /** The frames of the block, with their signal. */
  readonly series: Series<Name, Unit>;
  /** The other columns over the same frames, as of {@link WholeSeries}. */
  readonly columns: WholeSeries['columns'];
}

/** A series with every column that its files hold, which need not be in memory at once. */
export interface WholeSource<Name extends string = string, Unit extends string = string> {
  /** How many frames there are. */
  readonly frames: number;
  /** Points of each frame. */
  readonly points: number;
  /** Labels of the columns beside the signal. */
  readonly labels: readonly string[];
  /** What the signal is, as of {@link WholeSeries}. */
  readonly signal: WholeSeries['signal'];
  /** Gives the frames in order, block by block. */
  blocks(options?: BlockOptions): AsyncIterable<WholeBlock<Name, Unit>>;
}

/** The columns of some frames on a grid. */
function columnsOn(
  grid: Float64Array,
  frames: readonly WholeFrame[],
  labels: FirstFrame['others'],
): WholeSeries['columns'] {
  return Object.fromEntries(
    Array.from(labels, ([label, unit]): [string, SeriesColumn] => {
      const values = new Float64Array(frames.length * grid.length);
      frames.forEach((frame, i) =>
        values.set(rowOn(grid, { ...frame, y: frame.others.get(label)!.y }), i * grid.length),
      );
      return [label, { values: asFloatStack('column', values, [frames.length, grid.length]), unit }];
    }),
  );
}

/**
 * Open many files of columns as one series with every column of theirs. The headers of the files come as `metadata.headers`.
 *
 * @throws OperandoError as `openFrames`; `column-missing` for a file with other columns than the first, `unit-mismatch` for one with other units.
 */
export async function openWholeFrames<const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  read: FrameReader<WholeFrame>,
  axis: { readonly name: Name; readonly unit: Unit },
  options: OpenFramesOptions,
): Promise<WholeSource<Name, Unit>> {
  let first: FirstFrame | undefined;
  const headers = new Map<string, Metadata>();
  const source = await openFrames(sources, read, axis, options, {
    look(frame) {
      const { name, expression, unit, xUnit, others, header } = frame;
      if (first === undefined) {
        const units = new Map(Array.from(others, ([label, other]) => [label, other.unit]));
        first = { name, expression, unit, xUnit, others: units };
      }
      expectAlike(first, frame);
      headers.set(name, header);
    },
    moreBytes: ({ others }) => Array.from(others.values()).reduce((sum, { y }) => sum + y.byteLength, 0),
  });
  const { others, expression, unit } = first!;
  // Without those of scans that were left out.
  const { files } = source.metadata;
  const taken = new Set(Array.isArray(files) ? files : []);
  const kept = [...headers].filter(([name]) => taken.has(name));
  const metadata = { ...source.metadata, headers: Object.fromEntries(kept) };
  const grid = source.axis.values;
  return {
    frames: source.frames,
    points: grid.length,
    labels: [...others.keys()],
    signal: { name: expression, ...(unit === undefined ? {} : { unit }) },
    async *blocks(asked = {}) {
      // As many values in all as a block has otherwise.
      const usual = Math.max(1, Math.floor(defaultBlockFrames(grid.length) / (1 + others.size)));
      for await (const { series, frames } of source.blocksOfFrames({ ...asked, frames: asked.frames ?? usual }))
        yield { series: { ...series, metadata }, columns: columnsOn(grid, frames, others) };
    },
  };
}
