import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { emptyColumnWarnings } from '../table/column-table.js';
import type { ColumnTable, TableColumn, TableTime } from '../table/column-table.js';
import { parseNumber } from '../text/number.js';
import type { NumberTable } from '../text/number-table.js';
import { splitFields } from '../text/row-parser.js';
import type { RowSyntax } from '../text/row-parser.js';
import { said } from '../text/said.js';

/** What a format of absorption spectra gives besides its columns. */
export interface AbsorptionExtras {
  readonly metadata: ColumnTable['metadata'];
  readonly scalars?: ColumnTable['scalars'];
  readonly time?: TableTime | undefined;
  readonly warnings?: readonly OperandoWarning[];
}

/** The table of a format of one spectrum a file. */
export function absorptionTable(
  format: string,
  { rows, lines }: Pick<NumberTable, 'rows' | 'lines'>,
  columns: readonly TableColumn[],
  { metadata, scalars = {}, time, warnings = [] }: AbsorptionExtras,
): ColumnTable {
  return {
    format,
    columns,
    rows,
    lines,
    metadata,
    scalars,
    ...(time === undefined ? {} : { time }),
    warnings: [...warnings, ...emptyColumnWarnings(columns)],
  };
}

/** Scalars of a header: those that are numbers. */
export function headerScalars(
  values: Readonly<Record<string, readonly [text: string | undefined, unit: string]>>,
): ColumnTable['scalars'] {
  const scalars: Record<string, { readonly value: number; readonly unit: string }> = {};
  for (const [name, [text, unit]] of Object.entries(values)) {
    const value = parseNumber((text ?? '').trim());
    if (value !== undefined && Number.isFinite(value)) scalars[name] = { value, unit };
  }
  return scalars;
}

/**
 * The number of rows must be the one the header declares.
 * @throws OperandoError `truncated-file` or `malformed-file` with both numbers.
 */
export function expectRows(found: number, declared: number, line: number): void {
  if (found === declared) return;
  throw new OperandoError(
    found < declared ? 'truncated-file' : 'malformed-file',
    said`the header says ${declared} points, ${found} rows follow.`,
    {
      where: { line },
      cure: found < declared ? 'Copy the file again.' : 'The file is not as its program writes it: export it again.',
    },
  );
}

/**
 * Where every number has the same decimals, a last row without line end must have them too.
 * @throws OperandoError `truncated-file`.
 */
export function expectWholeLastRow(
  text: string,
  lines: readonly string[],
  numbers: Pick<NumberTable, 'rows' | 'lines'>,
  syntax: RowSyntax,
): void {
  if (/[\r\n]$/.test(text) || numbers.rows < 2 || numbers.lines[numbers.rows - 1] !== lines.length) return;
  const decimals = (row: number): number | undefined =>
    /\.(\d*)$/.exec(splitFields(lines[numbers.lines[row]! - 1]!, syntax).at(-1) ?? '')?.[1]!.length;
  if (decimals(numbers.rows - 1) !== decimals(numbers.rows - 2)) {
    throw new OperandoError('truncated-file', 'the last number has fewer decimals than those above: it is cut.', {
      where: { line: lines.length },
      cure: 'The file seems cut short: copy it again.',
    });
  }
}
