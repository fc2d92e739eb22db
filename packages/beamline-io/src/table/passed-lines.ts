import type { Gap } from './blocks.js';

/** Lines that are kept, and letters of each. */
const mostKept = 10_000;
const lettersKept = 1000;

/** A line as it may come again in the header of the next scan: other numbers, and other values of a field, make no other line. */
export const patternOf: (line: string) => string = (line) =>
  line
    .slice(0, lettersKept)
    .trim()
    .replace(/(?<=[:=]).*$/, '')
    .replaceAll(/\d+/g, '0');

/** Which lines the header of another scan begins with, or holds: those of the first one. */
function headerPatterns(header: readonly string[]): ReadonlySet<string> {
  return new Set(
    header
      .slice(-mostKept)
      .map(patternOf)
      .filter((pattern) => /[\p{L}\d]/u.test(pattern)),
  );
}

/** Lines between the rows of a table, as they are passed over. */
export class PassedLines {
  readonly #patterns: ReadonlySet<string>;
  readonly #isEmpty: (line: string) => boolean;
  readonly #kept = new Map<number, string>();
  readonly #headers = new Set<number>();

  /**
   * @param header Lines above the table.
   * @param isPassed Which lines hold nothing of a table.
   */
  constructor(header: readonly string[], isPassed: (line: string) => boolean) {
    this.#patterns = headerPatterns(header);
    this.#isEmpty = isPassed;
  }

  /** Whether a line is no row; then it is kept. @param number From 1. */
  readonly skip = (line: string, number: number): boolean => {
    const isHeader = this.#patterns.has(patternOf(line));
    if (!isHeader && !this.#isEmpty(line)) return false;
    if (isHeader) this.#headers.add(number);
    if (line.trim() !== '' && this.#kept.size < mostKept) this.#kept.set(number, line.slice(0, lettersKept));
    return true;
  };

  /** What stands between two rows, by their lines. */
  between(first: number, second: number): Gap {
    let gap: Gap = 'none';
    for (let number = first + 1; number < second; number++) {
      if (this.#headers.has(number)) return 'header';
      if (!this.#kept.has(number) && this.#kept.size < mostKept) gap = 'blank';
      else if (gap === 'none') gap = 'comment';
    }
    return gap;
  }

  /** The lines between two rows that are not blank. */
  lines(first: number, second: number): string[] {
    const lines: string[] = [];
    for (let number = first + 1; number < second; number++) {
      const line = this.#kept.get(number);
      if (line !== undefined) lines.push(line);
    }
    return lines;
  }
}
