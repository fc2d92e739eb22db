import { OperandoError } from '@operando/core';
import { formulaTokens } from './formula-tokens.js';
import type { FormulaToken } from './formula-tokens.js';

/** Deepest nesting of a formula. */
const deepest = 100;

/** What connects two parts. */
export type Operator = '+' | '-' | '*' | '/' | '^';

/** A formula as it was understood. */
export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  /** A label, or the number of a column from 1. `#` in a label of a sum stands for the numbers of elements. */
  | { readonly kind: 'column'; readonly column: string | number }
  | { readonly kind: 'negative'; readonly of: Formula }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Formula; readonly right: Formula }
  | { readonly kind: 'function'; readonly name: FunctionName; readonly of: Formula }
  | { readonly kind: 'sum'; readonly of: Formula };

/** Functions of one number. */
export type FunctionName = (typeof functionNames)[number];
const functionNames = ['ln', 'log10', 'exp', 'sqrt', 'abs'] as const;
const isFunction = (name: string): name is FunctionName => functionNames.some((known) => known === name);

function refused(problem: string, at: number): OperandoError {
  return new OperandoError('invalid-argument', `the formula cannot be read at character ${at + 1}: ${problem}.`, {
    where: { parameter: 'formula' },
    cure: 'Write labels of columns, "labels with blanks" in quotes or numbers of columns as $3, with + - * / ^, brackets, ln, log10, exp, sqrt, abs, and sum(fe_# * icr_# / ocr_#) over all numbers of elements.',
  });
}

/** Reads a formula from left to right. */
class FormulaParser {
  readonly #tokens: readonly FormulaToken[];
  #next = 0;
  #depth = 0;
  #inSum = false;

  constructor(tokens: readonly FormulaToken[]) {
    this.#tokens = tokens;
  }

  whole(): Formula {
    const formula = this.#sumOfTerms();
    const { kind, text, at } = this.#peek();
    if (kind !== 'end') throw refused(`${JSON.stringify(text)} is one too many`, at);
    return formula;
  }

  #peek(): FormulaToken {
    return this.#tokens[this.#next]!;
  }

  #take(...marks: readonly string[]): string | undefined {
    const { kind, text } = this.#peek();
    if (kind !== 'mark' || !marks.includes(text)) return undefined;
    this.#next++;
    return text;
  }

  #expect(mark: string): void {
    const { text, at } = this.#peek();
    if (this.#take(mark) === undefined)
      throw refused(`${mark} is missing${text === '' ? '' : ` before ${JSON.stringify(text)}`}`, at);
  }

  #chain(operators: readonly Operator[], part: () => Formula): Formula {
    let left = part();
    for (;;) {
      const operator = this.#take(...operators) as Operator | undefined;
      if (operator === undefined) return left;
      left = { kind: 'operation', operator, left, right: part() };
    }
  }

  #sumOfTerms(): Formula {
    if (++this.#depth > deepest) throw refused('it is nested too deeply', this.#peek().at);
    const formula = this.#chain(['+', '-'], () => this.#chain(['*', '/'], () => this.#signed()));
    this.#depth--;
    return formula;
  }

  #signed(): Formula {
    if (++this.#depth > deepest) throw refused('it is nested too deeply', this.#peek().at);
    const formula: Formula = this.#take('-') === undefined ? this.#power() : { kind: 'negative', of: this.#signed() };
    this.#depth--;
    return formula;
  }

  #power(): Formula {
    const left = this.#primary();
    return this.#take('^') === undefined ? left : { kind: 'operation', operator: '^', left, right: this.#signed() };
  }

  #primary(): Formula {
    if (this.#take('(') !== undefined) {
      const inner = this.#sumOfTerms();
      this.#expect(')');
      return inner;
    }
    const token = this.#peek();
    if (token.kind === 'mark' || token.kind === 'end')
      throw refused(
        token.kind === 'end' ? 'it ends too soon' : `a column or number is missing before ${token.text}`,
        token.at,
      );
    this.#next++;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'place') return { kind: 'column', column: Number(token.text) };
    if (token.kind === 'name' && this.#peek().text === '(' && this.#peek().kind === 'mark') return this.#call(token);
    if (token.text.includes('#') && !this.#inSum)
      throw refused(`${JSON.stringify(token.text)} stands for several columns, and must be inside sum()`, token.at);
    return { kind: 'column', column: token.text };
  }

  #call({ text, at }: FormulaToken): Formula {
    const name = text.toLowerCase();
    if (name === 'log') throw refused('log may be either, write ln or log10', at);
    if (name === 'sum' && this.#inSum) throw refused('a sum cannot be in another', at);
    if (name !== 'sum' && !isFunction(name)) throw refused(`there is no function ${JSON.stringify(text)}`, at);
    this.#expect('(');
    if (name === 'sum') this.#inSum = true;
    const of = this.#sumOfTerms();
    this.#expect(')');
    if (name !== 'sum') return { kind: 'function', name, of };
    this.#inSum = false;
    if (patternsOf(of).length === 0) throw refused('sum needs columns with # for the numbers of elements', at);
    return { kind: 'sum', of };
  }
}

/** Labels with `#` in a formula. */
export function patternsOf(formula: Formula): string[] {
  if (formula.kind === 'number') return [];
  if (formula.kind === 'column')
    return typeof formula.column === 'string' && formula.column.includes('#') ? [formula.column] : [];
  if (formula.kind === 'operation') return [...patternsOf(formula.left), ...patternsOf(formula.right)];
  return patternsOf(formula.of);
}

/**
 * A formula of columns: labels (or `"labels in quotes"`, or `$3` for the third column), numbers, `+ - * / ^`, brackets, `ln`, `log10`,
 * `exp`, `sqrt`, `abs`, and `sum(fe_ka_# * icr_# / ocr_#)` over the numbers of detector elements. Nothing of it is run as a program.
 *
 * @throws OperandoError `invalid-argument` with the character that cannot be understood.
 */
export function parseFormula(text: string): Formula {
  return new FormulaParser(formulaTokens(text, refused)).whole();
}
