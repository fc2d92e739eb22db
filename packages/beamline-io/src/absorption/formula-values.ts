import { OperandoError } from '@operando/core';
import { findColumn, splitLabel } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { patternsOf } from './formula.js';
import type { Formula, FunctionName, Operator } from './formula.js';

const functions: Readonly<Record<FunctionName, (value: number) => number>> = {
  ln: Math.log,
  log10: Math.log10,
  exp: Math.exp,
  sqrt: Math.sqrt,
  abs: Math.abs,
};

const operations: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
};

/** Numbers for which a table has a column of each pattern, in their order in the table. */
function elementsOf(table: ColumnTable, patterns: readonly string[]): string[] {
  const labels = new Set(
    table.columns.flatMap(({ label }) => [label.trim().toLowerCase(), splitLabel(label).name.toLowerCase()]),
  );
  const [first = ''] = patterns;
  const [head = '', ...tail] = first.toLowerCase().split('#');
  const end = tail.join('#');
  const found = new Set<string>();
  for (const label of labels) {
    if (!label.startsWith(head) || !label.endsWith(end) || label.length <= head.length + end.length) continue;
    const number = label.slice(head.length, label.length - end.length);
    if (/^\d+$/.test(number)) found.add(number);
  }
  return [...found];
}

/** A formula with a number of an element in place of `#`. */
function forElement(formula: Formula, number: string): Formula {
  if (formula.kind === 'number') return formula;
  if (formula.kind === 'column') {
    const { column } = formula;
    return typeof column === 'string' ? { kind: 'column', column: column.replace('#', number) } : formula;
  }
  if (formula.kind === 'operation')
    return { ...formula, left: forElement(formula.left, number), right: forElement(formula.right, number) };
  return { ...formula, of: forElement(formula.of, number) };
}

function sumOf(table: ColumnTable, of: Formula): Float64Array {
  const patterns = patternsOf(of);
  const elements = elementsOf(table, patterns);
  if (elements.length === 0) findColumn(table, patterns[0]!);
  const total = new Float64Array(table.rows);
  // A column that one element lacks is an error: a sum over fewer would be another signal.
  for (const number of elements) {
    const values = evaluate(table, forElement(of, number));
    for (let i = 0; i < total.length; i++) total[i]! += values[i]!;
  }
  return total;
}

function evaluate(table: ColumnTable, formula: Formula): Float64Array {
  if (formula.kind === 'number') return new Float64Array(table.rows).fill(formula.value);
  if (formula.kind === 'column') return findColumn(table, formula.column).values;
  if (formula.kind === 'negative') return evaluate(table, formula.of).map((value) => -value);
  if (formula.kind === 'function') return evaluate(table, formula.of).map(functions[formula.name]);
  if (formula.kind === 'sum') return sumOf(table, formula.of);
  const operate = operations[formula.operator];
  const right = evaluate(table, formula.right);
  return evaluate(table, formula.left).map((value, i) => operate(value, right[i]!));
}

/**
 * Values of a formula for every row of a table; rows without a number are NaN or infinite.
 * @throws OperandoError `column-missing`, listing what there is.
 */
export function formulaValues(table: ColumnTable, formula: Formula): Float64Array {
  const values = evaluate(table, formula);
  if (values.length === table.rows) return values;
  throw new OperandoError('shape-mismatch', 'the columns of the formula have other lengths.', {
    where: { parameter: 'formula' },
  });
}
