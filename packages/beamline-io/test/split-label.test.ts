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
    ['time/s', { name: 'time', unit: 's' }],
    ['E/eV', { name: 'E', unit: 'eV' }],
    ['Energy / keV', { name: 'Energy', unit: 'keV' }],
    ['mu/a.u.', { name: 'mu', unit: 'a.u.' }],
    ['I0/counts', { name: 'I0', unit: 'counts' }],
    ['2theta/deg', { name: '2theta', unit: 'deg' }],
    ['2θ/°', { name: '2θ', unit: '°' }],
    ['q/A^-1', { name: 'q', unit: 'A^-1' }],
    ['Q/Å⁻¹', { name: 'Q', unit: 'Å⁻¹' }],
    ['q/nm-1', { name: 'q', unit: 'nm-1' }],
    ['q/1/A', { name: 'q', unit: '1/A' }],
    ['q/(1/nm)', { name: 'q', unit: '1/nm' }],
    ['I(q)/cm^-1', { name: 'I', unit: 'cm^-1' }],
    ['flux/counts/s', { name: 'flux', unit: 'counts/s' }],
    ['E/100 eV', { name: 'E', unit: '100 eV' }],
    ['T/K', { name: 'T', unit: 'K' }],
    ['t/s', { name: 't', unit: 's' }],
    ['j/mA cm^-2', { name: 'j', unit: 'mA cm^-2' }],
    ['R/1', { name: 'R', unit: '1' }],
    ['itrans/i0', { name: 'itrans/i0' }],
    ['I/I0', { name: 'I/I0' }],
    ['counts/s', { name: 'counts/s' }],
    ['m/s', { name: 'm/s' }],
    ['I0/s', { name: 'I0/s' }],
    ['1/d', { name: '1/d' }],
    ['1/A', { name: '1/A' }],
    ['sin(theta)/lambda', { name: 'sin(theta)/lambda' }],
    ['/eV', { name: '/eV' }],
    ['E/', { name: 'E/' }],
    ['ln(I0/It)', { name: 'ln(I0/It)' }],
    ['-log10(T)', { name: '-log10(T)' }],
    ['mu(E)', { name: 'mu' }],
  ])('%s', (label, expected) => {
    expect(splitLabel(label)).toEqual(expected);
  });

  it.each([
    'a'.padEnd(1e6) + 'b',
    'a('.padEnd(1e6) + 'b',
    '('.repeat(1e6),
    `a${'('.repeat(1e6)})`,
    'a('.padEnd(1e6) + 'b)',
    'a/'.repeat(1e6),
    'E/eV '.repeat(40),
  ])('does not hang on long labels (%#)', (label) => {
    expect(splitLabel(label).name.length).toBeGreaterThan(0);
  });
});
