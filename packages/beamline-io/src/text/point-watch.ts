import type { OperandoWarning } from '@operando/core';
import { said, shown } from './said.js';

const point = 46;
/** A number whose point may part thousands as well as mark a fraction: `3.500`, of which the first digit is no zero. */
const doubtful = /^[+-]?[1-9]\d{0,2}\.\d{3}$/;
const whole = /^[+-]?\d{1,3}$/;
/** Numbers with a point by which a column is judged, at least. */
const least = 3;

/**
 * Looks through the cells of one column that is read with decimal points. Where each point has three digits behind it, `3.500` may be
 * three and a half thousand. What speaks for that is told: whole numbers without a point, below a thousand and all far above the
 * others as these were read, from which they go on as thousands (`950`, `1.050`); or a unit in which the numbers cannot be so small.
 */
export class PointWatch {
  #settled = false;
  #first: { readonly cell: string; readonly line: number } | undefined;
  #count = 0;
  /** Of the numbers with a point, as read, and of the others but 0. */
  #largest = 0;
  #smallestWhole = Infinity;

  /** Whether points are known to be decimal marks: nothing more need be looked at. */
  get settled(): boolean {
    return this.#settled;
  }

  /** Take a cell, without blanks around it. */
  note(cell: string, line: number): void {
    if (this.#settled || cell === '') return;
    if (cell.charCodeAt(cell.length - 4) === point && doubtful.test(cell)) {
      this.#count++;
      this.#first ??= { cell, line };
      this.#largest = Math.max(this.#largest, Math.abs(Number(cell)));
    } else if (whole.test(cell)) {
      const value = Math.abs(Number(cell));
      if (value > 0) this.#smallestWhole = Math.min(this.#smallestWhole, value);
    } else this.#settled = true;
  }

  /**
   * What is to be told in the end.
   * @param leastUsual The least of what the numbers of such a column usually reach: below it they are in doubt. @default none is known
   */
  warnings(column: string | number, leastUsual = 0): OperandoWarning[] {
    if (this.#settled || this.#first === undefined || this.#count < least) return [];
    const { cell, line } = this.#first;
    const isSmall = this.#smallestWhole === Infinity && this.#largest < leastUsual;
    const isSurpassed = this.#smallestWhole < Infinity && this.#smallestWhole >= 10 * this.#largest;
    if (!isSmall && !isSurpassed) return [];
    const name = typeof column === 'number' ? `column ${column}` : shown(column);
    const why = isSmall ? said`${name} would never reach ${leastUsual}` : `${this.#smallestWhole} and others have none`;
    return [
      {
        code: 'decimal-point-doubtful',
        message: said`Points were read as decimal marks, but every number of ${name} with one has three digits behind it, and ${why}: if ${cell} counts thousands, export again without separators of thousands.`,
        where: { line, column: shown(column) },
      },
    ];
  }
}
