import { describe, expect, it } from 'vitest';
import { splitLabel } from '../src/table/column-table.js';

describe('splitLabel', () => {
  it.each([
    ['Energy (eV)', { name: 'Energy', unit: 'eV' }],
    ['energy[ eV ]', { name: 'energy', unit: 'eV' }],
    ['a (b) (c)', { name: 'a (b)', unit: 'c' }],
    ['a (b]', { name: 'a', unit: 'b' }],
    ['f(g(x))', { name: 'f(g(x))' }],
    ['(eV)', { name: '(eV)' }],
    ['a ()', { name: 'a ()' }],
    ['a)', { name: 'a)' }],
    ['time/s', { name: 'time/s' }],
  ])('%s', (label, expected) => {
    expect(splitLabel(label)).toEqual(expected);
  });

  it.each([
    'a'.padEnd(1e6) + 'b',
    'a('.padEnd(1e6) + 'b',
    '('.repeat(1e6),
    `a${'('.repeat(1e6)})`,
    'a('.padEnd(1e6) + 'b)',
  ])('does not hang on long labels (%#)', (label) => {
    expect(splitLabel(label).name.length).toBeGreaterThan(0);
  });
});
