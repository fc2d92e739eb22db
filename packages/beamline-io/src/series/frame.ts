import type { OperandoWarning } from '@operando/core';
import type { ComparedSignal } from '../absorption/choose-signal.js';
import type { EnergyOptions } from '../absorption/energy-axis.js';
import type { AbsorptionSignal } from '../absorption/signal.js';
import type { OnBadPoint } from '../absorption/signal-values.js';
import type { StatedAbsorber } from '../absorption/stated-absorber.js';
import type { ColumnTable, TableTime } from '../table/column-table.js';
import type { HeaderWavelength } from './header-wavelength.js';
import { increasingGrid, isIncreasing } from './monotonic-grid.js';
import { ownValues } from './own-values.js';
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
  /** What its source is called, with its scan where there are several. */
  readonly name: string;
  /** Coordinates, increasing, in the unit of the series' axis. */
  readonly x: Float64Array;
  /** Values, one for each x; NaN where masked. */
  readonly y: Float64Array;
  /** How the values came of the columns, for the provenance. */
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
  /** When it was measured; undefined where the file does not say. */
  readonly time: TableTime | undefined;
  /** Single numbers of its header, with their units, by name. */
  readonly scalars: ColumnTable['scalars'];
  /** What was doubted or mended; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
  /** Identifier of the format that it was read by. */
  readonly format: string;
}

/** A frame of the points of a table, on an increasing grid. @throws OperandoError as `increasingGrid`. */
export function griddedFrame(
  table: ColumnTable,
  name: string,
  x: Float64Array,
  y: Float64Array,
  expression: string,
  warnings: readonly OperandoWarning[],
): Frame {
  // As nearly all files are: nothing to repair, and nothing to copy but what is held with the rest of the table.
  const grid = isIncreasing(x) ? { x, y: ownValues(y), warnings: [] } : increasingGrid(x, y, table.lines);
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
