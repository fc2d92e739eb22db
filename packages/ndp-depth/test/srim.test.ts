import { describe, expect, it } from 'vitest';
import { importSrimTable, stoppingPower } from '../src/index.js';

/** A table laid out as the SR module writes it; figures are ours. */
function table(
  options: { comma?: boolean; crlf?: boolean; unit?: string; headless?: boolean; headerLast?: boolean } = {},
): string {
  const header = [
    ' ==================================================================',
    '              Calculation using SRIM-2006',
    '              SRIM version ---> SRIM-2013.00',
    '              Calc. date   ---> März 14, 2021 ',
    ' Disk File Name = SRIM Outputs\\Hydrogen in Silicon.txt',
    ' Ion = Hydrogen [1] , Mass = 3.016 amu',
    ' Target Density =  2.3212E+00 g/cm3 = 4.9770E+22 atoms/cm3',
    ' ======= Target  Composition ========',
    '    Atom   Atom   Atomic    Mass     ',
    '    Name   Numb   Percent   Percent  ',
    '    ----   ----   -------   -------  ',
    '     Si     14    100.00    100.00   ',
    ' ====================================',
    ' Bragg Correction = 0.00%',
    ` Stopping Units =  ${options.unit ?? 'MeV / (mg/cm2)'}  `,
    ' See bottom of Table for other Stopping units ',
    '        Ion        dE/dx      dE/dx     Projected  Longitudinal   Lateral',
    '       Energy      Elec.      Nuclear     Range     Straggling   Straggling',
    '  --------------  ---------- ---------- ----------  ----------  ----------',
  ];
  const rows = [
    ' 500.00 keV    2.500E-01  2.000E-04    3.50 um     1000 A       1.2 um   ',
    '   1.00 MeV    1.800E-01  1.100E-04    8.00 um     2500 A       1.9 um   ',
    '   2.75 MeV    1.000E-01  5.000E-05   31.00 um      0.9 um      0.002 mm ',
  ];
  const lines =
    options.headless === true
      ? rows
      : options.headerLast === true
        ? [...rows, '-----------', ...header]
        : [
            ...header,
            ...rows,
            '-----------------------------------------------------------',
            ' Multiply Stopping by        for Stopping Units',
          ];
  const text = lines.join(options.crlf === true ? '\r\n' : '\n');
  return options.comma === true ? text.replaceAll(/(\d)\.(\d)/g, '$1,$2') : text;
}

describe('SRIM tables', () => {
  it('read alike with commas, CRLF and the header at either end', () => {
    const plain = importSrimTable(table());
    expect(plain.ion).toBe('3H');
    expect(Array.from(plain.energy)).toEqual([500, 1000, 2750]);
    expect(plain.electronic[0]).toBeCloseTo(250, 9);
    expect(plain.range[0]).toBe(3.5);
    expect(plain.longitudinalStraggling[0]).toBeCloseTo(0.1, 12);
    expect(plain.lateralStraggling[2]).toBeCloseTo(2, 12);
    expect(plain.density).toBeCloseTo(2.3212, 9);
    expect(plain.composition).toEqual({ Si: 100 });
    for (const variant of [
      { comma: true },
      { crlf: true },
      { headerLast: true },
      { comma: true, crlf: true, headerLast: true },
    ]) {
      const other = importSrimTable(table(variant));
      expect(Array.from(other.electronic)).toEqual(Array.from(plain.electronic));
      expect(other.ion).toBe('3H');
    }
    expect(importSrimTable(table({ headless: true }), { ion: '3H' }).unit).toBe('MeV / (mg/cm2)');
  });

  it('come in every unit that can be converted', () => {
    const factor = (unit: string): number => importSrimTable(table({ unit })).electronic[0]! / 0.25;
    expect(factor('keV / (ug/cm2)')).toBeCloseTo(1000, 9);
    expect(factor('keV / (mg/cm2)')).toBeCloseTo(1, 9);
    expect(factor('eV / Angstrom')).toBeCloseTo(100 / 2.3212, 9);
    expect(factor('keV / micron')).toBeCloseTo(10 / 2.3212, 9);
    expect(factor('MeV / mm')).toBeCloseTo(10 / 2.3212, 9);
    expect(factor('eV / (1E15 atoms/cm2)')).toBeCloseTo(602.214 / 28.086, 2);
    expect(() => importSrimTable(table({ unit: 'L.S.S. reduced units' }))).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });

  it('serve stopping powers before every other source', () => {
    const power = stoppingPower({
      ion: 't',
      energy: 1000,
      material: { formula: 'Si', stopping: importSrimTable(table()) },
    });
    expect(power.source).toBe('user');
    expect(power.electronic).toBeCloseTo(180 * 2.33 * 0.1, 9);
    expect(power.nuclear).toBeCloseTo(0.11 * 2.33 * 0.1, 9);
  });

  it('are refused, with the line, when they are none', () => {
    expect(() => importSrimTable('')).toThrow(expect.objectContaining({ code: 'malformed-file' }));
    expect(() => importSrimTable(table({ headless: true }))).toThrow(
      expect.objectContaining({ where: { parameter: 'ion' } }),
    );
    expect(() => importSrimTable(table().replace('2.500E-01', '2.5x'))).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { line: 20 } }),
    );
    expect(() => importSrimTable(table().replace('3.50 um', '3.50 xx'))).toThrow(
      expect.objectContaining({ code: 'bad-number' }),
    );
    expect(() => importSrimTable('x'.repeat(6_000_000))).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(() => importSrimTable(table().replace('   1.00 MeV', '   0.10 MeV'))).toThrow(
      expect.objectContaining({ code: 'axis-not-increasing' }),
    );
    expect(importSrimTable(table().replace('[1] , Mass = 3.016', '[2] , Mass = 5.5')).ion).toBe('Z=2,A=5.50');
  });
});
