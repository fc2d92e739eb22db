import { parseNumber } from './number.js';

/** How the fields of a row are kept apart, and which sign is the decimal mark. */
export interface RowSyntax {
  readonly separator: 'space' | 'tab' | 'comma' | 'semicolon';
  readonly decimalComma: boolean;
}

/** Syntaxes in the order they are tried: the first that makes a row all numbers is taken. */
export const rowSyntaxes: readonly RowSyntax[] = [
  { separator: 'space', decimalComma: false },
  { separator: 'space', decimalComma: true },
  { separator: 'semicolon', decimalComma: false },
  { separator: 'semicolon', decimalComma: true },
  { separator: 'comma', decimalComma: false },
];

const powers = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);

/** Fields of a row. */
export function splitFields(line: string, { separator }: RowSyntax): string[] {
  if (separator === 'space') {
    const trimmed = line.trim();
    return trimmed === '' ? [] : trimmed.split(/\s+/);
  }
  const mark = { tab: '\t', comma: ',', semicolon: ';' }[separator];
  const fields = line.split(mark).map((field) => field.trim());
  // Many writers end every row with a separator.
  if (fields[fields.length - 1] === '' && fields.length > 1) fields.pop();
  return fields;
}

/** All fields as numbers, or undefined when one is not a number. */
export function parseRow(line: string, syntax: RowSyntax): number[] | undefined {
  const numbers: number[] = [];
  for (const field of splitFields(line, syntax)) {
    const value = parseNumber(field, syntax.decimalComma);
    if (value === undefined) return undefined;
    numbers.push(value);
  }
  return numbers;
}

/**
 * Parse a row of `columns` plain decimal numbers straight into `out`, without
 * making strings; exact, since up to 15 digits and 10^22 are exact doubles and
 * one division rounds once.
 *
 * @returns false when the row is anything but that: the caller then looks closer.
 */
export function parsePlainRow(
  line: string,
  syntax: RowSyntax,
  columns: number,
  out: Float64Array,
  at: number,
): boolean {
  const decimalMark = syntax.decimalComma ? 44 : 46;
  const separatorMark = { space: 32, tab: 9, comma: 44, semicolon: 59 }[syntax.separator];
  // Where tabs keep cells apart, two of them have a blank cell between them.
  const blank = separatorMark === 9 ? 32 : 9;
  const end = line.length;
  let i = 0;
  for (let column = 0; column < columns; column++) {
    while (i < end && (line.charCodeAt(i) === 32 || line.charCodeAt(i) === blank)) i++;
    const start = i;
    let code = line.charCodeAt(i);
    const negative = code === 45;
    if (negative || code === 43) code = line.charCodeAt(++i);
    // A sign alone, as some write for what is missing, is no number.
    const digitsAt = i;
    let mantissa = 0;
    let digits = 0;
    let decimals = 0;
    while (code >= 48 && code <= 57) {
      mantissa = mantissa * 10 + (code - 48);
      if (mantissa > 0) digits++;
      code = line.charCodeAt(++i);
    }
    const whole = i - digitsAt;
    if (code === decimalMark) {
      code = line.charCodeAt(++i);
      // "5," is the end of a field, not a number with a decimal comma.
      if (decimalMark === 44 && !(code >= 48 && code <= 57)) return false;
      while (code >= 48 && code <= 57) {
        mantissa = mantissa * 10 + (code - 48);
        if (mantissa > 0) digits++;
        decimals++;
        code = line.charCodeAt(++i);
      }
    }
    if (whole + decimals === 0) return false;
    let value: number;
    if (code === 69 || code === 101 || digits > 15 || decimals > 22) {
      while (i < end && !isBreak(line.charCodeAt(i), separatorMark)) i++;
      const parsed = parseNumber(line.slice(start, i), syntax.decimalComma);
      if (parsed === undefined) return false;
      value = parsed;
    } else {
      value = mantissa / powers[decimals]!;
      if (negative) value = -value;
    }
    out[at + column] = value;
    while (i < end && (line.charCodeAt(i) === 32 || line.charCodeAt(i) === blank)) i++;
    if (column < columns - 1) {
      if (separatorMark === 32) {
        if (!isBreak(line.charCodeAt(i - 1), 32)) return false;
      } else {
        if (line.charCodeAt(i) !== separatorMark) return false;
        i++;
      }
    } else if (i < end && line.charCodeAt(i) === separatorMark) {
      i++;
      while (i < end && (line.charCodeAt(i) === 32 || line.charCodeAt(i) === blank)) i++;
    }
  }
  return i >= end;
}

function isBreak(code: number, separator: number): boolean {
  return code === separator || code === 32 || code === 9;
}
