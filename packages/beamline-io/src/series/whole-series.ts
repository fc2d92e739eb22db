import { OperandoError } from '@operando/core';
import type { Metadata, OperandoWarning, Series } from '@operando/core';
import { seriesOfFrames, wholeScans } from './assemble-series.js';
import type { AssembleFramesOptions } from './assemble-series.js';
import { isSameGrid } from './common-grid.js';
import { absorptionFrame, absorptionRows, columnFrame } from './frame.js';
import type { ColumnFrameOptions, Frame } from './frame.js';
import { findColumn } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { increasingGrid } from './monotonic-grid.js';
import { sigmaColumn } from './sigma-column.js';
import { said, shown } from '../text/said.js';

/** A column of every frame, over frames and points as the signal. */
export interface SeriesColumn {
  readonly values: Series['signal'];
  readonly unit?: string | undefined;
}

/** A series with every column that its files hold beside the signal. */
export interface WholeSeries<Name extends string = string, Unit extends string = string> {
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
  const abscissa = isAbsorption
    ? undefined
    : options.x === undefined
      ? table.columns[0]!
      : findColumn(table, options.x);
  const x = abscissa?.values ?? rows!.energy.values;
  const { signal } = options;
  const stated =
    typeof signal === 'object' && 'column' in signal
      ? findColumn(table, signal.column)
      : isAbsorption
        ? table.columns.find(({ label }) => label === frame.expression)
        : table.columns[1];
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

/**
 * Put whole frames together. The headers of the files come as `metadata.headers`.
 * @throws OperandoError as `assembleSeries`; `column-missing` for a file with other columns than the first, `unit-mismatch` for one with other units.
 */
export function assembleWhole<const Name extends string, const Unit extends string>(
  all: readonly WholeFrame[],
  axis: { readonly name: Name; readonly unit: Unit },
  options: AssembleFramesOptions = {},
): WholeSeries<Name, Unit> {
  const warnings: OperandoWarning[] = [...(options.warnings ?? [])];
  const frames = wholeScans(all, warnings);
  const assembled = seriesOfFrames(frames, axis, { ...options, warnings });
  const first = frames[0]!;
  const labels = [...first.others.keys()];
  for (const { name, others } of frames) {
    const label =
      labels.find((each) => !others.has(each)) ?? [...others.keys()].find((each) => !first.others.has(each));
    if (label !== undefined)
      throw new OperandoError(
        'column-missing',
        said`${others.has(label) ? `${first.name} has` : 'there is'} no column ${JSON.stringify(label)}, which ${others.has(label) ? name : first.name} has.`,
        { where: { file: name, column: shown(label) }, cure: 'Convert files of one kind at a time.' },
      );
  }
  for (const { name, unit, xUnit, others } of frames) {
    checkUnit(name, 'the abscissa', xUnit, first.xUnit);
    checkUnit(name, 'the signal', unit, first.unit);
    for (const [label, other] of others) checkUnit(name, label, other.unit, first.others.get(label)!.unit);
  }
  const { grid, timeStep } = options;
  const columns = labels.map((label): [string, SeriesColumn] => {
    const along = frames.map((frame) => ({ ...frame, y: frame.others.get(label)!.y, sigma: undefined, warnings: [] }));
    return [
      label,
      { values: seriesOfFrames(along, axis, { grid, timeStep }).signal, unit: first.others.get(label)!.unit },
    ];
  });
  return {
    series: {
      ...assembled,
      metadata: {
        ...assembled.metadata,
        headers: Object.fromEntries(frames.map(({ name, header }) => [name, header])),
      },
    },
    columns: Object.fromEntries(columns),
    signal: { name: first.expression, ...(first.unit === undefined ? {} : { unit: first.unit }) },
  };
}
