import { OperandoError } from '../error.js';

/** A unit with its power: `angstrom` to the -2. */
export interface UnitTerm {
  /** As mathjs spells it. */
  readonly name: string;
  /** Exponent, -2 in `1/angstrom^2`. */
  readonly power: number;
}

/** A unit text taken apart: a number times units with their powers. */
export interface UnitText {
  /** Number in front; 1 where there is none. */
  readonly coefficient: number;
  /** In the order of the text; empty where there is no unit. */
  readonly terms: readonly UnitTerm[];
}

/** Longest unit text that is looked at, deepest brackets, and highest power: units come from foreign files. */
const longestUnit = 64;
const deepest = 8;
const highestPower = 20;

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const asPower = (power: string): string =>
  `^${power.replace('⁻', '-').replaceAll(/[^-]/g, (sign) => String(superscripts.indexOf(sign)))}`;

/** Signs that instruments use, in the letters of the grammar below. */
function plainly(text: string): string {
  return text
    .trim()
    .replaceAll(/[µμ]/g, 'u')
    .replaceAll('℃', 'degC')
    .replaceAll(/[°º]\s?([CF])\b/g, 'deg$1')
    .replaceAll(/[°º]/g, 'deg')
    .replaceAll(/[ÅÅ]|A\u030A/g, 'angstrom')
    .replaceAll(/[ΩΩ]/g, 'ohm')
    .replaceAll('%', 'percent')
    .replaceAll(/⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, asPower)
    .replaceAll('\u2212', '-')
    .replaceAll('**', '^')
    .replaceAll(/[×·⋅]/g, '*')
    .replace(/^[*x]\s*(?=\d)/, '')
    .replaceAll(/(?<=[A-Za-z])\.(?=[A-Za-z])/g, '*');
}

/** That a text is no unit. */
export function unknownUnit(text: string): OperandoError {
  const shown = text.length > longestUnit ? `a unit of ${text.length} characters` : JSON.stringify(text);
  return new OperandoError('unknown-unit', `${shown} is no unit known here.`, {
    cure: 'Write units as eV, keV, deg, rad, angstrom, nm, 1/angstrom, s, h, A, mA, V, degC.',
  });
}

const isUsable = (coefficient: number): boolean => coefficient > 0 && Number.isFinite(coefficient);

/** Reads a unit text from left to right. */
class UnitReader {
  readonly #given: string;
  readonly #text: string;
  #at = 0;
  coefficient = 1;
  readonly powers = new Map<string, number>();

  constructor(given: string) {
    this.#given = given;
    if (given.length > longestUnit) throw unknownUnit(given);
    this.#text = plainly(given);
    this.#product(1, 0);
    if (this.#at < this.#text.length) throw unknownUnit(given);
  }

  /** What stands here, if it is of this form. */
  #take(form: RegExp): string | undefined {
    form.lastIndex = this.#at;
    const found = form.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** The power that stands behind something: `^-2`, `^(-2)`; behind a name also `-2` and `2` without a sign between. */
  #power(isBare: boolean): number {
    const found = this.#take(/\s*\^\s*(?:[+-]?\d+|\([+-]?\d+\))/y) ?? (isBare ? this.#take(/[+-]?\d+/y) : undefined);
    const power = found === undefined ? 1 : Number(found.replaceAll(/[\s^()]/g, ''));
    if (Math.abs(power) > highestPower && isBare) throw unknownUnit(this.#given);
    return power;
  }

  /** Factors with signs or blanks between them, taken from left to right as UDUNITS does: `a/b c` is `(a/b) c`. */
  #product(sign: number, depth: number): void {
    let direction = 1;
    for (let first = true; ; first = false) {
      this.#take(/\s+/y);
      if (!first) {
        const mark = this.#take(/[*/]\s*/y);
        if (mark === undefined && (this.#at === this.#text.length || this.#text[this.#at] === ')')) return;
        direction = mark?.startsWith('/') === true ? -1 : 1;
      }
      this.#factor(sign * direction, depth);
    }
  }

  #factor(sign: number, depth: number): void {
    const number = this.#take(/(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y);
    if (number !== undefined) {
      this.coefficient *= Number(number) ** (sign * this.#power(false));
      return;
    }
    const name = this.#take(/[A-Za-z][A-Za-z_]*/y);
    if (name !== undefined) {
      const power = sign * this.#power(true);
      this.powers.set(name, (this.powers.get(name) ?? 0) + power);
      return;
    }
    if (depth >= deepest || this.#take(/\(/y) === undefined) throw unknownUnit(this.#given);
    this.#product(sign, depth + 1);
    if (this.#take(/\)/y) === undefined) throw unknownUnit(this.#given);
  }
}

/**
 * A unit as instruments and NeXus files (UDUNITS) write it: `1e-3 deg`, `10^-6 A^-2`, `1/angstrom`, `angstrom**-1`, `m s-1`, `mA.h`,
 * `W/(m K)`, `Å⁻¹`, `°C`. Names are not looked up.
 *
 * @throws OperandoError `unknown-unit` for anything else, a number that is 0 or beyond the range of numbers, and texts of more than 64 letters.
 */
export function parseUnitText(text: string): UnitText {
  if (text.trim() === '') return { coefficient: 1, terms: [] };
  const { coefficient, powers } = new UnitReader(text);
  if (!isUsable(coefficient)) throw unknownUnit(text);
  const terms = Array.from(powers, ([name, power]) => ({ name, power })).filter(({ power }) => power !== 0);
  return { coefficient, terms };
}

/** A number before a unit: a power of ten, or one with a point or exponent; a whole number, as in `2theta`, only apart from it. */
const before =
  /^(?:(10(?:\s*\^|\s*\*\*)\s*\(?[+-]?\d+\)?|10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(\d*\.\d+(?:[eE][+-]?\d+)?|\d+\.?(?:[eE][+-]?\d+)|10+(?![\d.]))|(\d+)(?=\s*[*×·/]|\s))/;

/**
 * The number that a unit text begins with, and the rest of it as it is written: `1e-3 deg` is 0.001 `deg`, `1/angstrom` stays whole.
 * @returns A coefficient of 1 for a text that does not begin with a number that is finite and above 0.
 */
export function splitUnitNumber(text: string): { readonly coefficient: number; readonly unit: string } {
  const given = text.trim().replace(/^[×*x]\s*(?=\d)/, '');
  const whole = { coefficient: 1, unit: text.trim() };
  const [found] = given.length > longestUnit ? [] : (before.exec(given) ?? []);
  if (found === undefined) return whole;
  const rest = given.slice(found.length).trim();
  const unit = rest.startsWith('/') ? `1${rest}` : rest.replace(/^[*×·x]\s*(?=\S)/, '');
  const { coefficient } = new UnitReader(found);
  if (!isUsable(coefficient)) return whole;
  return unit === '' ? (coefficient === 1 ? whole : { coefficient, unit: '1' }) : { coefficient, unit };
}
