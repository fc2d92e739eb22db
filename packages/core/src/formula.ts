import { chemicalElements } from './elements.js';
import { OperandoError } from './error.js';

/** Atoms of each element in one formula unit, in the order met. */
export type Composition = Readonly<Record<string, number>>;

const longestFormula = 1000;
const deepestNesting = 20;
const token = /([A-Z][a-z]?)|([([])|([)\]])|(\d+\.?\d*|\.\d+)|([·*.])/y;

interface Group {
  readonly atoms: Map<string, number>;
  readonly closing: string;
}

/**
 * Atoms per formula unit of a chemical formula: fractions, nested round and
 * square brackets, parts joined by `·` or `*` with a leading count
 * (`CuSO4·5H2O`), `D` for deuterium. Blanks are ignored.
 *
 * @throws OperandoError `invalid-argument`, naming the place in the formula.
 */
export function parseFormula(formula: string): Composition {
  const text = formula.replaceAll(/\s+/g, '');
  const fail = (problem: string, at: number): never => {
    throw new OperandoError(
      'invalid-argument',
      `formula ${JSON.stringify(formula.slice(0, 60))}: ${problem} at character ${at + 1}.`,
      {
        where: { parameter: 'formula' },
        cure: 'Write element symbols with counts, as in LiNi0.8Mn0.1Co0.1O2 or Li(Ni0.5Mn0.5)O2.',
      },
    );
  };
  if (text === '') fail('nothing', 0);
  if (text.length > longestFormula) fail(`more than ${longestFormula} characters`, longestFormula);
  const total = new Map<string, number>();
  const stack: Group[] = [];
  let current = new Map<string, number>();
  let part = 1;
  /** What a following count multiplies: the atoms of the last symbol or bracket. */
  let last: Map<string, number> | undefined;
  const add = (into: Map<string, number>, atoms: Map<string, number>, times: number): void => {
    for (const [symbol, count] of atoms) into.set(symbol, (into.get(symbol) ?? 0) + times * count);
  };
  const settle = (times: number): void => {
    if (last !== undefined) add(current, last, times);
    last = undefined;
  };
  let atStart = true;
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) return fail(`${JSON.stringify(text[at])} is no part of a formula`, at);
    const [whole, symbol, open, close, count, join] = match;
    if (symbol !== undefined) {
      settle(1);
      if (!Object.hasOwn(chemicalElements, symbol)) fail(`there is no element ${symbol}`, at);
      last = new Map([[symbol, 1]]);
    } else if (open !== undefined) {
      settle(1);
      if (stack.length >= deepestNesting) fail('brackets are nested too deeply', at);
      stack.push({ atoms: current, closing: open === '(' ? ')' : ']' });
      current = new Map();
    } else if (close !== undefined) {
      settle(1);
      const group = stack.pop();
      if (group?.closing !== close) return fail(`${close} closes no bracket`, at);
      last = current;
      current = group.atoms;
    } else if (count !== undefined) {
      const times = Number(count);
      if (last === undefined && !atStart) fail('a count follows a count', at);
      if (!(times > 0) || times > 1e6) fail(`a count of ${count}`, at);
      if (last === undefined) part = times;
      else settle(times);
    } else {
      if (stack.length > 0 || join === '.') fail(`${whole} inside the formula`, at);
      settle(1);
      add(total, current, part);
      current = new Map();
      part = 1;
    }
    atStart = join !== undefined;
    at += whole.length;
  }
  settle(1);
  if (stack.length > 0) fail('a bracket is not closed', text.length - 1);
  add(total, current, part);
  if (total.size === 0) fail('no element', text.length - 1);
  return Object.fromEntries(total);
}

/** Mass of one formula unit in u, natural isotopes except where `weights` gives an element another atomic weight. */
export function formulaWeight(composition: Composition, weights: Readonly<Record<string, number>> = {}): number {
  let sum = 0;
  for (const [symbol, count] of Object.entries(composition))
    sum += count * (weights[symbol] ?? chemicalElements[symbol]!.weight);
  return sum;
}
