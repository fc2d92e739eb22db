import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginsAsNumber, countNumbers } from '../src/text/count-numbers.js';
import { parseRow, rowSyntaxes } from '../src/text/row-parser.js';

const number = fc.constantFrom(
  '12',
  '-3.5',
  '+.5',
  '7.',
  '1e5',
  '2.5E-03',
  '1,5',
  '1,',
  ',5',
  '1.0D+01',
  'nan',
  '-inf',
  '0',
);
const other = fc.constantFrom(
  '.',
  '-',
  '+',
  'e5',
  '1e',
  '1.2.3',
  '--1',
  'x',
  '#',
  '1-2',
  '\u22121',
  '1..',
  '5e+',
  '1.5e,2',
  '',
);
const gap = fc.constantFrom(' ', '  ', '\t', ';', ',', '; ', ' , ', '\u00a0', '\r', '\v');
/** Numbers mostly, and what looks like them, between whatever keeps them apart. */
const row = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 6, arbitrary: number }, other),
      fc.oneof({ weight: 4, arbitrary: fc.constant(' ') }, gap),
    ),
    {
      maxLength: 4,
    },
  )
  .map((cells) => cells.map(([cell, blank]) => cell + blank).join(''));

describe('numbers of a row', () => {
  it('are as many as parsing them gives, in every way of writing (property)', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.constantFrom('', ' ', '\t'), row),
        fc.constantFrom(...rowSyntaxes),
        ([before, rest], syntax) => {
          const parsed = parseRow(before + rest, syntax)?.length ?? 0;
          expect(countNumbers(before + rest, syntax)).toBe(parsed < 2 ? 0 : parsed);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('begin after blanks by a digit, a sign or a point', () => {
    for (const line of ['1', ' \t-2', '+', '.5']) expect(beginsAsNumber(line)).toBe(true);
    for (const line of ['', '  ', '# 1', ' ; 1', '// 1', "' 1", '\u001a']) expect(beginsAsNumber(line)).toBe(false);
  });
});
