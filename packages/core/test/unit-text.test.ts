import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOperandoError, splitUnitNumber, unitConversion } from '../src/index.js';

describe('units with numbers in them', () => {
  // Factors by the definitions of the units (SI brochure, UDUNITS 2 for the spellings).
  it.each([
    ['1e-3 deg', 'deg', 1e-3],
    ['1e-6/angstrom^2', '1/angstrom^2', 1e-6],
    ['10^-6 A^-2', '1/nm^2', 1e-4],
    ['10**6 Hz', 'MHz', 1],
    ['10⁻⁶ Å⁻²', '1/angstrom^2', 1e-6],
    ['× 10^-6 Å^-2', '1/angstrom^2', 1e-6],
    ['100 eV', 'eV', 100],
    ['eV', '100 eV', 0.01],
    ['0.1 nm', 'angstrom', 1],
    ['0.1nm', '1e-10 m', 1],
    ['1e3*eV', 'keV', 1],
    ['%', '1', 0.01],
  ])('%s to %s is a factor of %s', async (from, to, factor) => {
    expect((await unitConversion(from, to)).factor / factor).toBeCloseTo(1, 14);
  });

  it.each([
    ['m s-1', 'm/s', 1],
    ['kg m-3', 'g/cm^3', 1e-3],
    ['m2', 'cm^2', 1e4],
    ['1/angstrom', '1/nm', 10],
    ['angstrom^-1', '1/nm', 10],
    ['angstrom**-1', '1/nm', 10],
    ['Angstrom-1', '1/nm', 10],
    ['A^-1', '1/nm', 10],
    ['1/A', '1/angstrom', 1],
    ['Å^(-1)', '1/angstrom', 1],
    ['milli_second', 's', 1e-3],
    ['micrometre', 'nm', 1000],
    ['Kelvin', 'K', 1],
    ['Degrees', 'deg', 1],
    ['counts', '1', 1],
    ['counts/s', 'Hz', 1],
    ['cps', 'Hz', 1],
    ['kev', 'eV', 1000],
    ['barn', 'cm^2', 1e-24],
    ['W/(m K)', 'W/m/K', 1],
    ['d', 'h', 24],
  ])('%s as UDUNITS and instruments spell it is %s times %s', async (from, to, factor) => {
    expect((await unitConversion(from, to)).factor / factor).toBeCloseTo(1, 14);
  });

  it.each(['degree_Celsius', 'degrees_celsius', 'deg_C', 'celsius', '°C', '℃'])('%s is a temperature', async (from) => {
    const { factor, offset } = await unitConversion(from, 'K');
    expect(factor).toBe(1);
    expect(offset).toBeCloseTo(273.15, 12);
  });

  it('scales what has an offset as well', async () => {
    // Tenths of a degree: 250 of them are 25 degC.
    const { factor, offset } = await unitConversion('0.1 degC', 'K');
    expect(250 * factor + offset).toBeCloseTo(298.15, 12);
  });

  it('has the electronvolt of CODATA 2018, exact since 2019', async () => {
    expect((await unitConversion('eV', 'J')).factor).toBe(1.602176634e-19);
    expect((await unitConversion('J', 'eV')).factor * 1.602176634e-19).toBeCloseTo(1, 14);
    expect((await unitConversion('eV-1', '1/keV')).factor).toBe(1000);
    expect((await unitConversion('keV', 'eV')).factor).toBe(1000);
  });

  it.each([
    '0 deg',
    '1e-400 deg',
    '1e400 deg',
    'm^999',
    '2 theta',
    '()',
    '((((((((((m))))))))))',
    'constructor',
    '__proto__',
    'm^',
    '/',
    '-1 deg',
    'a.u.',
    'deg deg deg(',
  ])('refuses %s', async (text) => {
    await expect(unitConversion(text, 'deg')).rejects.toThrow(expect.objectContaining({ code: 'unknown-unit' }));
  });

  it('gives conversions or typed errors for any text', async () => {
    const letters = fc.constantFrom(...'0123456789eE+-^*/(). degVAmMnkÅ°µ⁻¹²%_'.split(''));
    const texts = fc.array(letters, { maxLength: 16 }).map((each) => each.join(''));
    await fc.assert(
      fc.asyncProperty(texts, texts, async (from, to) => {
        try {
          const { factor, offset } = await unitConversion(from, to);
          expect(factor > 0 && Number.isFinite(factor) && Number.isFinite(offset)).toBe(true);
        } catch (error) {
          if (!isOperandoError(error)) throw error;
        }
      }),
    );
  });

  it('never drops a number before a unit', async () => {
    const units = fc.constantFrom('deg', 'eV', '1/angstrom', 'nm^-1', 'mA h', 's', 'm s-1');
    const numbers = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    await fc.assert(
      fc.asyncProperty(numbers, units, async (number, unit) => {
        const text = `${number.toExponential()} ${unit === '1/angstrom' ? 'angstrom^-1' : unit}`;
        expect((await unitConversion(text, unit)).factor / number).toBeCloseTo(1, 11);
        const split = splitUnitNumber(text);
        expect(split.coefficient).toBe(number);
        expect((await unitConversion(split.unit, unit)).factor).toBe(1);
      }),
    );
  });

  it.each([
    ['1e-3 deg', 1e-3, 'deg'],
    ['1/angstrom', 1, '1/angstrom'],
    ['1e-6/angstrom^2', 1e-6, '1/angstrom^2'],
    ['10^-6 A^-2', 1e-6, 'A^-2'],
    ['10⁻⁶ Å⁻²', 1e-6, 'Å⁻²'],
    ['100 eV', 100, 'eV'],
    ['0.1nm', 0.1, 'nm'],
    ['2theta', 1, '2theta'],
    ['2-theta', 1, '2-theta'],
    ['eV', 1, 'eV'],
    ['0 deg', 1, '0 deg'],
    ['', 1, ''],
  ])('splits %s', (text, coefficient, unit) => {
    expect(splitUnitNumber(text)).toEqual({ coefficient, unit });
  });
});
