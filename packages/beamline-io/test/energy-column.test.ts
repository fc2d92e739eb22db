import { describe, expect, it } from 'vitest';
import { bytesSource, flatValues, seriesWarnings } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { energiesOf, parseColumnText, parseSpec, parseXdi, readSeriesFrom } from '../src/index.js';
import type { ColumnTable, EnergyOptions } from '../src/index.js';

const scanRows = 200;
/** A SPEC scan. @param columns Labels, and what the row number becomes. */
function specText(command: string, columns: Readonly<Record<string, (i: number) => number>>, header = ''): string {
  const labels = Object.keys(columns);
  const lines = Array.from({ length: scanRows }, (_, i) => labels.map((label) => columns[label]!(i)).join(' '));
  return `#F scans\n#D Tue Nov 14 22:13:20 2023\n${header}\n#S 1 ${command}\n#D Tue Nov 14 22:13:20 2023\n#N ${labels.length}\n#L ${labels.join('  ')}\n${lines.join('\n')}\n\n`;
}
const count = (i: number): number => i;
const [eV, keV] = [(i: number): number => 8200 + i, (i: number): number => (8200 + i) / 1000];
const energies = (table: ColumnTable, wanted?: string | number, options?: EnergyOptions) => {
  const { values, warnings } = energiesOf(table, wanted, options);
  return [values[0], values.at(-1), ...warnings.map(({ code }) => code)];
};

describe('the energies of a SPEC scan', () => {
  it.each([
    ['the motor of #S', 'ascan mono_e 8.2 8.399 199 1', { Pt_No: count, mono_e: keV }, '', ['unit-inferred']],
    [
      'that motor by its mnemonic',
      'ascan energy 8200 8399 199 1',
      { Pt_No: count, 'Mono position': eV },
      '#O0 Theta  Mono position\n#o0 th energy\n#P0 1 2',
      [],
    ],
    [
      'a motor without a name that tells',
      'ascan foo 8200 8399 199 1',
      { Pt_No: count, foo: eV },
      '',
      ['energy-assumed'],
    ],
    [
      'a counter of the energy',
      'zapline arr_energy 8.2 8.399 199 1',
      { Pt_No: count, ZapEnergy: keV },
      '',
      ['unit-inferred'],
    ],
    [
      'what was achieved, not what was requested',
      'xafs',
      { 'Requested Energy': (i: number) => eV(i) + 0.5, 'Achieved Energy': eV },
      '',
      [],
    ],
    ['what was requested where nothing else is there', 'xafs', { Index: count, 'Requested Energy': eV }, '', []],
  ])('are %s', (_what, command, columns, header, codes) => {
    const table = parseSpec(specText(command, { ...columns, I0: () => 1e5, It: () => 5e4 }, header));
    expect(energies(table)).toEqual([expect.closeTo(8200, 9), expect.closeTo(8399, 9), ...codes]);
  });

  it('are never the numbers of its rows', () => {
    const counted = parseSpec(specText('ct', { Pt_No: count }));
    expect(() => energiesOf(counted)).toThrow(expect.objectContaining({ code: 'column-missing' }));
  });
});

describe('labels of energies', () => {
  it.each([
    'Requested Energy',
    'ZapEnergy',
    'mono_energy',
    'dcm.energy_rbv',
    'Mono Energy (eV)',
    'id26 energy',
    'energy',
  ])('%s', (label) => {
    const table = parseXdi(
      `# XDI/1.0\n# Column.1: index\n# Column.2: ${label.replaceAll(' ', '_')} eV\n#---\n# a b\n${Array.from({ length: 20 }, (_, i) => `${i + 5} ${7000 + i}`).join('\n')}\n`,
    );
    expect(energies(table)).toEqual([7000, 7019]);
  });

  it.each(['E-E0', 'energy - edge', 'E - E0'])('%s is one relative to an edge', (label) => {
    const table = parseColumnText(
      `# ${label}\tmu\n${Array.from({ length: 30 }, (_, i) => `${i - 10}\t${i}`).join('\n')}\n`,
    );
    expect(table.columns[0]!.role).toBe('energy');
    expect(energies(table, undefined, { edgeEnergy: 7709 })).toEqual([7699, 7728, 'energy-relative']);
  });

  it.each(['kinetic energy', 'binding_energy', 'electron energy'])('%s is none', (label) => {
    const [, second] = parseColumnText(`energy\t${label}\n7000\t1\n7001\t2\n7002\t3\n`).columns;
    expect([second!.label, second!.role]).toEqual([label, undefined]);
  });
});

describe('units of energies', () => {
  const table = (values: readonly number[], header: readonly string[] = [], unit = ''): ColumnTable =>
    parseXdi(
      `# XDI/1.0\n${header.map((line) => `# ${line}\n`).join('')}# Column.1: energy ${unit}\n# Column.2: mu\n#---\n# energy mu\n${values.map((value) => `${value} 1`).join('\n')}\n`,
    );
  const relative = Array.from({ length: 161 }, (_, i) => i - 40);
  const iron = ['Element.symbol: Fe', 'Element.edge: K'];

  it('are added to the edge of the header, as given or as the option says, where they count from it', () => {
    // 7112 eV: K edge of iron (Elam, Ravel and Sieber 2002).
    expect(energies(table(relative, iron))).toEqual([7072, 7232, 'energy-relative']);
    expect(energies(table(relative), undefined, { edgeEnergy: 8333 })).toEqual([8293, 8453, 'energy-relative']);
    expect(energies(table(relative, iron), undefined, { unit: 'relative', edgeEnergy: 7110 })).toEqual([
      7070,
      7230,
      'energy-relative',
    ]);
    // Once the energy of an edge is given, whatever the column is called.
    const unnamed = parseColumnText(relative.map((value) => `${value} 1`).join('\n'));
    expect(energies(unnamed, undefined, { edgeEnergy: 8333 })).toEqual([8293, 8453, 'energy-relative']);
    // Those that begin above the edge look like anything else: the option says so.
    expect(energies(table(relative.slice(41), iron), undefined, { unit: 'relative' })).toEqual([
      7113,
      7232,
      'energy-relative',
    ]);
  });

  it('are refused where no edge is known, or nothing fits', () => {
    for (const refused of [table(relative), table([-9000, 7000, 7001], iron), table(relative.slice(41), iron)])
      expect(() => energiesOf(refused)).toThrow(
        expect.objectContaining({ code: 'unit-mismatch', cure: expect.stringMatching(/--e/) as string }),
      );
    expect(() => energiesOf(table(relative), undefined, { unit: 'relative' })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('no edge is known') as string,
        cure: expect.stringContaining('--element') as string,
      }),
    );
    expect(() => energiesOf(table(relative, iron), undefined, { unit: 'eV' })).toThrow(/--energy-unit relative/);
  });

  it('are refused in a unit in which they can be no energies of the edge', () => {
    const scan = Array.from({ length: 30 }, (_, i) => 7000 + 10 * i);
    const thousandths = scan.map((value) => value / 1000);
    for (const [values, unit, message] of [
      [scan, 'keV', 'in keV no energies of an absorption edge'],
      [scan, 'relative', 'no energies in eV relative to the 7112 eV of the Fe K edge'],
      [thousandths, 'eV', 'in eV no energies of an absorption edge'],
      [Array.from({ length: 30 }, (_, i) => 100 + i), 'keV', undefined],
    ] as const) {
      const read = (): unknown => energies(table(values, iron), undefined, { unit });
      if (message === undefined) expect(read()).toEqual([100_000, 129_000]);
      else
        expect(read).toThrow(
          expect.objectContaining({
            message: expect.stringContaining(message) as string,
            cure: expect.stringContaining('--energy-unit') as string,
          }),
        );
    }
    // Numbers that could be either go by the edge that the header names: W K lies at 69525 eV.
    const tungsten = ['Element.symbol: W', 'Element.edge: K'];
    const high = Array.from({ length: 30 }, (_, i) => 69 + 0.05 * i);
    expect(() => energies(table(high, tungsten), undefined, { unit: 'eV' })).toThrow(
      /in keV, not in eV, the W K edge at 69525 eV lies there/,
    );
    expect(energies(table(high, tungsten), undefined, { unit: 'keV' })).toEqual([69_000, 70_450]);
  });

  it('are as the option says, whatever the label does', () => {
    expect(energies(table([8.2, 8.3, 8.4], [], 'eV'), undefined, { unit: 'keV' })).toEqual([8200, 8400]);
    expect(energies(table([120, 130, 140]), undefined, { unit: 'eV' })).toEqual([120, 140]);
    expect(energies(table([7000, 7001, 7002], [], 'furlongs'), undefined, { unit: 'eV' })).toEqual([7000, 7002]);
  });
});

describe('rows without an energy', () => {
  const grid = Array.from({ length: 60 }, (_, i) => 7000 + 5 * i);
  const source = (name: string, lines: readonly string[], minute: number): NamedSource => ({
    name,
    bytes: bytesSource(
      new TextEncoder().encode(
        `# XDI/1.0\n# Scan.start_time: 2026-03-01T10:0${minute}:00\n# Column.1: energy eV\n# Column.2: i0\n# Column.3: itrans\n#---\n# energy i0 itrans\n${lines.join('\n')}\n`,
      ),
    ),
  });
  const lines = (i: number): string[] => grid.map((energy) => `${energy} 1000 ${energy < 7120 ? 700 - i : 300}`);
  const whole = [0, 1, 2, 3].map((i) => source(`s_${i}.xdi`, lines(i), i));
  const spoiled = (spoil: (rows: string[]) => string[]): NamedSource[] => [
    source('s_0.xdi', spoil(lines(0)), 0),
    ...whole.slice(1),
  ];

  it.each([
    ['below the scan', (rows: string[]) => [...rows, '0 0 0'], []],
    ['in place of the last', (rows: string[]) => [...rows.slice(0, -1), '0 0 0'], [59]],
    ['in its midst', (rows: string[]) => rows.map((row, i) => (i === 20 || i === 21 ? 'nan 0 0' : row)), [20, 21]],
  ])('%s are refused, or masked, and the other points and spectra stay', async (_what, spoil, masked) => {
    const files = spoiled(spoil);
    await expect(readSeriesFrom(files)).rejects.toThrow(
      expect.objectContaining({
        code: 'bad-number',
        where: expect.objectContaining({ file: 's_0.xdi' }) as object,
        cure: expect.stringContaining('--bad-points mask') as string,
      }),
    );
    const expected = flatValues((await readSeriesFrom(whole)).signal).slice();
    for (const point of masked) expected[point] = Number.NaN;
    for (const mode of ['error', 'interpolate'] as const) {
      const series = await readSeriesFrom(files, { onBadPoint: 'mask', grid: mode });
      expect([[...series.axis.values], flatValues(series.signal)]).toEqual([grid, expected]);
      expect(seriesWarnings(series).map(({ code }) => code)).toContain('points-masked');
    }
  });
});
