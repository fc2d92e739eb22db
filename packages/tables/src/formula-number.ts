import { elements } from './elements.js';
import { nuclideNamed } from './nuclide.js';

/** Where in a formula a number stands. */
export interface NumberPlace {
  /** The number as written. */
  readonly text: string;
  /** The symbol that follows, when one does and brings no mass number of its own. */
  readonly symbol: string | undefined;
  /** The rest of the part, from that symbol on. */
  readonly rest: string;
  /** Blanks stand before the number, or between it and the symbol. */
  readonly blankBefore: boolean;
  readonly blankBehind: boolean;
  /** At the beginning of the formula or of a part, just inside a bracket, behind what takes a count, or behind a count. */
  readonly at: 'start' | 'bracket' | 'countable' | 'counted';
  /** The formula has several parts, joined by a middle dot. */
  readonly parts: boolean;
  /** The formula has an isotope of that symbol before, by a leading mass number. */
  readonly among: boolean;
}

/** What a number in a formula is, or why it cannot be told. */
export type NumberRole =
  | { readonly is: 'count' }
  | { readonly is: 'isotope'; readonly nuclide: string }
  | { readonly is: 'refused'; readonly problem: string; readonly cure?: string };

const count: NumberRole = { is: 'count' };

/** Both spellings of a number that may be either. */
function ambiguous({ text, rest, at, among }: NumberPlace, symbol: string): NumberRole {
  const letter = symbol === 'H' ? { 2: 'D', 3: 'T' }[text] : undefined;
  const isotope = `${letter ?? `${symbol}[${text}]`}${rest.slice(symbol.length)}`;
  if (at === 'countable' && among)
    return {
      is: 'refused',
      problem: `${text} before another ${symbol} may hold its mass number`,
      cure: 'Write mass numbers behind the symbols, as in Li[6]0.9Li[7]0.1.',
    };
  const counted = at === 'countable' ? 'no blank before the number' : `${text}(${rest})`;
  return {
    is: 'refused',
    problem: `${text}${symbol} may be an isotope or a count`,
    cure: `Write ${isotope} for the isotope, ${counted} for the count.`,
  };
}

/** A number behind a count, or just inside a bracket, that is no mass number. */
function misplaced({ text, at }: NumberPlace, symbol: string | undefined): NumberRole {
  const problem = at === 'counted' ? 'a count follows a count' : 'a count with nothing before it';
  return {
    is: 'refused',
    problem: symbol === undefined ? problem : `${problem} (there is no nuclide ${text}${symbol} here)`,
  };
}

/** `0.97` before Li may be 0.9 and the mass number 7. */
function endsInMassNumber(text: string, symbol: string): boolean {
  for (let i = 0; i < text.length; i++)
    if (/^\d+$/.test(text.slice(i)) && nuclideNamed(text.slice(i), symbol) !== undefined) return true;
  return false;
}

/** Is a number in a formula a mass number or a count? The rules stand with `parseFormula`. */
export function roleOfNumber(place: NumberPlace): NumberRole {
  const { text, symbol, rest, blankBefore, blankBehind, at, parts, among } = place;
  const free = at === 'start' || at === 'countable';
  if (symbol !== undefined && at === 'countable' && among && endsInMassNumber(text, symbol))
    return ambiguous(place, symbol);
  if (symbol === undefined || !/^\d+$/.test(text) || !Object.hasOwn(elements, symbol))
    return free ? count : misplaced(place, undefined);
  const nuclide = nuclideNamed(text, symbol);
  if (at === 'countable') return nuclide !== undefined && blankBefore ? ambiguous(place, symbol) : count;
  if (at !== 'start')
    return nuclide === undefined || blankBehind ? misplaced(place, symbol) : { is: 'isotope', nuclide };
  if (parts) return nuclide === undefined || symbol === 'H' ? count : ambiguous(place, symbol);
  if (nuclide !== undefined)
    return symbol === 'H' || blankBehind ? ambiguous(place, symbol) : { is: 'isotope', nuclide };
  const { number } = elements[symbol]!;
  if (Number(text) < number || Number(text) > 3 * number) return count;
  return {
    is: 'refused',
    problem: `there is no nuclide ${text}${symbol} here`,
    cure: `Write ${text}(${rest}) if ${text} counts formula units.`,
  };
}
