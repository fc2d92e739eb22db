import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { chemicalElements, formulaWeight, parseFormula } from '../src/index.js';

const bad = expect.objectContaining({ code: 'invalid-argument', where: { parameter: 'formula' } });

describe('formulas', () => {
  it('reads counts, fractions, brackets and hydrates', () => {
    expect(parseFormula('Li2.9PO3.3N0.46')).toEqual({ Li: 2.9, P: 1, O: 3.3, N: 0.46 });
    expect(parseFormula('Li(Ni0.8[Mn0.5Co.5]0.2)O2')).toEqual({ Li: 1, Ni: 0.8, Mn: 0.1, Co: 0.1, O: 2 });
    expect(parseFormula('CuSO4·5H2O')).toEqual({ Cu: 1, S: 1, O: 9, H: 10 });
    expect(parseFormula('C H3 C D2')).toEqual({ C: 2, H: 3, D: 2 });
  });

  it('weighs them as IUPAC does', () => {
    // IUPAC 2021 abridged weights: Li 6.94, Co 58.933, O 15.999.
    expect(formulaWeight(parseFormula('LiCoO2'))).toBeCloseTo(6.94 + 58.933 + 2 * 15.999, 2);
    expect(formulaWeight({ Li: 1 }, { Li: 6.0151 })).toBe(6.0151);
  });

  it('refuses what is no formula', () => {
    for (const text of [
      '',
      'Xx',
      'Li(',
      'Li)',
      'Li(O]',
      'Li--O',
      'O0',
      'constructor',
      '__proto__',
      'Li2 3.4.5',
      '()',
      `${'('.repeat(40)}Li`,
      'Li'.repeat(600),
      '5',
    ]) {
      expect(() => parseFormula(text)).toThrow(bad);
    }
  });

  it('adds up what any list of symbols says, and never fails otherwise', () => {
    const symbols = Object.keys(chemicalElements);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...symbols), fc.integer({ min: 1, max: 50 })), {
          minLength: 1,
          maxLength: 12,
        }),
        (parts) => {
          const expected: Record<string, number> = {};
          for (const [symbol, count] of parts) expected[symbol] = (expected[symbol] ?? 0) + 2 * count;
          const inner = parts.map(([symbol, count]) => `${symbol}${count}`).join('');
          expect(parseFormula(`(${inner})2`)).toEqual(expected);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('L', 'i', 'O', '2', '.', '(', ')', '[', '·', ' ', 'x') }),
        (text) => {
          try {
            expect(Object.values(parseFormula(text)).every((count) => count > 0)).toBe(true);
          } catch (error) {
            expect(error).toEqual(bad);
          }
        },
      ),
    );
  });
});
