import { describe, expect, it } from 'vitest';
import { bytesSource } from '@operando/core';
import { readSeriesFrom } from '../src/index.js';

const xdi = (header: readonly string[]): Uint8Array =>
  new TextEncoder().encode(
    [
      '# XDI/1.0',
      ...header.map((line) => `# ${line}`),
      '# Column.1: energy eV',
      '# Column.2: mutrans',
      '#---',
      ...Array.from({ length: 12 }, (_, i) => `${8300 + 10 * i} ${i < 5 ? 0.1 : 1.1}`),
      '',
    ].join('\n'),
  );

const absorberOf = async (...headers: readonly (readonly string[])[]): Promise<unknown> => {
  const files = headers.map((header, i) => ({ name: `s${i}.xdi`, bytes: bytesSource(xdi(header)) }));
  const { metadata, provenance } = await readSeriesFrom(files, { timeStep: 1 });
  const codes = provenance.flatMap(({ warnings = [] }) => warnings.map(({ code }) => code));
  return codes.includes('absorber-differs') ? 'differs' : metadata['absorber'];
};

describe('the edge that headers state', () => {
  it.each([
    [['Element.symbol: Ni', 'Element.edge: K'], { element: 'Ni', edge: 'K' }],
    [['Element.symbol: ce', 'Element.edge: LIII'], { element: 'Ce', edge: 'L3' }],
    [['Element.symbol: PT', 'Element.edge: l3 edge'], { element: 'Pt', edge: 'L3' }],
    [['Element.symbol: Ni'], { element: 'Ni' }],
    [['Element.symbol: Ni', 'Element.edge: M9'], { element: 'Ni' }],
    [['Scan.edge: Co K'], { element: 'Co', edge: 'K' }],
    [['Element.symbol: Xy', 'Element.edge: K'], undefined],
    [['Element.edge: K'], undefined],
    [['Mono.name: Si 111'], undefined],
  ])('%j', async (header, expected) => {
    expect(await absorberOf(header)).toEqual(expected);
  });

  it('is that of all files, or told to differ', async () => {
    const nickel = ['Element.symbol: Ni', 'Element.edge: K'];
    expect(await absorberOf(nickel, [])).toEqual({ element: 'Ni', edge: 'K' });
    expect(await absorberOf(nickel, ['Element.symbol: Co', 'Element.edge: K'])).toBe('differs');
  });
});
