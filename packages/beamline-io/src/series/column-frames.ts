import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { energiesOf } from '../absorption/energy-axis.js';
import { energyColumnOf } from '../absorption/energy-column.js';
import { isCounter } from '../table/abscissa.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said } from '../text/said.js';
import { frameOfColumns, isOfValues } from './column-frame.js';
import type { ColumnFrameOptions } from './column-frame.js';
import type { Frame } from './frame.js';
import { deviationsOf, isSigmaOf } from './sigma-column.js';
import { abscissaOf } from './spectrum-columns.js';

/** Whether a column is the number of the row, by its label and its values. */
const numbersRows = (column: TableColumn): boolean =>
  isCounter(column) && column.values.every((value, row) => row === 0 || value === column.values[row - 1]! + 1);

/** The abscissa: the one asked for, or of absorption the energies in eV, as one column. */
function abscissaAlong(
  table: ColumnTable,
  { x, axis, energyUnit: unit, edgeEnergy }: ColumnFrameOptions,
): {
  readonly column: TableColumn;
  readonly of: TableColumn;
  readonly warnings: readonly OperandoWarning[];
} {
  const of = axis === undefined ? energyColumnOf(table, x) : abscissaOf(table, x, axis.name);
  if (axis !== undefined) return { column: of, of, warnings: [] };
  const energies = energiesOf(table, x ?? table.columns.indexOf(of) + 1, { unit, edgeEnergy });
  return { column: { label: 'energy', unit: 'eV', values: energies.values }, of, warnings: energies.warnings };
}

/** Whether a column is the abscissa once more: tables of pairs have it before every column. */
const repeats = ({ values }: TableColumn, of: TableColumn): boolean =>
  values.every((value, row) => Object.is(value, of.values[row]));

function repeatedWarning(
  beside: readonly TableColumn[],
  others: readonly TableColumn[],
  of: TableColumn,
): OperandoWarning {
  const left = beside.filter((column) => !others.includes(column));
  return {
    code: 'columns-left-out',
    message: said`${left.length} ${left.length === 1 ? 'column holds' : 'columns hold'} the same as ${of.label}, and no scan: ${left[0]!.label}${left.length > 1 ? ', …' : ''}.`,
  };
}

/** Rows from which on a column that always grows, as the abscissa does and about as far, is another abscissa; and the part of its range. */
const leastRows = 16;
const sameRange = 0.5;

function isAbscissaLike({ values }: TableColumn, of: TableColumn): boolean {
  const rows = values.length;
  if (rows < leastRows) return false;
  const [first, last] = [of.values[0]!, of.values[rows - 1]!];
  const direction = Math.sign(last - first);
  for (let row = 1; row < rows; row++) if (!(direction * (values[row]! - values[row - 1]!) > 0)) return false;
  const [low, high] = [
    Math.max(Math.min(first, last), Math.min(values[0]!, values[rows - 1]!)),
    Math.min(Math.max(first, last), Math.max(values[0]!, values[rows - 1]!)),
  ];
  return high - low > sameRange * Math.abs(last - first);
}

/** @throws OperandoError `shape-mismatch` where scans have places of their own. */
function expectOneAbscissa(others: readonly TableColumn[], of: TableColumn): void {
  const own = others.find((column) => isAbscissaLike(column, of));
  if (own === undefined) return;
  throw new OperandoError(
    'shape-mismatch',
    said`column ${own.label} is no scan: it grows row after row as ${of.label} does.`,
    {
      where: { column: own.label },
      cure: 'Columns of one table share the first one. Write scans with places of their own into one file each.',
    },
  );
}

/**
 * Every column of a table as a frame, along the first or `x`; a column of standard deviations belongs to the one before it. Without an
 * axis that is wanted, along energies in eV.
 *
 * @throws OperandoError `column-missing` for a table of one column, else as `columnFrame`.
 */
export function columnFrames(table: ColumnTable, name: string, options: ColumnFrameOptions): Frame[] {
  const { column: x, of, warnings } = abscissaAlong(table, options);
  const beside = table.columns.filter((column) => column !== of && !numbersRows(column));
  const others = beside.filter((column) => !repeats(column, of));
  expectOneAbscissa(others, of);
  const told = others.length < beside.length ? [...warnings, repeatedWarning(beside, others, of)] : warnings;
  const frames: Frame[] = [];
  // What is said of the table's values is said with the first frame: the others need not look through all columns, each again.
  const quiet = { ...table, warnings: table.warnings.filter((warning) => !isOfValues(warning)) };
  for (let k = 0; k < others.length; k++) {
    const y = others[k]!;
    const next = others[k + 1];
    const sigma = next !== undefined && isSigmaOf(next, y) ? deviationsOf(next) : undefined;
    if (sigma !== undefined) k++;
    const frame = frameOfColumns(
      frames.length === 0 ? table : quiet,
      `${name} ${y.label}`,
      { x, y, sigma },
      frames.length === 0 ? told : [],
      options,
    );
    // Columns of one file were not measured at one moment, and what there is to say of the file is said once.
    frames.push({
      ...frame,
      expression: 'columns',
      time: undefined,
      ...(frames.length === 0
        ? {}
        : { warnings: frame.warnings.filter(({ code }) => !table.warnings.some((known) => known.code === code)) }),
    });
  }
  if (frames.length > 0) return frames;
  throw new OperandoError('column-missing', 'the table has no column beside its abscissa.', {
    cure: said`Its only column is ${of.label}.`,
  });
}
