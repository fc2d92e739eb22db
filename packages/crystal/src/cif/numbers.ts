import { OperandoError } from '@operando/core';
import { said } from './blocks.js';
import type { CifToken } from './tokens.js';

/** A number of a CIF with the standard error in brackets behind it, where there is one. */
export interface CifNumber {
  readonly value: number;
  readonly stderr?: number;
}

const shape = /^([+-]?)(\d+\.?\d*|\.\d+)(?:\((\d*)\))?(?:e([+-]?\d+))?(?:\((\d+)\))?$/i;

/** Digits behind the point. */
const decimals = (digits: string): number => (digits.includes('.') ? digits.length - digits.indexOf('.') - 1 : 0);

/** A number in the notation of CIF: `0.2815(12)`, `1234(5)E-2`, `1/3`; undefined for what is none. */
export function parseCifNumber(text: string): CifNumber | undefined {
  const trimmed = text.trim();
  const ratio = /^([+-]?\d+)\/(\d+)$/.exec(trimmed);
  if (ratio !== null) return Number(ratio[2]) === 0 ? undefined : { value: Number(ratio[1]) / Number(ratio[2]) };
  const [, sign, digits, error, exponent = '0', behind] = shape.exec(trimmed) ?? [];
  if (digits === undefined) return undefined;
  const power = Number(exponent);
  const value = Number(`${sign}${digits}e${exponent}`);
  if (!Number.isFinite(value)) return undefined;
  const last = error !== undefined && error !== '' ? error : behind;
  return last === undefined ? { value } : { value, stderr: Number(`${last}e${power - decimals(digits)}`) };
}

/**
 * The number of a word; undefined where it says nothing (`?`, `.`).
 *
 * @param what What it is of, for the message.
 * @throws OperandoError `bad-number` with its line.
 */
export function numberOf(token: CifToken | undefined, what: string): CifNumber | undefined {
  const word = said(token);
  if (word === undefined) return undefined;
  const read = parseCifNumber(word.text);
  if (read !== undefined) return read;
  const comma = /^[+-]?\d*,\d+(?:\(\d+\))?$/.test(word.text.trim());
  throw new OperandoError('bad-number', `${JSON.stringify(word.text.slice(0, 30))} is no number of ${what}.`, {
    where: { line: word.line },
    cure: comma ? 'Write decimal points, not commas.' : 'Write it as in 0.2815 or 0.2815(12).',
  });
}
