import { parseRow } from './row-parser.js';
import type { RowSyntax } from './row-parser.js';

const [tab, space, plus, comma, minus, point] = [9, 32, 43, 44, 45, 46];
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isBlank = (code: number): boolean => code === space || code === tab;
const marks = { space: ' ', tab: '\t', comma: ',', semicolon: ';' };

/** Whether a line begins as a number does, after blanks: then it is no comment, and not empty. */
export function beginsAsNumber(line: string): boolean {
  let i = 0;
  while (isBlank(line.charCodeAt(i))) i++;
  const code = line.charCodeAt(i);
  return isDigit(code) || code === plus || code === minus || code === point;
}

/** How many numbers stand in a row between blanks, without making strings of them; 0 where any is not plainly one. */
function countPlain(line: string, mark: number): number {
  let count = 0;
  let i = 0;
  const digits = (): number => {
    const from = i;
    while (isDigit(line.charCodeAt(i))) i++;
    return i - from;
  };
  const sign = (): void => {
    const code = line.charCodeAt(i);
    if (code === plus || code === minus) i++;
  };
  for (;;) {
    while (isBlank(line.charCodeAt(i))) i++;
    if (i >= line.length) return count;
    sign();
    const whole = digits();
    if (line.charCodeAt(i) === mark) {
      i++;
      // "5," is no number, "5." is one.
      if (digits() === 0 && (whole === 0 || mark === comma)) return 0;
    } else if (whole === 0) return 0;
    const letter = line.charCodeAt(i);
    if (letter === 69 || letter === 101) {
      i++;
      sign();
      if (digits() === 0) return 0;
    }
    if (i < line.length && !isBlank(line.charCodeAt(i))) return 0;
    count++;
  }
}

/** How many numbers a row has, as `parseRow` finds them; 0 where a field is no number, or there is one field only. */
export function countNumbers(line: string, syntax: RowSyntax): number {
  const { separator, decimalComma } = syntax;
  // With decimal commas, no number has a point.
  if (decimalComma && line.includes('.')) return 0;
  if (separator !== 'space' && !line.includes(marks[separator])) return 0;
  const plain = separator === 'space' ? countPlain(line, decimalComma ? comma : point) : 0;
  const count = plain > 0 ? plain : (parseRow(line, syntax)?.length ?? 0);
  return count < 2 ? 0 : count;
}
