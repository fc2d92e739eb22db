import { OperandoError } from '@operando/core';
import { atomOf, elements } from '@operando/tables';
import type { CifToken } from './tokens.js';

/** What an atom of a file is. */
export interface SiteAtom {
  readonly element: string;
  readonly nuclide?: string;
  readonly charge?: number;
  /** It was guessed from the label alone, which could mean another element too. */
  readonly doubtful?: boolean;
}

/** First letter large, others small. */
const symbolCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();

function atomNamed(letters: string): Pick<SiteAtom, 'element' | 'nuclide'> | undefined {
  const symbol = symbolCase(letters);
  if (symbol === 'D' || symbol === 'T') return { element: 'H', nuclide: atomOf(symbol).name };
  return Object.hasOwn(elements, symbol) ? { element: symbol } : undefined;
}

/** Charge of `2+`, `+2`, `+`, `3-`; 0 for none. */
function chargeOf(text: string): number | undefined {
  const [, before, size, after] = /^([+-]?)(\d*(?:\.\d+)?)([+-]?)$/.exec(text) ?? [];
  if (size === undefined || (before !== '' && after !== '')) return undefined;
  const sign = before === '' ? after : before;
  if (sign === '') return size === '' || Number(size) === 0 ? 0 : undefined;
  return (sign === '-' ? -1 : 1) * (size === '' ? 1 : Number(size)) + 0;
}

/** An atom of a type symbol, `Cu2+`, `O-2`, `NI`, `7Li`, `D`; undefined for what is none. */
export function atomOfType(text: string): SiteAtom | undefined {
  const [, mass, letters, rest] = /^(\d{1,3})?([A-Za-z]{1,2})(?![A-Za-z])(.*)$/.exec(text.trim()) ?? [];
  const atom = letters === undefined ? undefined : atomNamed(letters);
  if (atom === undefined) return undefined;
  // A number without sign is that of the atom in a label that stands for the type.
  const charge = /^\d*$/.test(rest!) ? 0 : chargeOf(rest!);
  if (charge === undefined) return undefined;
  if (mass === undefined) return { ...atom, ...(charge !== 0 && { charge }) };
  try {
    const { element, name } = atomOf(`${mass}${symbolCase(letters!)}`);
    return { element, nuclide: name, ...(charge !== 0 && { charge }) };
  } catch {
    return undefined;
  }
}

/** Water and vacancies as labels name them: no tungsten, no vanadium. */
const noElement = /^(?:wat|hoh|h2o|vac|void|va(?![a-z]))/i;

/** An atom by its label: the longest symbol that it begins with. */
export function atomOfLabel(label: string): SiteAtom | undefined {
  if (noElement.test(label.trim())) return undefined;
  const letters = /^[A-Za-z]+/.exec(label.trim())?.[0] ?? '';
  const two = letters.length >= 2 ? atomNamed(letters.slice(0, 2)) : undefined;
  const one = letters.length >= 1 ? atomNamed(letters.slice(0, 1)) : undefined;
  const found = two ?? one;
  if (found === undefined) return undefined;
  // Letters behind the symbol, or two large ones that could be one symbol with a mark: CA1, OW.
  const clear = two === undefined ? letters.length === 1 : letters.length === 2 && /^.[a-z]/.test(letters);
  const certain = clear || (two !== undefined && letters.length === 2 && one === undefined);
  return { ...found, ...(!certain && { doubtful: true }) };
}

/**
 * What an atom of a table is: by its type, else by its label.
 *
 * @throws OperandoError `malformed-file` with the line for what is no element.
 */
export function siteAtom(type: CifToken | undefined, label: CifToken | undefined, line: number): SiteAtom {
  const found = type === undefined ? atomOfLabel(label?.text ?? '') : atomOfType(type.text);
  if (found !== undefined) return found;
  const shown = JSON.stringify((type ?? label)?.text.slice(0, 20) ?? '');
  throw new OperandoError('malformed-file', `${shown} is no element.`, {
    where: { line: (type ?? label)?.line ?? line },
    cure: 'Give a type symbol as in Fe, Fe3+, 7Li or D; a group such as water as its atoms.',
  });
}
