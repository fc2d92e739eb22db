import { OperandoError } from '@operando/core';
import { gaussianTable } from './gaussian-table.js';

/**
 * What the electrons of an atom at rest scatter, in electrons: the sum of a[i] exp(-b[i] s^2) and c, where s is
 * sin(theta) / wavelength in 1/angstrom, up to 2.
 */
export interface GaussianFormFactor {
  /** Electrons, one for each of `b`. */
  readonly a: readonly number[];
  /** Square angstrom. */
  readonly b: readonly number[];
  /** Electrons. */
  readonly c: number;
}

function rowOf(ion: string): string | undefined {
  const begin = gaussianTable.indexOf(`\n${ion} `);
  return begin < 0 || /\s/.test(ion)
    ? undefined
    : gaussianTable.slice(begin + 1, gaussianTable.indexOf('\n', begin + 1));
}

/** Whether {@link gaussianFormFactor} knows an atom or ion. */
export const hasGaussianFormFactor = (ion: string): boolean => rowOf(ion) !== undefined;

/**
 * Form factor of an atom or ion as a sum of Gaussians.
 *
 * Source: International Tables for Crystallography C (1992), table 6.1.1.4, as held by gemmi 0.5.7 (elements H to U) and
 * cctbx 2022.9 (ions).
 *
 * @param ion A symbol for the neutral atom, or an ion as in `Fe3+`, `O2-`, `Li1+`: those of battery materials.
 * @throws OperandoError `unsupported` for what is not in the table.
 */
export function gaussianFormFactor(ion: string): GaussianFormFactor {
  const row = rowOf(ion);
  if (row === undefined)
    throw new OperandoError('unsupported', `there is no form factor of ${JSON.stringify(ion.slice(0, 20))} here.`, {
      where: { parameter: 'ion' },
      cure: 'Give a symbol from H to U; of ions those of battery materials are known, as in Fe3+.',
    });
  const numbers = row.split(' ').slice(1).map(Number);
  return { a: numbers.slice(0, 4), b: numbers.slice(4, 8), c: numbers[8]! };
}

/**
 * {@link gaussianFormFactor} at a wavevector transfer.
 *
 * @param q 4 pi sin(theta) / wavelength, 1/angstrom; up to 25.
 * @returns Electrons.
 * @throws as {@link gaussianFormFactor}.
 */
export function xrayFormFactor(ion: string, q: number): number {
  const { a, b, c } = gaussianFormFactor(ion);
  const s2 = (q / (4 * Math.PI)) ** 2;
  return a.reduce((sum, height, i) => sum + height * Math.exp(-b[i]! * s2), c);
}
