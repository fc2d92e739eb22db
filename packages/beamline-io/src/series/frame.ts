import { isRateUnit } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { EnergyOptions } from '../absorption/energy-axis.js';
import { energyRows } from '../absorption/energy-rows.js';
import type { EnergyRows } from '../absorption/energy-rows.js';
import type { ComparedSignal } from '../absorption/choose-signal.js';
import { absorptionOf } from '../absorption/signal.js';
import type { AbsorptionSignal } from '../absorption/signal.js';
import type { OnBadPoint } from '../absorption/signal-values.js';
import { withDuration } from '../absorption/scan-duration.js';
import { statedAbsorber } from '../absorption/stated-absorber.js';
import type { StatedAbsorber } from '../absorption/stated-absorber.js';
import type { ColumnTable, TableColumn, TableTime } from '../table/column-table.js';
import { leftOutWarnings } from './left-out-columns.js';
import { alongAxis, isBraggAxis } from './diffraction-axis.js';
import type { WantedAxis } from './diffraction-axis.js';
import { namedByHeader } from './header-axis.js';
import { headerWavelength, knownWavelength, wavelengthWarnings } from './header-wavelength.js';
import type { HeaderWavelength } from './header-wavelength.js';
import { increasingGrid } from './monotonic-grid.js';
import { declaredDummy } from './no-value.js';
import { ownValues } from './own-values.js';
import { sigmaColumn } from './sigma-column.js';
import { abscissaOf, signalOf } from './spectrum-columns.js';
import { usablePoints } from './usable-points.js';
import type { MaskReasons } from './usable-points.js';

/** Which columns become the spectra, and how frames are put together. */
export interface AssembleOptions {
  /** Column of the abscissa, by label or number. @default the column that says so */
  readonly x?: string | number | undefined;
  /** Unit of the energies of absorption spectra, `relative` to the edge. @default what label and numbers say */
  readonly energyUnit?: EnergyOptions['unit'];
  /** Energy of the edge that relative energies count from, eV. @default that of the element and edge in the header */
  readonly edgeEnergy?: number | undefined;
  /** What to take as signal. @default 'auto' */
  readonly signal?: AbsorptionSignal | undefined;
  /**
   * Column of standard deviations; `auto`: the one whose label says so, or the third of a file of three columns without names.
   * Points where it is not above 0 are masked. @default none
   */
  readonly sigma?: string | number | undefined;
  /**
   * Wavelengths of the beam in angstrom, the one to compute with first; compared with that of the headers, and used to convert an
   * abscissa in q or d to two-theta. @default what the headers state
   */
  readonly wavelength?: number | readonly number[] | undefined;
  /** Rows without a usable value. @default 'error', of HDF5 files 'mask' */
  readonly onBadPoint?: OnBadPoint | undefined;
  /** Files on other grids than the first: refuse them, or interpolate on to it. @default 'error' */
  readonly grid?: 'error' | 'interpolate' | undefined;
  /** Seconds from frame to frame where the files carry no time. */
  readonly timeStep?: number | undefined;
  /** Signals of which this is one, for the provenance. @default none */
  readonly compared?: readonly ComparedSignal[] | undefined;
}

/** One frame, reduced to what a series needs. */
export interface Frame {
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly expression: string;
  /** The values were normalized at the beamline. */
  readonly normalized?: true;
  /** Rows without an energy that were left out, as their points were where others are. @default 0 */
  readonly lost?: number | undefined;
  /** Unit of y, where it is stated. */
  readonly unit?: string | undefined;
  /** Standard deviations of y. */
  readonly sigma?: Float64Array | undefined;
  /** Why points are masked, which are NaN in y: how many for each reason. */
  readonly masked?: MaskReasons | undefined;
  /** What the header says of it. */
  readonly wavelength?: HeaderWavelength | undefined;
  /** Which edge the header says it is of. */
  readonly absorber?: StatedAbsorber | undefined;
  readonly time: TableTime | undefined;
  readonly scalars: ColumnTable['scalars'];
  readonly warnings: readonly OperandoWarning[];
  readonly format: string;
}

/** What becomes of bad points: NaN is how HDF5 files leave one out, which is no reason to refuse the others. */
const badPointsOf = ({ format }: ColumnTable, { onBadPoint }: AssembleOptions): OnBadPoint =>
  onBadPoint ?? (format === 'nexus' ? 'mask' : 'error');

/** The rows of a table that have an energy, with these. @throws OperandoError as `energyRows`. */
export function absorptionRows(table: ColumnTable, options: AssembleOptions): EnergyRows {
  const { energyUnit: unit, edgeEnergy } = options;
  return energyRows(table, options.x, { unit, edgeEnergy }, badPointsOf(table, options));
}

/** The frame of a table: energies in eV and absorption. */
export function absorptionFrame(whole: ColumnTable, name: string, options: AssembleOptions): Frame {
  const { table, energy, lost, warnings } = absorptionRows(whole, options);
  const signal = absorptionOf(table, options.signal ?? 'auto', badPointsOf(table, options), energy.values);
  // What is read in another unit than it is labelled is no longer in doubt.
  const settled = energy.warnings.some(({ code }) => code === 'unit-inferred' || code === 'energy-relative');
  const isSettled = settled || options.energyUnit !== undefined;
  const frame = gridded(table, name, energy.values, signal.values, signal.expression, [
    ...table.warnings.filter(({ code }) => !isSettled || code !== 'unit-doubtful'),
    ...energy.warnings,
    ...warnings,
    ...signal.warnings,
  ]);
  return {
    ...frame,
    time: withDuration(table),
    absorber: statedAbsorber(table),
    ...(signal.normalized === true ? { normalized: true } : {}),
    ...(lost > 0 ? { lost } : {}),
  };
}

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
  const frame = gridded(table, name, abscissa.values, usable.y, y.label, [
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
    ...(usable.sigma === undefined
      ? {}
      : { sigma: ownValues(errorsOnGrid(abscissa.values, usable.sigma, table.lines)) }),
  };
}

/** Warnings of a table without those of points that are told as masked: of values that are missing in the signal alone. */
function withoutRepeats(table: ColumnTable, y: TableColumn): readonly OperandoWarning[] {
  const isOfValues = ({ code }: OperandoWarning): boolean => code === 'missing-values' || code === 'not-finite';
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
    y: ownValues(grid.y),
    expression,
    time: table.time,
    scalars: table.scalars,
    warnings: [...warnings, ...grid.warnings],
    format: table.format,
  };
}
