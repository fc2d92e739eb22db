import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isOperandoError } from '@operando/core';
import { exploredSeeds } from '@operando/fixtures';
import { parseBrukerBrml, readScans } from '../src/index.js';
import { unpack } from '../src/bytes/archive.js';
import { mutate } from './mutate.js';
import { brokenBinarySeeds } from './survives.js';
import { brml, route, usualViews, view } from './made-brml.js';

const counter = (start: number, name = 'Counter0D'): string => view(start, 1, name, 'Recording');
const rows = (tail: (i: number) => string): string[] =>
  Array.from({ length: 4 }, (_, i) => `1,1,${20 + i / 50},${10 + i / 100},${tail(i)}`);
const sensors = [...usualViews, view(4, 3, 'RecSpace', 'Varying')];
const recorded = rows((i) => `0.00001,0,${25 + i},${500 + i}`);

describe('Bruker BRML by its data views', () => {
  it('takes the counts from the counter, wherever it stands, and keeps what was recorded beside them', () => {
    const table = parseBrukerBrml(brml(route([...sensors, counter(7)], recorded)));
    expect(table.columns.map(({ label, role, values }) => [label, role, Array.from(values)])).toEqual([
      ['2theta', 'two-theta', [20, 20.02, 20.04, 20.06]],
      ['intensity', 'intensity', [500, 501, 502, 503]],
      ['Theta', 'channel', [10, 10.01, 10.02, 10.03]],
      ['RecSpace 3', 'channel', [25, 26, 27, 28]],
    ]);
    expect(table.metadata).toMatchObject({ 'RecSpace 1': 0.00001, 'RecSpace 2': 0 });
    expect(table.scalars).toEqual({ time_per_step: { value: 1, unit: 's' } });
    expect(table.warnings).toEqual([]);
  });

  it('follows Start, and not the order in which views and values are listed', () => {
    const views = [counter(0), view(1, 2, 'ScanAxes', 'Varying'), view(3, 1, 'MeasuredTime')];
    const table = parseBrukerBrml(brml(route(views, ['7,20,10,1', '8,21,10.5,1'])));
    expect(table.columns.slice(0, 2).map(({ values }) => Array.from(values))).toEqual([
      [20, 21],
      [7, 8],
    ]);
  });

  it('finds two-theta by the fields of a view, whatever the view is called', () => {
    const fields = (...drives: readonly string[]): string =>
      drives.map((id) => `<FieldDefinitions FieldName="${id}" AxisId="${id}"/>`).join('');
    const axes = `<RawDataView Start="0" Length="2"><Varying LogicName="Drives">${fields('Theta', 'TwoTheta')}</Varying></RawDataView>`;
    const table = parseBrukerBrml(brml(route([axes, counter(2)], ['10,20,7', '10.5,21,8'])));
    expect(table.columns.map(({ label, values }) => [label, Array.from(values)])).toEqual([
      ['2theta', [20, 21]],
      ['intensity', [7, 8]],
      ['Theta', [10, 10.5]],
    ]);
  });

  it.each<[string, readonly string[], readonly string[], object]>([
    ['no counter', sensors, recorded, { message: expect.stringContaining('which of its values are counts') as string }],
    ['no views at all', [], recorded, { message: expect.stringContaining('which of its values are counts') as string }],
    ['a point without its counts', [...sensors, counter(7)], ['1,1,20,10,0,0,25'], { where: { row: 0 } }],
    ['no two-theta', [counter(0)], ['5'], { message: expect.stringContaining('no scan over two-theta') as string }],
  ])('refuses %s', (_, views, points, told) => {
    expect(() => parseBrukerBrml(brml(route(views, points)))).toThrow(
      expect.objectContaining({ code: 'malformed-file', ...told }),
    );
  });

  it('tells of several counters, of an absorber and of blanked points', () => {
    const codes = (views: readonly string[], points: readonly string[]): string[] =>
      parseBrukerBrml(brml(route(views, points))).warnings.map(({ code }) => code);
    expect(
      codes(
        [...usualViews, counter(4), counter(5, 'Counter1D')],
        rows((i) => `${i},${9 * i}`),
      ),
    ).toEqual(['counter-assumed']);
    expect(codes([...usualViews, counter(4)], ['1,1,20,10,5', '1,63.2,20.1,10.05,7'])).toEqual(['attenuation-stated']);
    const blanked = brml(route([...usualViews, counter(4)], ['1,1,20,10,5', '1,1,20.1,10.05,-9999']));
    expect([...parseBrukerBrml(blanked).columns[1]!.values]).toEqual([5, Number.NaN]);
    expect(codes([...usualViews, counter(4)], ['1,1,20,10,5', '1,1,20.1,10.05,-9999'])).toEqual(['masked']);
  });

  it('measurements, ranges and rows of a still detector are scans; intermediate routes are none', () => {
    const views = [...usualViews, counter(4)];
    const subScans = '<SubScans><SubScanInfo MeasuredSteps="3"/><SubScanInfo Steps="1"/></SubScans>';
    const first = (archive: Uint8Array): (readonly number[])[] =>
      readScans(archive).map(({ columns }) => Array.from(columns[1]!.values));
    const counts = rows((i) => `${i}`);
    expect(first(brml(route(views, counts), route(views, [counts[3]!])))).toEqual([[0, 1, 2, 3], [3]]);
    expect(first(brml(route(views, counts, { inside: subScans })))).toEqual([[0, 1, 2], [3]]);
    expect(first(brml(route(views, [counts[0]!]) + route(views, [counts[1]!], { flag: 'Final' })))).toEqual([[1]]);
    const scale =
      '<ScanInformation><ScaleAxes><ScaleAxisInfo AxisName="TwoTheta"><Start>30</Start><Increment>0.5</Increment></ScaleAxisInfo></ScaleAxes></ScanInformation>';
    const still = `<DataRoute>${scale}<DataViews>${view(0, 1, 'MeasuredTime')}${view(1, 3, 'Counter1D', 'Recording')}</DataViews><Datum>1,4,5,6</Datum><Datum>1,7,8,9</Datum></DataRoute>`;
    expect(readScans(brml(still)).map(({ columns }) => columns.map(({ values }) => Array.from(values)))).toEqual([
      [
        [30, 30.5, 31],
        [4, 5, 6],
      ],
      [
        [30, 30.5, 31],
        [7, 8, 9],
      ],
    ]);
  });

  it('a measurement that cannot be read does not hide the others', () => {
    const archive = brml(route(usualViews, recorded), route([...sensors, counter(7)], recorded));
    expect(parseBrukerBrml(archive, 2).columns[1]!.values[0]).toBe(500);
    expect(() => parseBrukerBrml(archive, 1)).toThrow(expect.objectContaining({ code: 'malformed-file' }));
  });

  it('damaged copies are whole or refused, of the archive and of what is in it', () => {
    const archive = brml(route([...sensors, counter(7)], recorded));
    expect(brokenBinarySeeds(archive, 100, 'bruker-brml')).toEqual([]);
    const whole = new TextDecoder().decode(unpack(archive, /RawData/).get('Experiment0/RawData0.xml'));
    const broken = [...exploredSeeds(300)].flatMap((seed) => {
      const damaged = zipSync({ 'Experiment0/RawData0.xml': mutate(strToU8(whole), seed) });
      try {
        const uneven = readScans(damaged, { format: 'bruker-brml' }).some(({ columns, rows: points }) =>
          columns.some(({ values }) => values.length !== points),
        );
        return uneven ? [`${seed}: columns`] : [];
      } catch (error) {
        return isOperandoError(error) ? [] : [`${seed}: ${String(error)}`];
      }
    });
    expect(broken).toEqual([]);
  });
});
