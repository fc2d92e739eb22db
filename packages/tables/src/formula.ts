import { OperandoError } from '@operando/core';
import { elements } from './elements.js';
import { roleOfNumber } from './formula-number.js';
import { atomOf } from './nuclide.js';

/**
 * Atoms in one formula unit, in the order met: natural elements by symbol (`Li`), nuclides by mass number and symbol
 * (`6Li`; deuterium and tritium are `2H` and `3H`).
 */
export type Composition = Readonly<Record<string, number>>;

const longestFormula = 1000;
const deepestNesting = 20;
const token = /\s*(?:([A-Z][a-z]?)(?:\s*\[\s*(\d+)\s*\])?|([([])|([)\]])|(\d+\.?\d*|\.\d+)|([·•∙⋅*.]))/y;
/** A symbol without a mass number of its own. */
const symbolAhead = /(\s*)([A-Z][a-z]?)(?![a-z]|\s*\[\s*\d+\s*\])/y;
const partEnd = /[·•∙⋅*]/;
const waterAhead = /\s*[HDT]2O(?![a-z\d.])/y;
const usualCure = 'Write element symbols with counts, as in LiNi0.8Mn0.1Co0.1O2 or Li(Ni0.5Mn0.5)O2.';

interface Group {
  readonly atoms: Map<string, number>;
  readonly closing: string;
}

function refuse(formula: string, problem: string, at: number, cure = usualCure): never {
  throw new OperandoError(
    'invalid-argument',
    `formula ${JSON.stringify(formula.slice(0, 60))}: ${problem} at character ${at + 1}.`,
    { where: { parameter: 'formula' }, cure },
  );
}

function addTo(into: Map<string, number>, atoms: ReadonlyMap<string, number>, times: number): void {
  for (const [name, count] of atoms) into.set(name, (into.get(name) ?? 0) + times * count);
}

/** Reads one formula from left to right. */
class FormulaReader {
  private readonly text: string;
  private readonly parts: boolean;
  private readonly total = new Map<string, number>();
  private readonly stack: Group[] = [];
  private current = new Map<string, number>();
  /** The count before the part. */
  private part = 1;
  /** What a following count multiplies: the atoms of the last symbol or bracket. */
  private last: Map<string, number> | undefined;
  /** Elements with a leading mass number. */
  private readonly marked = new Set<string>();
  /** The mass number just read, as a nuclide: its symbol follows. */
  private nuclide: string | undefined;
  private place: 'start' | 'bracket' | 'countable' | 'counted' = 'start';

  constructor(text: string) {
    this.text = text;
    this.parts = partEnd.test(text);
  }

  read(): Composition {
    const { text } = this;
    if (text.trim() === '') refuse(text, 'nothing', 0);
    if (text.length > longestFormula) refuse(text, `more than ${longestFormula} characters`, longestFormula);
    const end = text.trimEnd().length;
    for (let at = 0; at < end; at = token.lastIndex) {
      token.lastIndex = at;
      const match = token.exec(text);
      const start = at + /^\s*/.exec(text.slice(at))![0].length;
      if (match === null) return refuse(text, `${JSON.stringify(text[start])} is no part of a formula`, start);
      const [, symbol, mass, open, close, count, join] = match;
      const next = token.lastIndex;
      if (symbol !== undefined) this.symbol(symbol, mass, start);
      else if (open !== undefined) this.open(open, start);
      else if (close !== undefined) this.close(close, start);
      else if (count !== undefined) this.number(count, start, next, start > at);
      else this.join(join!, start);
      token.lastIndex = next;
    }
    this.settle(1);
    if (this.stack.length > 0) refuse(text, 'a bracket is not closed', end - 1);
    addTo(this.total, this.current, this.part);
    if (this.total.size === 0) refuse(text, 'no element', end - 1);
    return Object.fromEntries(this.total);
  }

  private settle(times: number): void {
    if (this.last !== undefined) addTo(this.current, this.last, times);
    this.last = undefined;
  }

  private symbol(symbol: string, mass: string | undefined, at: number): void {
    this.settle(1);
    const written = this.nuclide ?? (mass === undefined ? symbol : `${symbol}[${Number(mass)}]`);
    this.nuclide = undefined;
    const known = symbol === 'D' || symbol === 'T' ? mass === undefined : Object.hasOwn(elements, symbol);
    if (!known)
      refuse(this.text, `there is no element ${symbol}${mass === undefined ? '' : ' with a mass number'}`, at);
    this.last = new Map([[this.atomAt(written, at), 1]]);
    this.place = 'countable';
  }

  private atomAt(written: string, at: number): string {
    try {
      return atomOf(written).name;
    } catch {
      return refuse(this.text, `there is no nuclide ${written} here`, at, 'The table `isotopes` names those known.');
    }
  }

  private open(bracket: string, at: number): void {
    this.settle(1);
    if (this.stack.length >= deepestNesting) refuse(this.text, 'brackets are nested too deeply', at);
    this.stack.push({ atoms: this.current, closing: bracket === '(' ? ')' : ']' });
    this.current = new Map();
    this.place = 'bracket';
  }

  private close(bracket: string, at: number): void {
    this.settle(1);
    const group = this.stack.pop();
    if (group?.closing !== bracket) return refuse(this.text, `${bracket} closes no bracket`, at);
    this.last = this.current;
    this.current = group.atoms;
    this.place = 'countable';
  }

  private number(text: string, at: number, end: number, blankBefore: boolean): void {
    symbolAhead.lastIndex = end;
    const [, blank = '', symbol] = symbolAhead.exec(this.text) ?? [];
    const { place, parts } = this;
    const rest = this.text.slice(end).split(partEnd)[0]!.trim().slice(0, 30);
    const among = symbol !== undefined && this.marked.has(symbol);
    const role = roleOfNumber({ text, symbol, rest, blankBefore, blankBehind: blank !== '', at: place, parts, among });
    if (role.is === 'isotope') {
      this.nuclide = role.nuclide;
      this.marked.add(symbol!);
      return undefined;
    }
    if (place !== 'start') this.checkHydrate(text, at, end);
    if (role.is === 'refused') return refuse(this.text, role.problem, at, role.cure);
    const times = Number(text);
    if (!(times > 0) || times > 1e6) refuse(this.text, `a count of ${text}`, at);
    if (place === 'start') this.part = times;
    else this.settle(times);
    this.place = 'counted';
    return undefined;
  }

  /** `ZnSO4.7H2O` has a full stop where the middle dot belongs. */
  private checkHydrate(count: string, at: number, end: number): void {
    waterAhead.lastIndex = end;
    const { text } = this;
    const before = text.slice(0, at).trimEnd();
    if (!waterAhead.test(text) || !`${before.at(-1)}${count}`.includes('.')) return;
    const water = text.slice(end).trimStart();
    const joined = `${before}${count}`.replace(/\.((?:\d+(?:\.\d+)?)?)$/, '·$1') + water;
    const bracketed = `${before}${count}(${water.slice(0, 3)})${water.slice(3)}`;
    refuse(
      text,
      `a count of ${count} directly before ${water.slice(0, 3)}`,
      at,
      count.startsWith('0.')
        ? `Write ${bracketed}.`
        : `Join water by a middle dot or by *: ${joined}${this.place === 'countable' ? `; write ${bracketed} if the decimal count is meant` : ''}.`,
    );
  }

  private join(sign: string, at: number): void {
    if (this.stack.length > 0) refuse(this.text, `${sign} inside a bracket`, at);
    if (sign === '.') refuse(this.text, '. inside the formula', at, 'Join parts by a middle dot · or by *.');
    this.settle(1);
    addTo(this.total, this.current, this.part);
    this.current = new Map();
    this.part = 1;
    this.place = 'start';
  }
}

/**
 * Atoms per formula unit of a chemical formula: fractions, nested round and square brackets, parts joined by `·` or `*`
 * with a leading count (`CuSO4·5H2O`). Blanks between symbols are ignored.
 *
 * Isotopes are written `Li[6]`, `D`, `T`, or with the mass number first, `6Li`. A whole number before a symbol is
 *
 * - at the start of a formula of one part, where a count would change nothing: the isotope when there is one (`6LiPF6`,
 *   `10B4C`, `58Ni`); a count when it cannot be a mass number, being below the atomic number or above three times it
 *   (`2LiCoO2`); refused when it could be one and no such nuclide is in `isotopes` (`3Li2O`), since the other reading
 *   would quietly be the natural element; refused before H (`2H2O`), and with a blank between (`6 LiF`);
 * - at the start of the parts of a formula of several: a count (`Li2O·3B2O3`, `CaSO4·2H2O`), refused when an isotope of
 *   another element than hydrogen has that number (`Li2O·10B2O3`);
 * - just inside a bracket, or after a blank behind another count: the isotope (`(6Li)2CO3`, `6Li0.9 7Li0.1CoO2`);
 * - behind a symbol or bracket: its count; refused after a blank when it may be an isotope (`Al 6Li`).
 *
 * What is refused names both spellings: `Li[6]F` and `6(LiF)`. A decimal count directly before water, `ZnSO4.7H2O`, is
 * refused as well: it stands for `ZnSO4·7H2O`.
 *
 * @returns Counts by natural element and nuclide; `6Li` and `Li` stay apart.
 * @throws OperandoError `invalid-argument`, naming the place in the formula.
 */
export function parseFormula(formula: string): Composition {
  return new FormulaReader(formula).read();
}

/**
 * Mass of one formula unit in u: natural elements by their atomic weights, nuclides by their masses.
 *
 * @param weights Other weights, by the names in the composition.
 * @throws OperandoError `invalid-argument` for a name that is neither element nor nuclide.
 */
export function formulaWeight(composition: Composition, weights: Readonly<Record<string, number>> = {}): number {
  let sum = 0;
  for (const [name, count] of Object.entries(composition)) sum += count * (weights[name] ?? atomOf(name).weight);
  return sum;
}

/** Atoms of each element in a composition, isotopes of one element added up. @throws OperandoError as {@link formulaWeight}. */
export function elementCounts(composition: Composition): Composition {
  const counts = new Map<string, number>();
  for (const [name, count] of Object.entries(composition)) addTo(counts, new Map([[atomOf(name).element, count]]), 1);
  return Object.fromEntries(counts);
}
