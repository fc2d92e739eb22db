import { OperandoError } from './error.js';

/** A compiled arithmetic expression of named parameters. */
export interface Expression {
  /** Names it uses. */
  readonly names: readonly string[];
  /** Its value for these values of its names. */
  evaluate(values: Readonly<Record<string, number>>): number;
}

type Node = (values: Readonly<Record<string, number>>) => number;

const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  sqrt: (value) => Math.sqrt(value),
  exp: (value) => Math.exp(value),
  log: (value) => Math.log(value),
  abs: (value) => Math.abs(value),
  sin: (value) => Math.sin(value),
  cos: (value) => Math.cos(value),
  tan: (value) => Math.tan(value),
  asin: (value) => Math.asin(value),
  acos: (value) => Math.acos(value),
  atan: (value) => Math.atan(value),
  sinh: (value) => Math.sinh(value),
  cosh: (value) => Math.cosh(value),
  tanh: (value) => Math.tanh(value),
  min: (...values) => Math.min(...values),
  max: (...values) => Math.max(...values),
};
const tokens = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_][\w.]*)|([-+*/^(),]))/y;
const longest = 500;
const deepest = 50;

/** Says where in a text something is wrong. */
type Fail = (problem: string, at: number) => never;

interface Token {
  readonly kind: 'number' | 'name' | 'sign';
  readonly text: string;
  readonly at: number;
}

function tokensOf(text: string, fail: Fail): Token[] {
  const list: Token[] = [];
  let place = 0;
  while (text.slice(place).trim() !== '') {
    tokens.lastIndex = place;
    const match = tokens.exec(text);
    if (match === null) return fail(`${JSON.stringify(text.slice(place).trim()[0])} has no meaning`, place);
    const [whole, number, name, sign] = match;
    list.push({
      kind: number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign',
      text: (number ?? name ?? sign)!,
      at: place + whole.length - (number ?? name ?? sign)!.length,
    });
    place += whole.length;
  }
  return list;
}

/** The grammar, a function for each of its rules: sums of products of signed powers of atoms. */
function parseTokens(list: readonly Token[], end: number, fail: Fail): Expression {
  const names = new Set<string>();
  let at = 0;
  let depth = 0;
  const next = (sign: string): boolean => list[at]?.kind === 'sign' && list[at]!.text === sign;
  const take = (sign: string): void => {
    if (!next(sign)) fail(`${sign} is missing`, list[at]?.at ?? end);
    at++;
  };
  const atom = (): Node => {
    const token = list[at];
    if (token === undefined) return fail('something is missing', end);
    at++;
    if (token.kind === 'number') {
      const value = Number(token.text);
      return () => value;
    }
    if (token.kind === 'name') {
      if (next('(')) {
        if (!Object.hasOwn(functions, token.text)) fail(`there is no function ${token.text}`, token.at);
        const apply = functions[token.text]!;
        at++;
        const inner = [sum()];
        while (next(',')) {
          at++;
          inner.push(sum());
        }
        take(')');
        return (values) => apply(...inner.map((node) => node(values)));
      }
      names.add(token.text);
      return (values) => values[token.text]!;
    }
    if (token.text !== '(') return fail(`${token.text} stands alone`, token.at);
    if (++depth > deepest) fail('brackets are nested too deeply', token.at);
    const inner = sum();
    take(')');
    depth--;
    return inner;
  };
  const power = (): Node => {
    const base = atom();
    if (!next('^')) return base;
    at++;
    const exponent = signed();
    return (values) => base(values) ** exponent(values);
  };
  const signed = (): Node => {
    if (next('-')) {
      if (++depth > deepest) fail('too many signs', list[at]!.at);
      at++;
      const inner = signed();
      return (values) => -inner(values);
    }
    if (next('+')) at++;
    return power();
  };
  const product = (): Node => {
    let left = signed();
    while (next('*') || next('/')) {
      const divide = list[at]!.text === '/';
      at++;
      const [before, factor] = [left, signed()];
      left = divide ? (values) => before(values) / factor(values) : (values) => before(values) * factor(values);
    }
    return left;
  };
  const sum = (): Node => {
    let left = product();
    while (next('+') || next('-')) {
      const minus = list[at]!.text === '-';
      at++;
      const [before, term] = [left, product()];
      left = minus ? (values) => before(values) - term(values) : (values) => before(values) + term(values);
    }
    return left;
  };
  const root = sum();
  if (at < list.length) fail(`${list[at]!.text} is not expected`, list[at]!.at);
  return { names: [...names], evaluate: root };
}

/**
 * Compile an expression of numbers, parameter names, + - * / ^, brackets and
 * sqrt, exp, log, abs, min, max, sin, cos, tan with their inverses and hyperbolic kin. Nothing else exists in it, so that a model file
 * can neither run code nor reach anything.
 *
 * @throws OperandoError `invalid-argument` with the place of what is no expression.
 */
export function compileExpression(text: string): Expression {
  const fail: Fail = (problem, at) => {
    throw new OperandoError(
      'invalid-argument',
      `expression ${JSON.stringify(text.slice(0, 60))}: ${problem} at character ${at + 1}.`,
      { cure: 'Use numbers, parameter names, + - * / ^ ( ), sqrt, exp, log, abs, min, max, sin, cos, tan.' },
    );
  };
  if (text.length > longest) fail(`more than ${longest} characters`, longest);
  return parseTokens(tokensOf(text, fail), text.length, fail);
}
