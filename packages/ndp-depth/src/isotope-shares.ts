import { OperandoError } from '@operando/core';
import { atomOf, isotopes, isotopesOf } from '@operando/tables';
import type { Composition } from '@operando/tables';

/** Shares of nuclides in their element, by name (`{ '6Li': 0.95 }`). */
export type IsotopeShares = Readonly<Record<string, number>>;

const tolerance = 1e-9;

function refuse(problem: string, cure: string): never {
  throw new OperandoError('invalid-argument', problem, { where: { parameter: 'isotopes' }, cure });
}

/**
 * Isotopes that a formula names, as shares of all atoms of their element; the natural part of an element that stands
 * there too brings its own.
 */
export function namedShares(composition: Composition): Record<string, number> {
  const named = new Map<string, [string, number][]>();
  for (const [name, count] of Object.entries(composition)) {
    const { element, massNumber } = atomOf(name);
    const list = named.get(element) ?? [];
    const parts: [string, number][] =
      massNumber === undefined
        ? isotopesOf(element).map((nuclide) => [nuclide, count * isotopes[nuclide]!.abundance])
        : [[name, count]];
    named.set(element, [...list, ...parts]);
  }
  const shares: Record<string, number> = {};
  for (const [element, parts] of named) {
    if (!Object.keys(composition).some((name) => name !== element && atomOf(name).element === element)) continue;
    const total = parts.reduce((sum, [, count]) => sum + count, 0);
    for (const [nuclide, count] of parts) if (count > 0) shares[nuclide] = (shares[nuclide] ?? 0) + count / total;
  }
  return shares;
}

/**
 * Share of every nuclide of an element, those not given in the ratio that nature has; undefined where none is given: natural.
 *
 * @throws OperandoError `invalid-argument` for shares that cannot be.
 */
export function sharesOf(element: string, given: IsotopeShares): IsotopeShares | undefined {
  const nuclides = isotopesOf(element);
  const known = nuclides.filter((nuclide) => given[nuclide] !== undefined);
  if (known.length === 0) return undefined;
  const sum = known.reduce((total, nuclide) => total + given[nuclide]!, 0);
  const rest = Math.max(0, 1 - sum);
  const others = nuclides.filter((nuclide) => given[nuclide] === undefined && isotopes[nuclide]!.abundance > 0);
  const natural = others.reduce((total, nuclide) => total + isotopes[nuclide]!.abundance, 0);
  if (sum > 1 + tolerance || (rest > tolerance && natural === 0))
    refuse(`the isotopes of ${element} add up to ${sum}.`, 'Atom fractions of one element add up to 1 at most.');
  return Object.fromEntries([
    ...known.map((nuclide) => [nuclide, given[nuclide]!]),
    ...others.map((nuclide) => [nuclide, (rest * isotopes[nuclide]!.abundance) / natural]),
  ]);
}

/** Shares as a caller states them, checked and with names in the one spelling. @throws OperandoError `invalid-argument`. */
export function checkShares(given: IsotopeShares): Record<string, number> {
  const shares: Record<string, number> = {};
  for (const [isotope, fraction] of Object.entries(given)) {
    const cure = 'State fractions from 0 to 1 of nuclides, as in { 6Li: 0.95 }.';
    if (!(fraction >= 0 && fraction <= 1)) refuse(`${isotope} with atom fraction ${fraction}.`, cure);
    let nuclide: string;
    try {
      nuclide = atomOf(isotope).name;
    } catch {
      return refuse(`there is no isotope ${JSON.stringify(isotope.slice(0, 20))}.`, cure);
    }
    if (!Object.hasOwn(isotopes, nuclide)) refuse(`${isotope} is an element, not an isotope.`, cure);
    shares[nuclide] = fraction;
  }
  return shares;
}
