import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absorptionOf, parseColumnText, parseFormula } from '../src/index.js';
import { formulaValues } from '../src/absorption/formula-values.js';

const table = parseColumnText(
  '# energy i0 fe_1 icr_1 ocr_1 fe_2 icr_2 ocr_2\n7000 1000 10 50 40 12 60 50\n7001 1100 11 51 41 13 61 51\n7002 1200 12 52 42 14 62 52\n',
);
const first = (text: string): number => formulaValues(table, parseFormula(text))[0]!;

describe('a formula of columns', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 - 2 - 1', 4],
    ['8 / 4 / 2', 1],
    ['2 ^ 3 ^ 2', 512],
    ['2**3', 8],
    ['-2 ^ 2', -4],
    ['2 ^ -1', 0.5],
    ['2 * -3', -6],
    ['1e3 + .5', 1000.5],
    ['ln(i0 / fe_1)', Math.log(100)],
    ['log10(I0)', 3],
    ['exp(0) + sqrt(16) + abs(-2)', 7],
    ['"fe_1" + $2', 1010],
    ["'fe_1' * `ocr_1`", 400],
    ['sum(fe_#)', 22],
    ['sum(fe_# * icr_# / ocr_#) / i0', (10 * (50 / 40) + 12 * (60 / 50)) / 1000],
  ])('%s is %d', (text, value) => {
    expect(first(text)).toBeCloseTo(value, 12);
  });

  /** A tree of sums, products and signs, as text and as a number, by the rules of JavaScript. */
  const trees = fc.letrec<{ tree: { text: string; value: number } }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(['i0', 1000], ['fe_1', 10], ['$8', 50], ['2.5', 2.5]).map(([text, value]) => ({
        text: text as string,
        value: value as number,
      })),
      tie('tree').map(({ text, value }) => ({ text: `-(${text})`, value: -value })),
      fc.tuple(tie('tree'), fc.constantFrom('+', '-', '*'), tie('tree')).map(([a, sign, b]) => ({
        text: sign === '*' ? `(${a.text}) * (${b.text})` : `${a.text} ${sign} (${b.text})`,
        value: sign === '+' ? a.value + b.value : sign === '-' ? a.value - b.value : a.value * b.value,
      })),
    ),
  })).tree;

  it('is what its brackets say (property)', () => {
    fc.assert(
      fc.property(trees, ({ text, value }) => {
        expect(first(text)).toBe(value);
      }),
    );
  });

  it.each([
    ['', 'character 1: it ends too soon'],
    ['i0 +', 'ends too soon'],
    ['(i0', ') is missing'],
    ['i0 fe_1', '"fe_1" is one too many'],
    ['log(i0)', 'ln or log10'],
    ['system(i0)', 'no function "system"'],
    ['constructor(i0)', 'no function "constructor"'],
    ['fe_#', 'inside sum()'],
    ['sum(i0)', 'sum needs columns with #'],
    ['sum(sum(fe_#))', 'a sum cannot be in another'],
    ['i0; fe_1', '";" is nothing known'],
    ['('.repeat(500), 'nested too deeply'],
    ['-'.repeat(500), 'nested too deeply'],
    ['1'.repeat(20_000), 'longer than'],
  ])('is refused as %s', (text, problem) => {
    expect(() => parseFormula(text)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(problem) as string }),
    );
  });

  it('names columns that are not there, of every element of a sum', () => {
    const missing = { code: 'column-missing' };
    for (const text of ['ln(i0/it)', 'sum(ge_#)', 'sum(fe_# * dt_#)', '$9'])
      expect(() => first(text)).toThrow(expect.objectContaining(missing));
  });

  it('never does anything but compute or refuse (property)', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('i0$#()+-*/^.e_"1 ,;[]ln')), maxLength: 40 }),
        (text) => {
          try {
            expect(formulaValues(table, parseFormula(text)).length).toBe(3);
          } catch (error) {
            expect(error).toMatchObject({
              code: expect.stringMatching(/^(invalid-argument|column-missing)$/) as string,
            });
          }
        },
      ),
    );
  });

  it('is the signal of a file; rows without a number are bad points', () => {
    const formula = 'ln(i0 / (fe_1 - 11))';
    expect(() => absorptionOf(table, { formula })).toThrow(expect.objectContaining({ code: 'bad-number' }));
    const { values, warnings, expression } = absorptionOf(table, { formula }, 'mask');
    expect([expression, values[0], values[1], values[2]]).toEqual([formula, Number.NaN, Number.NaN, Math.log(1200)]);
    expect(warnings.map(({ code }) => code)).toEqual(['points-masked']);
  });
});
