import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAxis, createSeries, seriesWarnings } from '@operando/core';
import { energiesOf, parseColumnText, parseCsv, read } from '../src/index.js';
import { readColumnSeries, readFile, readNexusSeries, readSeries, readTable, writeNexus } from '../src/node.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-told-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const rows = (from: number, step: number, digits: number): string =>
  Array.from({ length: 12 }, (_, i) => `${(from + step * i).toFixed(digits)} ${0.1 + 0.1 * i}`).join('\n') + '\n';

describe('energies whose unit cannot be right', () => {
  it('in thousandths of "eV" are keV: told in tables, read so as absorption', async () => {
    const path = file('kev.txt', `# energy(eV) mu\n${rows(8.3, 0.0005, 4)}`);
    expect((await readTable(path)).warnings).toMatchObject([{ code: 'unit-doubtful' }]);
    const whole = await readFile(path);
    expect(whole.kind === 'spectrum' && whole.table.warnings).toMatchObject([{ code: 'unit-doubtful' }]);
    const series = await readSeries([path], { timeStep: 1 });
    expect(series.axis.values[1]).toBeCloseTo(8300.5, 8);
    expect(seriesWarnings(series).map(({ code }) => code)).toEqual(['unit-inferred']);
    const along = await readColumnSeries([path], { axis: { name: 'energy', unit: 'eV' }, timeStep: 1 });
    expect(seriesWarnings(along).map(({ code }) => code)).toEqual(['unit-doubtful']);
  });

  it('labelled keV and in the thousands are eV', () => {
    const { values, warnings } = energiesOf(parseColumnText(`# energy(keV) mu\n${rows(8300, 0.5, 1)}`));
    expect([values[1], warnings.map(({ code }) => code)]).toEqual([8300.5, ['unit-inferred']]);
  });

  it.each([
    ['of the vacuum ultraviolet', `# energy(eV) mu\n${rows(55, 0.05, 2)}`, 1],
    ['of hard X-rays', `# energy(eV) mu\n${rows(8300, 0.5, 1)}`, 1],
    ['in keV', `# energy(keV) mu\n${rows(8.3, 0.0005, 4)}`, 1000],
  ])('%s are what they say', (_, text, factor) => {
    const table = parseColumnText(text);
    expect([table.warnings, energiesOf(table).warnings]).toEqual([[], []]);
    expect(energiesOf(table).values[0]).toBeCloseTo(table.columns[0]!.values[0]! * factor, 8);
  });

  it.each(['energy', 'energy(keV)', 'energy(eV)'])('below 0 are none: %s', (label) => {
    const table = parseColumnText(`# ${label} mu\n${rows(-40, 10, 0)}`);
    expect(table.warnings).toMatchObject([{ code: 'unit-doubtful' }]);
    expect(() => energiesOf(table)).toThrow(/-40 here: no energy of photons.*edge/);
  });

  it('are told of NeXus files', async () => {
    const path = join(folder, 'kev.h5');
    const axis = createAxis({
      name: 'energy',
      unit: 'eV',
      values: Array.from({ length: 8 }, (_, i) => 8.3 + 0.0005 * i),
    });
    await writeNexus(path, createSeries({ signal: new Float64Array(8), axis, time: { start: [0] } }));
    const back = await readNexusSeries(path, { axis: { name: 'energy', unit: 'eV' } });
    expect(seriesWarnings(back).map(({ code }) => code)).toContain('unit-doubtful');
  });
});

describe('numbers written in two ways', () => {
  const grouped = (separator: string, header = ''): string =>
    header +
    Array.from({ length: 12 }, (_, i) => `${10 + i}.5${separator}${i < 4 ? '1,234.5' : '987.5'}`).join('\n') +
    '\n';

  it.each([
    ['blanks', grouped(' ')],
    ['tabs', grouped('\t')],
    ['semicolons', grouped(';')],
    ['tabs under names', grouped('\t', '2theta\tI\n')],
    ['semicolons under names', grouped(';', '2theta;I\n')],
    ['whole numbers', grouped(' ').replaceAll('4.5', '4').replaceAll('7.5', '7')],
    ['a decimal comma in the first rows', grouped(' ').replaceAll('1,234.5', '998,5')],
  ])('apart by %s are refused by every reader, and no header', async (_, text) => {
    expect(() => parseColumnText(text)).toThrow(expect.objectContaining({ code: 'bad-number' }));
    const path = file('grouped.txt', text);
    await expect(readTable(path)).rejects.toThrow(expect.objectContaining({ code: 'bad-number' }));
    await expect(readFile(path)).rejects.toThrow(expect.objectContaining({ code: 'bad-number' }));
    await expect(readColumnSeries([path], { axis: { name: 'two-theta', unit: 'deg' } })).rejects.toThrow(
      expect.objectContaining({ code: 'bad-number' }),
    );
  });

  it('with a decimal comma in one column only are refused', () => {
    const text = '10.00 100,5\n10.02 101,5\n10.04 102,5\n';
    expect(() => parseColumnText(text)).toThrow(expect.objectContaining({ code: 'unknown-format' }));
    expect(() => parseCsv(`2theta;I\n${text.replaceAll(' ', ';')}`)).toThrow(
      expect.objectContaining({ code: 'bad-number' }),
    );
  });

  it('are no matter above a header, or of whole numbers with decimal commas', () => {
    expect(parseColumnText('1,234.5 counts in all\ntth I\n1 5\n2 6\n').rows).toBe(2);
    expect([...parseColumnText('10,5 100\n11,5 101\n12,5 102\n').columns[0]!.values]).toEqual([10.5, 11.5, 12.5]);
  });
});

describe('a live time above the real time', () => {
  const spe = (live: number, real: number): string =>
    `$SPEC_ID:\nx\n$DATE_MEA:\n01/02/2024 10:00:00\n$MEAS_TIM:\n${live} ${real}\n$DATA:\n0 3\n1\n2\n3\n4\n`;
  const codes = (text: string): string[] => {
    const result = read(new TextEncoder().encode(text), { name: 'a.spe' });
    return result.kind === 'spectrum' ? result.table.warnings.map(({ code }) => code) : [];
  };

  it('is told', () => {
    expect(codes(spe(120, 100))).toContain('header-invalid');
    expect(codes(spe(98, 100))).not.toContain('header-invalid');
    expect(codes(spe(100, 100))).not.toContain('header-invalid');
  });
});
