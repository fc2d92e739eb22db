const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const fortranExponent = /^([+-]?(?:\d+\.?\d*|\.\d+))[dDqQ]([+-]?\d+)$/;
/** Fortran drops the letter of exponents of three digits, and reads shorter ones; but `12.5-45` is as well two numbers that touch. */
const droppedLetter = /^([+-]?(?:\d+\.\d*|\.\d+))(\+\d{1,3}|-\d{3})$/;
const missing = /^[+-]?(?:nan(?:\([^)]*\)|0x[0-9a-f]+)?|1\.#(?:ind|qnan|snan)\d*)$/i;
const infinite = /^([+-]?)(?:inf(?:inity)?|1\.#inf\d*)$/i;

/**
 * A number as instruments write it: `5.74E-03`, `1.2e-007`, `18000000.`, `.5`,
 * Fortran `1.0D+01` and `1.0-100` (1e-100), `nan`, `inf`, `-1.#IND`; with
 * `decimalComma`, `3,14`. The minus of typesetting (U+2212) is one.
 *
 * @returns undefined for anything else, never a number made from the beginning of a word.
 */
export function parseNumber(token: string, decimalComma = false): number | undefined {
  // A comma with digits on both sides, and then no point anywhere: "1.234,5" and "5," are not guessed at.
  if (decimalComma && (token.includes('.') || /,(?!\d)/.test(token))) return undefined;
  const text = decimalComma ? token.replace(',', '.') : token;
  if (plain.test(text)) return Number(text);
  const fortran = fortranExponent.exec(text) ?? droppedLetter.exec(text);
  if (fortran !== null) return Number(`${fortran[1]}e${fortran[2]}`);
  if (missing.test(text)) return Number.NaN;
  const sign = infinite.exec(text);
  if (sign !== null) return sign[1] === '-' ? -Infinity : Infinity;
  return text.includes('\u2212') ? parseNumber(text.replaceAll('\u2212', '-')) : undefined;
}

/** What programs and people write where there is no value: dashes, `n/a`, `null`, `None` of Python, `masked`, `#N/A` of Excel. */
const noValue = /^(?:-{1,12}|[–—]{1,4}|#?n\/a|n\.a\.|na|null|none|masked|missing)$/i;
/** Whether a cell says that it has no value. */
export const isNoValue = (cell: string): boolean => noValue.test(cell);

/** Whether a text is a number with its digits in groups of three: `1,234.5`, `1.234,5`, `1 234`. Which mark is which is not guessed at. */
export function isGroupedNumber(text: string): boolean {
  return /^[+-]?\d{1,3}(?:[.,' \u00A0\u202F]\d{3})+(?:[.,]\d+)?$/.test(text);
}
