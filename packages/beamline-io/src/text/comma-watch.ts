import type { OperandoWarning } from '@operando/core';
import { said } from './said.js';

/** A number whose comma may part thousands as well as mark a fraction. */
export interface DoubtfulNumber {
  readonly cell: string;
  /** From 1. */
  readonly line: number;
  readonly column: string | number;
}

/**
 * Looks through the numbers of a table that is read with decimal commas. Where each comma has three digits behind it and one to
 * three before it, of which the first is no zero, `12,345` may be a fraction or twelve thousand: the first such number is kept.
 */
export class CommaWatch {
  #settled = false;
  #first: DoubtfulNumber | undefined;

  /** Whether commas are known to be decimal marks: nothing more need be looked at. */
  get settled(): boolean {
    return this.#settled;
  }

  /** Take a cell. Those of an abscissa settle commas, but leave no doubt of their own: angles often have three decimals. */
  note(
    cell: string,
    where: { readonly line: number; readonly column: string | number; readonly isAxis: boolean },
  ): void {
    if (this.#settled || !cell.includes(',') || !/^[+-]?\d+,\d+(?:[eE][+-]?\d+)?$/.test(cell)) return;
    if (!/^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell)) this.#settled = true;
    else if (!where.isAxis) this.#first ??= { cell, line: where.line, column: where.column };
  }

  /** What is to be told in the end. */
  warnings(): OperandoWarning[] {
    if (this.#settled || this.#first === undefined) return [];
    const { cell, line, column } = this.#first;
    return [
      {
        code: 'decimal-comma-assumed',
        message: said`Commas were read as decimal marks, but every number with one has three digits behind it: if ${cell} counts thousands, export again without separators of thousands.`,
        where: { line, column },
      },
    ];
  }
}
