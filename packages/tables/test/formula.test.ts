import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { atomOf, elementCounts, elements, formulaWeight, isotopes, parseFormula } from '../src/index.js';

const bad = expect.objectContaining({ code: 'invalid-argument', where: { parameter: 'formula' } });

/** What is said of a formula that is refused. */
function refusal(formula: string): string {
  try {
    return `read as ${JSON.stringify(parseFormula(formula))}`;
  } catch (error) {
    expect(error).toEqual(bad);
    return (error as Error).message;
  }
}

describe('formulas', () => {
  it('reads counts, fractions, brackets and hydrates', () => {
    expect(parseFormula('Li2.9PO3.3N0.46')).toEqual({ Li: 2.9, P: 1, O: 3.3, N: 0.46 });
    expect(parseFormula('Li(Ni0.8[Mn0.5Co.5]0.2)O2')).toEqual({ Li: 1, Ni: 0.8, Mn: 0.1, Co: 0.1, O: 2 });
    expect(parseFormula('CuSO4·5H2O')).toEqual({ Cu: 1, S: 1, O: 9, H: 10 });
    expect(parseFormula('C H3 C D2')).toEqual({ C: 2, H: 3, '2H': 2 });
    expect(parseFormula(' Li 2 O\n')).toEqual({ Li: 2, O: 1 });
    for (const dot of ['·', '*', '∙', '⋅', '•', ' · '])
      expect(parseFormula(`ZnSO4${dot}7H2O`)).toEqual({ Zn: 1, S: 1, O: 11, H: 14 });
  });

  it('weighs them as IUPAC does', () => {
    // IUPAC 2021 abridged weights: Li 6.94, Co 58.933, O 15.999.
    expect(formulaWeight(parseFormula('LiCoO2'))).toBeCloseTo(6.94 + 58.933 + 2 * 15.999, 2);
    expect(formulaWeight({ Li: 1 }, { Li: 6.0151 })).toBe(6.0151);
    // D2O: 20.0276 g/mol (CRC Handbook).
    expect(formulaWeight(parseFormula('D2O'))).toBeCloseTo(20.0276, 3);
    expect(formulaWeight(parseFormula('Li[6]F'))).toBeCloseTo(6.01512 + 18.9984, 4);
    expect(() => formulaWeight({ Xx: 1 })).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });

  it('refuses what is no formula', () => {
    for (const text of [
      '',
      ' ',
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
      '(5)Li',
      `${'('.repeat(40)}Li`,
      'Li'.repeat(600),
      '5',
      'Li2 3O',
      'D[2]O',
      'Li[5]F',
      'Xx[3]',
      '(Li·O)',
    ]) {
      expect(() => parseFormula(text)).toThrow(bad);
    }
  });

  it('adds up what any list of symbols says, and never fails otherwise', () => {
    const symbols = Object.keys(elements);
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
        fc.string({
          unit: fc.constantFrom('L', 'i', 'O', 'H', 'D', 'B', '2', '6', '0', '.', '(', ')', '[', ']', '·', ' ', 'x'),
        }),
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

describe('isotopes in formulas', () => {
  it('are named by brackets, letters, or a mass number in front', () => {
    for (const [formula, composition] of [
      ['6Li', { '6Li': 1 }],
      ['Li[6]', { '6Li': 1 }],
      ['6LiF', { '6Li': 1, F: 1 }],
      ['6LiPF6', { '6Li': 1, P: 1, F: 6 }],
      ['10B4C', { '10B': 4, C: 1 }],
      ['58Ni', { '58Ni': 1 }],
      ['Li[6]0.9Li[7]0.1CoO2', { '6Li': 0.9, '7Li': 0.1, Co: 1, O: 2 }],
      ['6Li0.9 7Li0.1CoO2', { '6Li': 0.9, '7Li': 0.1, Co: 1, O: 2 }],
      ['Li0.5Li[6]0.5', { Li: 0.5, '6Li': 0.5 }],
      ['(6Li)2CO3', { '6Li': 2, C: 1, O: 3 }],
      ['D2O', { '2H': 2, O: 1 }],
      ['H[2]2O', { '2H': 2, O: 1 }],
      ['(2H)2O', { '2H': 2, O: 1 }],
      ['T2O', { '3H': 2, O: 1 }],
      ['6Co[59]', { '59Co': 6 }],
      ['6(LiPF6)', { Li: 6, P: 6, F: 36 }],
      ['12C2H4', { '12C': 2, H: 4 }],
    ] as const)
      expect([formula, parseFormula(formula)]).toEqual([formula, composition]);
  });

  it('counts stay counts where no isotope can be meant', () => {
    expect(parseFormula('2LiCoO2')).toEqual({ Li: 2, Co: 2, O: 4 });
    expect(parseFormula('5H2O')).toEqual({ H: 10, O: 5 });
    expect(parseFormula('2D2O')).toEqual({ '2H': 4, O: 2 });
    expect(parseFormula('0.5Li2O')).toEqual({ Li: 1, O: 0.5 });
    expect(parseFormula('CaSO4·2H2O')).toEqual({ Ca: 1, S: 1, O: 6, H: 4 });
    expect(parseFormula('Li2O·3B2O3')).toEqual({ Li: 2, O: 10, B: 6 });
    expect(parseFormula('C6H12O6')).toEqual({ C: 6, H: 12, O: 6 });
  });

  it('what may be either is refused, with both spellings as cure', () => {
    for (const [formula, isotope, count] of [
      ['2H2O', 'D2O', '2(H2O)'],
      ['3H2O', 'T2O', '3(H2O)'],
      ['1H2O', 'H[1]2O', '1(H2O)'],
      ['6 LiF', 'Li[6]F', '6(LiF)'],
      ['6LiF·LiI', 'Li[6]F', '6(LiF)'],
      ['Li2O·10B2O3', 'B[10]2O3', '10(B2O3)'],
    ] as const) {
      const said = refusal(formula);
      expect(said).toContain(isotope);
      expect(said).toContain(count);
      expect(() => parseFormula(count)).not.toThrow();
      expect(() => parseFormula(isotope)).not.toThrow();
    }
    // No such nuclide: the count would quietly be the natural element.
    expect(refusal('3Li2O')).toContain('3(Li2O)');
    expect(refusal('59NiO')).toContain('no nuclide 59Ni');
    expect(refusal('Al 6Li')).toContain('Li[6]');
    expect(refusal('6Li7LiO')).toContain('behind the symbols');
    expect(refusal('6Li0.97Li0.1CoO2')).toContain('behind the symbols');
    expect(parseFormula('6Li0.9Li0.1')).toEqual({ '6Li': 0.9, Li: 0.1 });
  });

  it('a decimal count before water is refused, with the middle dot as cure', () => {
    for (const [formula, hydrate] of [
      ['ZnSO4.7H2O', 'ZnSO4·7H2O'],
      ['Na2CO3.10 H2O', 'Na2CO3·10H2O'],
      ['CaSO4.0.5H2O', 'CaSO4·0.5H2O'],
      ['CuSO4. 5H2O', 'CuSO4·5H2O'],
      ['CuSO4.H2O', 'CuSO4·H2O'],
      ['Ca(SO4).2H2O', 'Ca(SO4)·2H2O'],
      ['ZnSO4.7D2O', 'ZnSO4·7D2O'],
    ] as const)
      expect(refusal(formula)).toContain(`: ${hydrate}`);
    expect(refusal('LiOH.H2O')).toContain('middle dot');
    expect(refusal('Li0.5H2O')).toContain('Li0.5(H2O)');
    expect(parseFormula('Li0.5(H2O)')).toEqual({ Li: 0.5, H: 2, O: 1 });
    expect(parseFormula('MgCl2.6H2O2')).toEqual({ Mg: 1, Cl: 2.6, H: 2, O: 2 });
  });

  it('every spelling of a nuclide is the same nuclide (property)', () => {
    const nuclides = Object.keys(isotopes);
    fc.assert(
      fc.property(
        fc.constantFrom(...nuclides),
        fc.constantFrom('', '2', '0.25'),
        fc.constantFrom('', 'F3', '(CO3)2'),
        (name, count, rest) => {
          const { element, massNumber } = isotopes[name]!;
          const expected = parseFormula(`${element}[${massNumber}]${count}${rest}`);
          expect(Object.keys(expected)[0]).toBe(name);
          expect(parseFormula(`(${name})${count}${rest}`)).toEqual(expected);
          // In front: the isotope, never a count of it.
          if (element === 'H') expect(refusal(`${name}${count}${rest}`)).toContain('isotope');
          else expect(parseFormula(`${name}${count}${rest}`)).toEqual(expected);
        },
      ),
    );
  });

  it('a number in front never turns an isotope into the natural element (property)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(elements)), fc.integer({ min: 1, max: 300 }), (symbol, number) => {
        const { number: z } = elements[symbol]!;
        let read: unknown;
        try {
          read = parseFormula(`${number}${symbol}O`);
        } catch (error) {
          expect(error).toEqual(bad);
          return;
        }
        const natural = symbol === 'O' ? { O: 2 * number } : { [symbol]: number, O: number };
        const nuclide = { [`${number}${symbol}`]: 1, O: 1 };
        expect(read).toEqual(Object.hasOwn(isotopes, `${number}${symbol}`) ? nuclide : natural);
        // Read as a count only where no nucleus can have that mass number.
        if (!Object.hasOwn(isotopes, `${number}${symbol}`)) expect(number < z || number > 3 * z).toBe(true);
      }),
    );
  });

  it('add up to their elements', () => {
    expect(elementCounts(parseFormula('Li0.5Li[6]0.3Li[7]0.2(D2O)'))).toEqual({ Li: 1, H: 2, O: 1 });
  });

  it('have the number density of their element', () => {
    // 6Li metal: 0.460 g/cm3 (0.534 x 6.015 / 6.941).
    expect(atomOf('6Li').density).toBeCloseTo(0.463, 3);
    expect(atomOf('Li[6]')).toEqual(atomOf('6Li'));
    expect(atomOf('D').density).toBe(0.162);
    expect(atomOf('Li')).toEqual({ name: 'Li', element: 'Li', number: 3, weight: 6.941, density: 0.534 });
    for (const name of ['', 'Q', '5Li', 'Li[5]', 'constructor', '6 Li', 'D[2]', '6D'])
      expect(() => atomOf(name)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
