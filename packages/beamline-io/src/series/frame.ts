import type { OperandoWarning } from '@operando/core';
import { energiesOf } from '../absorption/energy-axis.js';
import { absorptionOf } from '../absorption/signal.js';
import type { AbsorptionSignal, OnBadPoint } from '../absorption/signal.js';
import { findColumn } from '../table/column-table.js';
import type { ColumnTable, TableTime } from '../table/column-table.js';
import { increasingGrid } from './monotonic-grid.js';

/** Which columns become the spectra, and how frames are put together. */
export interface AssembleOptions {
  /** Column of the abscissa, by label or number. @default the column that says so */
  readonly x?: string | number | undefined;
  /** What to take as signal. @default 'auto' */
  readonly signal?: AbsorptionSignal | undefined;
  /** Column of standard deviations; `auto`: the third of a file of three columns, where it is above 0 throughout. @default none */
  readonly sigma?: string | number | undefined;
  /** Rows without a usable value. @default 'error' */
  readonly onBadPoint?: OnBadPoint | undefined;
  /** Files on other grids than the first: refuse them, or interpolate on to it. @default 'error' */
  readonly grid?: 'error' | 'interpolate' | undefined;
  /** Seconds from frame to frame where the files carry no time. */
  readonly timeStep?: number | undefined;
}

/** One frame, reduced to what a series needs. */
export interface Frame {
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly expression: string;
  /** Standard deviations of y. */
  readonly sigma?: Float64Array | undefined;
  readonly time: TableTime | undefined;
  readonly scalars: ColumnTable['scalars'];
  readonly warnings: readonly OperandoWarning[];
  readonly format: string;
}

/** What is known of a frame without its points. */
export type FrameNote = Omit<Frame, 'x' | 'y' | 'sigma'>;

/** The frame of a table: energies in eV and absorption. */
export function absorptionFrame(table: ColumnTable, name: string, options: AssembleOptions): Frame {
  const energy = energiesOf(table, options.x);
  const signal = absorptionOf(table, options.signal ?? 'auto', options.onBadPoint);
  return gridded(table, name, energy.values, signal.values, signal.expression, [
    ...table.warnings,
    ...energy.warnings,
    ...signal.warnings,
  ]);
}

/** The frame of a table: any abscissa, one column against it. */
export function columnFrame(table: ColumnTable, name: string, options: AssembleOptions): Frame {
  const x = options.x === undefined ? table.columns[0]! : findColumn(table, options.x);
  const signal = options.signal;
  const wanted = typeof signal === 'object' && 'column' in signal ? signal.column : 2;
  const y = findColumn(table, wanted);
  const frame = gridded(table, name, x.values, y.values, y.label, table.warnings);
  const errors = sigmaColumn(table, options.sigma);
  return errors === undefined ? frame : { ...frame, sigma: errorsOnGrid(x.values, errors, table.lines) };
}

/** Standard deviations along an increasing grid; that of an average of several values is smaller than theirs. */
function errorsOnGrid(x: Float64Array, sigma: Float64Array, lines: Int32Array): Float64Array {
  const { y, averaged } = increasingGrid(x, sigma, lines);
  if (averaged === undefined) return y;
  const { y: variances } = increasingGrid(
    x,
    sigma.map((value) => value * value),
    lines,
  );
  return variances.map((value, i) => Math.sqrt(value / averaged[i]!));
}

function sigmaColumn(table: ColumnTable, wanted: string | number | undefined): Float64Array | undefined {
  if (wanted === undefined) return undefined;
  if (wanted !== 'auto') return findColumn(table, wanted).values;
  const third = table.columns[2];
  return table.columns.length === 3 && third !== undefined && third.values.every((value) => value > 0)
    ? third.values
    : undefined;
}

function gridded(
  table: ColumnTable,
  name: string,
  x: Float64Array,
  y: Float64Array,
  expression: string,
  warnings: readonly OperandoWarning[],
): Frame {
  const grid = increasingGrid(x, y, table.lines);
  return {
    name,
    x: grid.x,
    y: grid.y,
    expression,
    time: table.time,
    scalars: table.scalars,
    warnings: [...warnings, ...grid.warnings],
    format: table.format,
  };
}
