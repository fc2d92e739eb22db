import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLayout, hasTable, passedOver } from '../src/table/column-layout.js';
import { countNumbers } from '../src/text/count-numbers.js';
import { rowSyntaxes } from '../src/text/row-parser.js';

/** The rule as it is stated: of all ways of writing and all numbers of columns, the first that most lines have. */
function mostLines(lines: readonly string[]): { syntax: unknown; columns: number } | undefined {
  let best: { syntax: unknown; columns: number; count: number } | undefined;
  for (const syntax of rowSyntaxes) {
    const each = lines.map((line) => (passedOver(line) ? 0 : countNumbers(line, syntax)));
    for (const columns of new Set(each.filter((count) => count > 0))) {
      const count = each.filter((other) => other === columns).length;
      if (best === undefined || count > best.count) best = { syntax, columns, count };
    }
  }
  return best && { syntax: best.syntax, columns: best.columns };
}

const line = fc.oneof(
  fc.constantFrom(
    '',
    '# x y',
    'two theta',
    '1',
    '1 2',
    '1.5 2.5',
    '1,5 2,5',
    '1;2',
    '1,5;2,5;3',
    '1.5;2.5',
    '1,2',
    '1,2,3',
  ),
  fc.array(fc.integer({ min: -9, max: 99 }), { minLength: 1, maxLength: 3 }).map((row) => row.join(' ')),
);

describe('how the rows of a table are written', () => {
  it('is what most lines show, although it is looked for no longer than that can change (property)', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const wanted = mostLines(lines);
        const found = findLayout(lines);
        expect(found && { syntax: found.syntax, columns: found.columns }).toEqual(wanted);
        expect(hasTable(lines)).toBe(wanted !== undefined);
      }),
      { seed: 28, numRuns: 200 },
    );
  });

  it('is that of many rows after a few lines that look like others', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i},5 ${i},25 7`);
    expect(findLayout(['sample 7', '1 2', '3 4', ...rows])).toEqual({
      syntax: { separator: 'space', decimalComma: true },
      columns: 3,
      from: 3,
    });
  });
});
