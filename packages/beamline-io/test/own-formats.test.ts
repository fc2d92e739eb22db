import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allBytes, bytesSource } from '@operando/core';
import { read, readReflectivity, readScans, readSource, sniff } from '../src/index.js';
import type { ColumnTable, FileFormat, Sample, TextFormat } from '../src/index.js';
import { fileSource, readFile, readFileScans, readReflectivityFiles, readSeries } from '../src/node.js';

/** Blocks of `energy mu`, each under a line `== NAME`. */
function tablesOf(text: string): ColumnTable[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map((block) => {
      const [name = '', ...lines] = block.trim().split('\n');
      const rows = lines.map((line) => line.split(' ').map(Number));
      return {
        format: 'toy',
        columns: [
          { label: 'energy', unit: 'eV', role: 'energy', values: Float64Array.from(rows, ([energy]) => energy!) },
          { label: 'mu', unit: '1', role: 'mutrans', values: Float64Array.from(rows, ([, mu]) => mu!) },
        ],
        rows: rows.length,
        lines: Int32Array.from(rows, (_, i) => i + 1),
        metadata: {},
        scalars: {},
        warnings: [],
        scan: name,
      };
    });
}

const isToy = ({ lines }: Sample): boolean => lines[0] === 'TOY';
const toy: TextFormat = {
  id: 'toy',
  title: 'a toy',
  kind: 'text',
  sniff: (sample) => (isToy(sample) ? 0.5 : 0),
  parse: (text) => ({ kind: 'spectrum', table: tablesOf(text)[0]! }),
  scans: tablesOf,
  curves: (text, { name = '' }) =>
    tablesOf(text).map(({ columns }) => ({
      name,
      q: columns[0]!.values,
      r: columns[1]!.values,
      dr: columns[1]!.values,
      dqKind: 'sigma',
      warnings: [],
    })),
};
/** The same, read as files are. */
const toyFile: FileFormat = {
  id: 'toy-file',
  title: 'a toy in a file',
  kind: 'file',
  sniff: (sample) => (isToy(sample) ? 0.5 : 0),
  parse: async ({ bytes }) => ({
    kind: 'spectrum',
    table: tablesOf(new TextDecoder().decode(await allBytes(bytes)))[0]!,
  }),
};
const text = 'TOY\n== one\n8330 1\n8340 2\n8350 4\n== two\n8330 3\n8340 5\n8350 9\n';
const bytes = new TextEncoder().encode(text);
const options = { formats: [toy] };
const mu = ({ columns }: ColumnTable): number[] => [...columns[1]!.values];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-own-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a format of one’s own', () => {
  it('is read from bytes, by its content and by its name', () => {
    const result = read(bytes, options);
    expect(result.kind === 'spectrum' && mu(result.table)).toEqual([1, 2, 4]);
    expect(read(bytes, { ...options, format: 'toy' }).kind).toBe('spectrum');
    expect(readScans(bytes, options).map(mu)).toEqual([
      [1, 2, 4],
      [3, 5, 9],
    ]);
    expect(sniff(bytes, '', options)).toEqual({ format: 'toy', title: 'a toy', confidence: 0.5 });
  });

  it('is read from files, as series and as reflectivity', async () => {
    const path = join(folder, 'a.toy');
    writeFileSync(path, bytes);
    const result = await readFile(path, options);
    expect(result.kind === 'spectrum' && mu(result.table)).toEqual([1, 2, 4]);
    expect((await readFileScans(path, options)).map(mu)).toHaveLength(2);
    const one = await readSeries([path], options);
    expect([one.signal.shape, one.metadata['formats']]).toEqual([[1, 3], ['toy']]);
    const all = await readSeries([path], { ...options, scan: 'all' });
    expect([...all.signal.data]).toEqual([1, 2, 4, 3, 5, 9]);
    expect(readReflectivity(bytes, options)).toHaveLength(2);
    expect((await readReflectivityFiles([path], options))[0]!.name).toBe('a.toy');
  });

  it('may be of files that are read in parts', async () => {
    const result = await readSource({ name: 'a.toy', bytes: bytesSource(bytes) }, { formats: [toyFile] });
    expect(result.kind === 'spectrum' && mu(result.table)).toEqual([1, 2, 4]);
    expect(() => read(bytes, { formats: [toyFile] })).toThrow(
      expect.objectContaining({ code: 'unsupported', message: expect.stringContaining('a toy in a file') as string }),
    );
    await expect(
      readSource({ name: 'a.toy', bytes: bytesSource(bytes) }, { formats: [toyFile], format: 'csv' }),
    ).rejects.toThrow('a.toy, parameter format: this is a toy in a file, not csv. Leave the format out.');
  });

  it('is asked before those that are known here, and may take the place of one', () => {
    const numbers = new TextEncoder().encode('TOY\n== a\n1 2\n2 3\n3 4\n');
    expect(sniff(numbers).format).toBe('column-text');
    expect(sniff(numbers, '', options).format).toBe('toy');
    const own: TextFormat = { ...toy, id: 'column-text' };
    const result = read(numbers, { formats: [own], format: 'column-text' });
    expect(result.kind === 'spectrum' && result.table.format).toBe('toy');
  });

  it('is known to the call that it is given to and no other', async () => {
    expect(() => read(bytes, { format: 'toy' })).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    await expect(readSource({ name: 'a', bytes: bytesSource(bytes) })).rejects.toThrow(
      expect.objectContaining({ code: 'bad-number' }),
    );
    expect(() => read(bytes, { ...options, format: 'no such' })).toThrow(/Choose among toy, xdi, /);
  });

  it('that claims a file as surely as another of one’s own is asked for', async () => {
    expect(() => sniff(bytes, 'a.toy', { formats: [toy, { ...toy, id: 'other', title: 'another' }] })).toThrow(
      "a.toy: the file could be a toy or another. Say which: format: 'toy' or 'other'.",
    );
    await expect(readSource(fileSource(join(folder, 'none')), options)).rejects.toThrow(
      expect.objectContaining({ code: 'file-access' }),
    );
  });
});
