/** How the numbers of a row are written, in bytes, and where they are put. */
export interface ByteSyntax {
  readonly columns: number;
  /** Places from the value of one column to that of the next. */
  readonly step: number;
  readonly separator: number;
  /** Decimal mark. */
  readonly mark: number;
  /** Blanks alone keep the columns apart. */
  readonly blanks: boolean;
}

const powers = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);
export const lf = 10;
export const cr = 13;
/** Mark that old systems put behind a text. */
export const endOfFile = 26;

/** A run of digits as a double, read from its bytes: up to 15 are exact. */
function digitsOf(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + (bytes[i]! - 48);
  return value;
}

/**
 * Read a row of plain numbers straight from bytes, without making strings of them: a mantissa of up to 15 digits and a power of ten of
 * up to 22 are exact doubles, and one multiplication or division rounds once, so that the values are those of `Number`.
 *
 * One loop over everything, since it is run for every number of a file: a call for each takes a tenth longer, and so
 * does a multiplication by ten where shifts and sums are none.
 *
 * @param from Where the row begins; a line end must follow somewhere.
 * @param out Takes the values from `base` on, `step` apart.
 * @returns Place of the line end; -1 for a row that is anything but that.
 */
export function plainRow(
  bytes: Uint8Array,
  from: number,
  out: Float64Array,
  base: number,
  { columns, step, separator, mark, blanks }: ByteSyntax,
): number {
  let p = from;
  let place = base;
  for (let column = 0; column < columns; column++, place += step) {
    let byte = bytes[p]!;
    while (byte === 32 || byte === 9) byte = bytes[++p]!;
    let negative = false;
    if (byte === 45) {
      negative = true;
      byte = bytes[++p]!;
    } else if (byte === 43) byte = bytes[++p]!;
    const digitsAt = p;
    let mantissa = 0;
    let digit = byte - 48;
    while (digit >= 0 && digit < 10) {
      mantissa = (((mantissa + (mantissa << 2)) << 1) + digit) | 0;
      digit = bytes[++p]! - 48;
    }
    const whole = p - digitsAt;
    if (whole > 15) return -1;
    // More than fits 32 bits, such as UNIX times, is read again.
    const integer = whole > 9 ? digitsOf(bytes, digitsAt, p) : mantissa;
    let decimals = 0;
    let value = integer;
    if (digit === mark - 48) {
      const fractionAt = ++p;
      let fraction = 0;
      digit = bytes[p]! - 48;
      while (digit >= 0 && digit < 10) {
        fraction = (((fraction + (fraction << 2)) << 1) + digit) | 0;
        digit = bytes[++p]! - 48;
      }
      decimals = p - fractionAt;
      if (whole + decimals > 15 || (mark === 44 && decimals === 0)) return -1;
      if (decimals > 9) fraction = digitsOf(bytes, fractionAt, p);
      value = integer * powers[decimals]! + fraction;
    }
    if (whole + decimals === 0) return -1;
    // e or E.
    if (digit === 53 || digit === 21) {
      let exponentNegative = false;
      let next = bytes[++p]!;
      if (next === 45) {
        exponentNegative = true;
        next = bytes[++p]!;
      } else if (next === 43) next = bytes[++p]!;
      let exponent = 0;
      const exponentAt = p;
      digit = next - 48;
      while (digit >= 0 && digit < 10 && p - exponentAt < 4) {
        exponent = exponent * 10 + digit;
        digit = bytes[++p]! - 48;
      }
      const power = (exponentNegative ? -exponent : exponent) - decimals;
      if (p === exponentAt || power > 22 || power < -22) return -1;
      value = power < 0 ? value / powers[-power]! : value * powers[power]!;
    } else if (decimals > 0) value /= powers[decimals]!;
    out[place] = negative ? -value : value;
    byte = digit + 48;
    const gapAt = p;
    while (byte === 32 || byte === 9) byte = bytes[++p]!;
    if (column < columns - 1) {
      if (blanks ? p === gapAt : byte !== separator) return -1;
      if (!blanks) p++;
    } else {
      if (byte === separator) {
        byte = bytes[++p]!;
        while (byte === 32 || byte === 9) byte = bytes[++p]!;
      }
      if (byte !== lf && byte !== cr) return -1;
    }
  }
  return p;
}
