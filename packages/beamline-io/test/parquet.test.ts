import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parquetBytes } from '../src/index.js';
import type { ParquetColumn } from '../src/index.js';

const rows = 70_000;
/** More rows than a page has; a number that is none; letters of two bytes; lists of no, one and more numbers. */
const columns: readonly ParquetColumn[] = [
  {
    name: 'energy_eV',
    values: Float64Array.from({ length: rows }, (_, k) => (k === 3 ? Number.NaN : k / 3)),
    metadata: { unit: 'eV', kind: 'value' },
  },
  { name: 'status', values: Array.from({ length: rows }, (_, k) => (k % 2 === 0 ? 'größer' : 'ok')) },
  {
    name: 'mu',
    values: {
      lists: Array.from({ length: rows }, (_, k) => Float64Array.from({ length: k % 4 }, (__, j) => k + j / 10)),
    },
    metadata: { unit: '1/um' },
  },
];
const bytes = parquetBytes(columns, { metadata: { operando: '{"table":"results"}' } });

/** The same table, made by Python. */
const script = `
import sys
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
table = pq.read_table(sys.argv[1])
n = ${rows}
energy = np.arange(n) / 3
energy[3] = np.nan
assert np.array_equal(table['energy_eV'].to_numpy(), energy, equal_nan=True)
assert table['status'].to_pylist() == ['größer', 'ok'] * (n // 2)
assert table['mu'].to_pylist() == [[k + j / 10 for j in range(k % 4)] for k in range(n)]
schema = table.schema
assert schema.types == [pa.float64(), pa.string(), pa.list_(pa.field('element', pa.float64(), nullable=False))], schema
assert schema.field('energy_eV').metadata == {b'unit': b'eV', b'kind': b'value'}, schema.field('energy_eV').metadata
assert schema.field('mu').metadata == {b'unit': b'1/um'}
assert schema.metadata == {b'operando': b'{"table":"results"}'}
empty = pq.read_table(sys.argv[2])
assert empty.num_rows == 0 and empty.column_names == ['a', 'b'], empty
`;

const python = ['python3', '/usr/bin/python3'].find(
  (each) => spawnSync(each, ['-c', 'import pyarrow.parquet']).status === 0,
);

it.skipIf(python === undefined)(
  'pyarrow reads what was written, with units of fields (needs python3 with pyarrow)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'operando-parquet-'));
    const [whole, empty] = [join(folder, 'whole.parquet'), join(folder, 'empty.parquet')];
    writeFileSync(whole, bytes);
    writeFileSync(
      empty,
      parquetBytes([
        { name: 'a', values: [] },
        { name: 'b', values: { lists: [] } },
      ]),
    );
    const { status, stderr } = spawnSync(python!, ['-c', script, whole, empty], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect([status, stderr]).toEqual([0, '']);
  },
);

it('a table is the bytes that pyarrow 25.0 was seen to read', () => {
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(
    '2e2d9093f01f00b2411f087e54ba057c28a86ecffa7406b0323a8d9915f9ea45',
  );
  const text = new TextDecoder('latin1').decode(bytes);
  expect([text.slice(0, 4), text.slice(-4)]).toEqual(['PAR1', 'PAR1']);
});

it('columns that do not go together are refused', () => {
  expect(() =>
    parquetBytes([
      { name: 'a', values: [1] },
      { name: 'b', values: [] },
    ]),
  ).toThrow('column b: it has 0 rows, not 1');
  expect(() =>
    parquetBytes([
      { name: 'a', values: [1] },
      { name: 'a', values: [2] },
    ]),
  ).toThrow('column a: two columns have this name');
});
