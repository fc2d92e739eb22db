import type { OperandoError } from '@operando/core';

/** A word of a formula. */
export interface FormulaToken {
  /** `place`: a column by its number; `quoted`: a label that is no name of a function. */
  readonly kind: 'number' | 'name' | 'quoted' | 'place' | 'mark' | 'end';
  readonly text: string;
  /** Place of its first character. */
  readonly at: number;
}

/** Longest formula. */
const longest = 10_000;

const words: readonly (readonly [RegExp, FormulaToken['kind']])[] = [
  [/(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)(?![\w.])/y, 'number'],
  [/([\p{L}_][\p{L}\d_.:#]*)/uy, 'name'],
  [/"([^"]+)"/y, 'quoted'],
  [/'([^']+)'/y, 'quoted'],
  [/`([^`]+)`/y, 'quoted'],
  [/\$(\d+)/y, 'place'],
  [/([-+*/^()])/y, 'mark'],
];

/**
 * The words of a formula, in one pass.
 * @param refused Makes the error for what is no word.
 */
export function formulaTokens(text: string, refused: (problem: string, at: number) => OperandoError): FormulaToken[] {
  if (text.length > longest) throw refused(`it is longer than ${longest} characters`, longest);
  const tokens: FormulaToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    const before = at;
    for (const [pattern, kind] of words) {
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      if (found === null) continue;
      // Two stars are the power of other languages.
      const isPower = found[0] === '*' && text[at + 1] === '*';
      tokens.push({ kind, text: isPower ? '^' : found[1]!, at });
      at += isPower ? 2 : found[0].length;
      break;
    }
    if (at === before) throw refused(`${JSON.stringify(text[at])} is nothing known`, at);
  }
  return [...tokens, { kind: 'end', text: '', at }];
}
