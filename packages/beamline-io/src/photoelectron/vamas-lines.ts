import { OperandoError } from '@operando/core';
import { splitLines } from '../text/decode.js';
import { said } from '../text/said.js';

/** VAMAS writes this for a number that is not given. */
const notGiven = 1e37;

/** The lines of a VAMAS file, one after the other: each has one value. */
export interface VamasLines {
  /** Line that was read last, from 1. */
  readonly line: number;
  /** Lines that are left. */
  readonly left: number;
  text(what: string): string;
  /** NaN where the file does not give it. */
  number(what: string): number;
  /** A whole number from 0 on, which so many further lines must follow. */
  count(what: string, linesEach: number): number;
  whole(what: string): number;
  texts(count: number, what: string): string[];
  /** @throws OperandoError `malformed-file` at the line that was read last. */
  fail(problem: string, cure?: string): never;
}

/** @throws OperandoError `truncated-file` where the lines end, `bad-number` and `malformed-file` with the line, from its functions. */
export function vamasLines(text: string): VamasLines {
  const lines = splitLines(text);
  let at = 0;
  const next = (what: string): string => {
    const line = lines[at];
    if (line === undefined)
      throw new OperandoError('truncated-file', `the file ends where ${what} should stand.`, {
        where: { line: lines.length },
        cure: 'Copy or export the file again.',
      });
    at++;
    return line;
  };
  const number = (what: string): number => {
    const stated = next(what).trim();
    const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/.test(stated)
      ? Number(stated.replace(/d/i, 'e'))
      : Number.NaN;
    if (Number.isNaN(value))
      throw new OperandoError(
        'bad-number',
        said`${what} is ${JSON.stringify(stated.slice(0, 40))}, which is no number.`,
        {
          where: { line: at },
          cure: 'Every value of a VAMAS file has a line of its own, with a decimal point: export the file again.',
        },
      );
    return Math.abs(value) >= notGiven ? Number.NaN : value;
  };
  const fail = (problem: string, cure = 'Export the file again.'): never => {
    throw new OperandoError('malformed-file', problem, { where: { line: at }, cure });
  };
  const whole = (what: string): number => {
    const value = number(what);
    return Number.isInteger(value) ? value : fail(`${what} must be a whole number.`);
  };
  return {
    get line() {
      return at;
    },
    get left() {
      return lines.length - at;
    },
    text: next,
    number,
    whole,
    count(what, linesEach) {
      const value = whole(what);
      if (value < 0) fail(`${what} is ${value}, and cannot be negative.`);
      if (value * linesEach > lines.length - at)
        throw new OperandoError('truncated-file', `${what} is ${value}, but only ${lines.length - at} lines follow.`, {
          where: { line: at },
          cure: 'Copy or export the file again.',
        });
      return value;
    },
    texts: (count, what) => Array.from({ length: count }, () => next(what)),
    fail,
  };
}
