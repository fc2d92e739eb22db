import { OperandoError } from '@operando/core';
import { elements } from './elements.js';
import { isotopes } from './isotopes.js';

/** Letters of hydrogen's isotopes. */
const letters: Readonly<Record<string, string>> = { D: '2H', T: '3H' };
/** Density of liquid deuterium, g/cm3: its molecules lie closer than those of light hydrogen. Source: periodictable 1.6.0. */
const deuteriumDensity = 0.162;
const notation = /^(?:(\d{1,3})([A-Z][a-z]?)|([A-Z][a-z]?)(?:\[(\d{1,3})\])?)$/;

/** An element as nature has it, or one nuclide of it. */
export interface Atom {
  /** The one spelling that compositions and tables use: `Li`, `6Li`, `2H`. */
  readonly name: string;
  /** Symbol of the element. */
  readonly element: string;
  /** Atomic number. */
  readonly number: number;
  /** Left out for natural elements. */
  readonly massNumber?: number;
  /** Mass in u: of the nuclide, or the mean of the element. */
  readonly weight: number;
  /** Density in g/cm3 of the element made of it; NaN where not known. A nuclide has as many atoms in a volume as its element. */
  readonly density: number;
}

/** The nuclide of that mass number, when there is one here. */
export function nuclideNamed(massNumber: string | number, element: string): string | undefined {
  const name = `${Number(massNumber)}${element}`;
  return Object.hasOwn(isotopes, name) ? name : undefined;
}

/**
 * The element or nuclide of a name: a symbol (`Li`), mass number before symbol (`6Li`) or behind it in square brackets
 * (`Li[6]`), `D` or `T`.
 *
 * @throws OperandoError `invalid-argument` for what is neither an element nor a nuclide of `isotopes`.
 */
export function atomOf(name: string): Atom {
  const [, before, symbolAfter, symbol = symbolAfter, behind = before] = notation.exec(name) ?? [];
  const nuclide =
    symbol === undefined
      ? undefined
      : Object.hasOwn(letters, symbol) && behind === undefined
        ? letters[symbol]
        : behind === undefined
          ? undefined
          : nuclideNamed(behind, symbol);
  if (nuclide !== undefined) {
    const { element, number, massNumber, mass } = isotopes[nuclide]!;
    const natural = elements[element]!;
    const density = nuclide === '2H' ? deuteriumDensity : (natural.density * mass) / natural.weight;
    return { name: nuclide, element, number, massNumber, weight: mass, density };
  }
  if (symbol !== undefined && behind === undefined && Object.hasOwn(elements, symbol))
    return { name: symbol, element: symbol, ...elements[symbol]! };
  throw new OperandoError(
    'invalid-argument',
    `there is no element or nuclide ${JSON.stringify(name.slice(0, 20))} here.`,
    { where: { parameter: 'nuclide' }, cure: 'Write a symbol as in Li, or a nuclide as in 6Li or Li[6].' },
  );
}
