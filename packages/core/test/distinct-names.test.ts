import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTable, distinctColumns, isTextColumn, plainTable, uniqueNames } from '../src/index.js';
import type { ResultColumn, ResultTable } from '../src/index.js';

const numbers = (name: string, unit = '1', value = 0, more: Partial<ResultColumn> = {}): ResultColumn => ({
  name,
  unit,
  values: Float64Array.of(value),
  ...more,
});
const tableOf = (...columns: readonly ResultColumn[]): ResultTable => ({
  name: 'results',
  index: { rows: 'frame', columns: [numbers('frame')] },
  columns,
});
const headsOf = (table: ResultTable): string[] => plainTable(table).map(({ name }) => name);

describe('columns of one name', () => {
  it.each([
    [
      'the same name',
      [numbers('temperature', 'degC'), numbers('temperature', 'degC')],
      ['temperature_degC', 'temperature_2_degC'],
    ],
    ['the same name in other units', [numbers('t', 'K'), numbers('t', 'degC')], ['t_K', 't_2_degC']],
    ['a name with the unit of another', [numbers('t', 'K'), numbers('t_K')], ['t_K', 't_K_2']],
    ['another case', [numbers('E0', 'eV'), numbers('e0', 'eV')], ['E0_eV', 'e0_2_eV']],
    [
      'the name of an error',
      [numbers('x', 'V', 1, { stderr: Float64Array.of(1) }), numbers('x_V_stderr')],
      ['x_V', 'x_V_stderr', 'x_V_stderr_2'],
    ],
    ['a name that a number would give', [numbers('a'), numbers('a'), numbers('a_2')], ['a', 'a_3', 'a_2']],
    ['the index', [numbers('frame', 's')], ['frame_2_s']],
  ])('%s: numbered, none lost, and said', (_, columns, heads) => {
    const { table, warnings } = distinctColumns(tableOf(...columns));
    expect(headsOf(createTable(table))).toEqual(['frame', ...heads]);
    expect(warnings.map(({ code }) => code)).toEqual(['column-renamed']);
  });
  it('names both in the warning', () => {
    const { warnings } = distinctColumns(tableOf(numbers('E0', 'eV'), numbers('e0', 'eV')));
    expect(warnings[0]!.message).toBe('Table results has a column E0_eV already: another e0_eV stands as e0_2_eV.');
  });
  it('leaves a table of distinct columns as it is', () => {
    const table = tableOf(numbers('a', 'V'), numbers('b', 'V'));
    expect(distinctColumns(table)).toEqual({ table, warnings: [] });
  });
  it('a table refuses two columns that files would head alike', () => {
    expect(() => createTable(tableOf(numbers('t', 'K'), numbers('t_K')))).toThrow(/t_K.*two columns of this name/);
  });

  const name = fc.constantFrom('a', 'A', 'a_2', 'a_V', 'a_V_2', 'a_status', 'a_V_stderr', 'frame', 'frame_2');
  const column = fc.record({ name, unit: fc.constantFrom('V', '1'), isWord: fc.boolean(), more: fc.boolean() });
  it('whatever the columns: each stays, in its place, with its values, under heads that no other has', () => {
    fc.assert(
      fc.property(fc.array(column, { maxLength: 12 }), (drawn) => {
        const columns = drawn.map(({ name: own, unit, isWord, more }, k): ResultColumn =>
          isWord
            ? { name: own, words: [String(k)] }
            : numbers(own, unit, k, more ? { stderr: Float64Array.of(1), status: Uint8Array.of(0) } : {}),
        );
        const { table, warnings } = distinctColumns(tableOf(...columns));
        const heads = headsOf(createTable(table)).map((head) => head.toLowerCase());
        expect(new Set(heads).size).toBe(heads.length);
        expect(table.columns.map((each) => (isTextColumn(each) ? each.words[0] : String(each.values[0])))).toEqual(
          columns.map((_, k) => String(k)),
        );
        expect(warnings).toHaveLength(table.columns.filter((each, k) => each.name !== columns[k]!.name).length);
      }),
    );
  });
});

describe('unique names', () => {
  it.each([
    [
      ['a', 'a', 'a'],
      ['a', 'a_2', 'a_3'],
    ],
    [
      ['a', 'a', 'a_2'],
      ['a', 'a_3', 'a_2'],
    ],
    [
      ['a_2', 'a', 'a_2', 'a'],
      ['a_2', 'a', 'a_2_2', 'a_3'],
    ],
  ])('%j are %j', (names, unique) => {
    expect(uniqueNames(names)).toEqual(unique);
  });
  it('are each there once, and those that were alone stay', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'a_2', 'a_2_2', 'a_3')), (names) => {
        const unique = uniqueNames(names);
        expect(new Set(unique).size).toBe(names.length);
        names.forEach((name, k) => {
          if (names.indexOf(name) === k) expect(unique[k]).toBe(name);
        });
      }),
    );
  });
});
