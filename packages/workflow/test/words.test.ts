import { describe, expect, it } from 'vitest';
import { unitSigns } from '@operando/plot';
import { counted, estimateWords, medianErrorWords } from '../src/technique/words.js';

describe('words of summaries', () => {
  it('count one and several', () => {
    expect([0, 1, 2].map((count) => counted(count, 'spectrum', 'spectra'))).toEqual([
      '0 spectra',
      '1 spectrum',
      '2 spectra',
    ]);
    expect([1, 12].map((count) => counted(count, 'depth bin'))).toEqual(['1 depth bin', '12 depth bins']);
  });

  it('have the decimals that an error needs, and say so where it is not known', () => {
    expect(estimateWords(0.93812, 0.00564, 4)).toBe('0.9381 +- 0.0056');
    expect(estimateWords(2.669e-4, 1.5e-6, 4)).toBe('0.0002669 +- 0.0000015');
    expect(estimateWords(0.93812, Number.NaN, 4)).toBe('0.9381, error not known');
    expect(medianErrorWords(0.0203, 'eV')).toBe('median standard error 0.020 eV');
    expect(medianErrorWords(0.00027)).toBe('median standard error 0.00027');
    expect(medianErrorWords(Number.NaN, 'eV')).toBe('standard errors not known');
  });
});

describe('units on axes', () => {
  it.each([
    ['angstrom', 'Å'],
    ['1/angstrom', 'Å⁻¹'],
    ['1e-6/angstrom^2', '10⁻⁶ Å⁻²'],
    ['1e10/cm^2', '10¹⁰ cm⁻²'],
    ['1/cm^3', 'cm⁻³'],
    ['cm^2', 'cm²'],
    ['um', 'µm'],
    ['deg', '°'],
    ['eV', 'eV'],
    ['A h', 'A h'],
    ['umol/cm^2', 'umol/cm^2'],
    ['1', undefined],
    ['', undefined],
  ])('%j is written %j', (unit, written) => {
    expect(unitSigns(unit)).toBe(written);
  });
});
