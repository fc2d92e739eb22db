import { compileExpression, OperandoError } from '@operando/core';
import type { ParameterValues, Value } from './model.js';

/** A value as a function of the parameters. */
export type ReadValue = (values: ParameterValues) => number;

/** Where a quantity makes sense. */
export interface ValueRange {
  /** Lowest value. */
  readonly low?: number | undefined;
  /** It must be above this. */
  readonly above?: number | undefined;
  readonly high?: number | undefined;
}

/** A quantity and where it makes sense. */
export interface RangedValue extends ValueRange {
  readonly what: string;
  readonly text: string;
  readonly read: ReadValue;
  /** Parameters it is made of; none of a number or a function. */
  readonly names: readonly string[];
}

/** @param what The value, for messages. @param range What is to be checked at every step. */
export type ValueReader = (value: Value | undefined, fallback: number, what: string, range?: ValueRange) => ReadValue;

/** Makes functions of values, and keeps what is said of them. */
export interface ValueReading {
  readonly read: ValueReader;
  /** Quantities that have a range, each once. */
  readonly ranged: readonly RangedValue[];
  /** Parameters that values name. */
  readonly named: ReadonlySet<string>;
}

/**
 * @param known Names of the parameters.
 * @throws OperandoError from the reader: `non-finite`, and `invalid-argument` for names that are no parameters.
 */
export function valueReading(known: ReadonlySet<string>): ValueReading {
  const ranged = new Map<string, RangedValue>();
  const named = new Set<string>();
  const reader = (value: Value, what: string): { read: ReadValue; text: string; names: readonly string[] } => {
    if (typeof value === 'number') {
      if (!Number.isFinite(value))
        throw new OperandoError('non-finite', `${what} is ${value}.`, { where: { parameter: what } });
      return { read: () => value, text: String(value), names: [] };
    }
    if (typeof value === 'function') {
      // What a function looks at is not known: it may be all of them.
      for (const name of known) named.add(name);
      return { read: value, text: 'a function', names: [] };
    }
    const expression = compileExpression(value);
    const missing = expression.names.find((name) => !known.has(name));
    if (missing !== undefined) {
      throw new OperandoError('invalid-argument', `${what} names ${missing}, which is no parameter.`, {
        where: { parameter: what },
        cure: `Parameters: ${[...known].join(', ') || 'none'}.`,
      });
    }
    for (const name of expression.names) named.add(name);
    return { read: (values) => expression.evaluate(values), text: value, names: expression.names };
  };
  return {
    named,
    get ranged() {
      return [...ranged.values()];
    },
    read: (value, fallback, what, range) => {
      if (value === undefined) return () => fallback;
      const own = reader(value, what);
      if (range !== undefined) ranged.set(what, { what, ...own, ...range });
      return own.read;
    },
  };
}

/** Whether a quantity is where it makes sense. */
export function isInRange(
  { read, low = -Infinity, above = -Infinity, high = Infinity }: RangedValue,
  values: ParameterValues,
): boolean {
  const value = read(values);
  return value >= low && value > above && value <= high;
}

/** @throws OperandoError `invalid-argument` naming a quantity that does not make sense at these values, and its parameters. */
export function expectInRange(ranged: readonly RangedValue[], values: ParameterValues): void {
  for (const one of ranged) {
    if (isInRange(one, values)) continue;
    const { what, text, names, low, above, high, read } = one;
    const found = read(values);
    const allowed =
      high === undefined ? (above === undefined ? `${low} or more` : `above ${above}`) : `from ${low} to ${high}`;
    throw new OperandoError(
      'invalid-argument',
      `${what}${names.length === 0 ? '' : ` (${text})`} is ${found}${names.length === 0 ? '' : ` where the fit begins (${names.map((name) => `${name} = ${values[name]}`).join(', ')})`}.`,
      { where: { parameter: names[0] ?? what }, cure: `It must be ${allowed}.` },
    );
  }
}

/** How near to a limit, over the size of the parameters, an expression counts as at it. */
const nearLimit = 1e-3;

/** Expressions that are at the end of where they make sense, so that a fit could go no further. */
export function limitsReached(ranged: readonly RangedValue[], values: ParameterValues): string[] {
  return ranged.flatMap(({ what, text, names, read, low, above, high }) => {
    if (names.length === 0) return [];
    const size = nearLimit * Math.max(...names.map((name) => Math.abs(values[name]!)));
    const value = read(values);
    const least = low ?? above;
    return (least !== undefined && value - least < size) || (high !== undefined && high - value < size)
      ? [`${what} (${text})`]
      : [];
  });
}
