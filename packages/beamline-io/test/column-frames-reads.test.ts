import { expect, it } from 'vitest';
import { columnFrames } from '../src/series/column-frames.js';
import type { ColumnTable, TableColumn } from '../src/table/column-table.js';

/** A table of spectra of which one lacks a value, and how often a column of it was looked at. */
function countedTable(spectra: number): { readonly table: ColumnTable; readonly reads: () => number } {
  const rows = 20;
  let reads = 0;
  const column = (label: string, value: (row: number) => number): TableColumn => {
    const values = Float64Array.from({ length: rows }, (_, row) => value(row));
    return {
      label,
      get values() {
        reads++;
        return values;
      },
    };
  };
  const table: ColumnTable = {
    format: 'columns',
    columns: [
      column('energy', (row) => 8300 + row),
      ...Array.from({ length: spectra }, (_, k) =>
        column(`s${k}`, (row) => (k === spectra - 1 && row === 3 ? Number.NaN : 1 + ((row * 7) % 5))),
      ),
    ],
    rows,
    lines: Int32Array.from({ length: rows }, (_, row) => row + 1),
    metadata: {},
    scalars: {},
    warnings: [{ code: 'missing-values', message: 'Some values are missing.' }],
  };
  return { table, reads: () => reads };
}

it('a value that is missing in one of many columns does not have all of them looked at for each', () => {
  const readsOf = (spectra: number): number => {
    const { table, reads } = countedTable(spectra);
    const frames = columnFrames(table, 'table', {});
    expect(frames).toHaveLength(spectra);
    expect(frames.map(({ warnings }) => warnings.filter(({ code }) => code === 'missing-values').length)).toEqual([
      1,
      ...Array.from({ length: spectra - 1 }, () => 0),
    ]);
    return reads();
  };
  // Twice the columns are looked at twice as often, not four times.
  const [few, many] = [readsOf(100), readsOf(200)];
  expect(many).toBeLessThan(2.2 * few);
});
