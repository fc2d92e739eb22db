/**
 * Advance widths of Helvetica, Arial and Arimo for U+0020 to U+007E, in
 * thousandths of the font size (Adobe Core 14 AFM; read here from Arimo's hmtx table).
 */
const asciiWidths: readonly number[] = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];

const narrow = new Set('⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₊₋·');

/** Height of figures and capitals, as a fraction of the font size: for centring on a tick. */
export const capHeight = 0.69;

/** Width of one line of text in points at `size` points. Exact for ASCII, good to a few per cent for Latin and Greek. */
export function textWidth(text: string, size: number): number {
  let thousandths = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const ascii = asciiWidths[code - 32];
    if (code >= 32 && ascii !== undefined) thousandths += ascii;
    else if (narrow.has(character)) thousandths += 333;
    else if (character === '−' || character === '×') thousandths += 584;
    // Everything beyond the Cyrillic block may be an ideograph or a symbol: a full em is safe.
    else thousandths += code < 0x530 ? 667 : code < 0x2000 ? 800 : 1000;
  }
  return (thousandths * size) / 1000;
}

/** `text` cut to `width` points, ending in an ellipsis if anything was cut. */
export function truncateText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, size) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/**
 * `text` broken at spaces into lines no wider than `width` points. At most
 * `maxLines`; a word that is too wide for its line, and what does not fit, is
 * cut with an ellipsis.
 */
export function wrapText(text: string, size: number, width: number, maxLines = 3): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const kept =
    lines.length <= maxLines ? lines : [...lines.slice(0, maxLines - 1), lines.slice(maxLines - 1).join(' ')];
  return kept.map((line) => truncateText(line, size, width));
}
