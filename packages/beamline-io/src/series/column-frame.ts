import { isRateUnit } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { alongAxis, isBraggAxis } from './diffraction-axis.js';
import type { WantedAxis } from './diffraction-axis.js';
import { griddedFrame } from './frame.js';
import type { AssembleOptions, Frame } from './frame.js';
import { namedByHeader } from './header-axis.js';
import { headerWavelength, knownWavelength, wavelengthWarnings } from './header-wavelength.js';
import { leftOutWarnings } from './left-out-columns.js';
import { increasingGrid } from './monotonic-grid.js';
import { declaredDummy } from './no-value.js';
import { sigmaColumn } from './sigma-column.js';
import { abscissaOf, signalOf } from './spectrum-columns.js';
import { usablePoints } from './usable-points.js';

/** What a frame of columns is wanted along. */
export interface ColumnFrameOptions extends AssembleOptions {
  /** What the abscissa is to be: what the file states is converted to it, or refused. @default taken as it stands */
  readonly axis?: WantedAxis | undefined;
  /** Say which columns of a free table are no part of the frame. @default false */
  readonly tellOthers?: boolean | undefined;
}

/** Columns of one spectrum. */
export interface SpectrumColumns {
  readonly x: TableColumn;
  readonly y: TableColumn;
  readonly sigma: TableColumn | undefined;
}

/**
 * The frame of a table: any abscissa, one column against it, masked point by point (see `usablePoints`).
 * @throws OperandoError `column-missing`; `unit-mismatch` for an abscissa that cannot be brought to the axis that is wanted.
 */
export function columnFrame(table: ColumnTable, name: string, options: ColumnFrameOptions): Frame {
  const { signal, axis } = options;
  const x = abscissaOf(table, options.x, axis?.name);
  const y = signalOf(table, x, typeof signal === 'object' && 'column' in signal ? signal.column : undefined);
  const { column: sigma, warnings } = sigmaColumn(table, { x, y }, options.sigma);
  const others = options.tellOthers === true && warnings.length === 0 ? leftOutWarnings(table, [x, y, sigma]) : [];
  return frameOfColumns(table, name, { x, y, sigma }, [...warnings, ...others], options);
}

/** The frame of some columns of a table. @param said What there is to say of their choice. */
export function frameOfColumns(
  table: ColumnTable,
  name: string,
  { x, y, sigma }: SpectrumColumns,
  said: readonly OperandoWarning[],
  { axis, wavelength: given }: Pick<ColumnFrameOptions, 'axis' | 'wavelength'>,
): Frame {
  const stated = headerWavelength(table);
  const wavelength = knownWavelength(given, stated);
  const abscissa =
    axis === undefined ? { values: x.values, warnings: [] } : alongAxis(namedByHeader(x, table), axis, wavelength);
  // What the format knows of the drives says more than the name of the column.
  const isAxisTold = table.warnings.some(({ code }) => code === 'axis-unknown');
  const usable = usablePoints(y.values, sigma?.values, {
    dummy: declaredDummy(table),
    hasGaps: axis !== undefined && isBraggAxis(axis.name),
  });
  const frame = griddedFrame(table, name, abscissa.values, usable.y, y.label, [
    ...withoutRepeats(table, y),
    ...said,
    ...wavelengthWarnings(given, stated),
    ...abscissa.warnings.filter(({ code }) => code !== 'axis-unknown' || !isAxisTold),
    ...zeroWarnings(usable.zeros),
  ]);
  return {
    ...frame,
    unit: y.unit ?? (isRateUnit(y.label) ? y.label : undefined),
    masked: usable.masked,
    wavelength: stated,
    ...(usable.sigma === undefined ? {} : { sigma: errorsOnGrid(abscissa.values, usable.sigma, table.lines) }),
  };
}

/** Whether a warning is of values that are none. */
export const isOfValues = ({ code }: OperandoWarning): boolean => code === 'missing-values' || code === 'not-finite';

/** Warnings of a table without those of points that are told as masked: of values that are missing in the signal alone. */
function withoutRepeats(table: ColumnTable, y: TableColumn): readonly OperandoWarning[] {
  if (!table.warnings.some(isOfValues)) return table.warnings;
  const isElsewhere = table.columns.some((column) => column !== y && !column.values.every(Number.isFinite));
  return isElsewhere ? table.warnings : table.warnings.filter((warning) => !isOfValues(warning));
}

function zeroWarnings(zeros: number): OperandoWarning[] {
  if (zeros === 0) return [];
  return [
    {
      code: 'errors-assumed',
      message: `${zeros} points of no counts have a standard deviation of 0, as the root of 0; 1 was taken.`,
    },
  ];
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
