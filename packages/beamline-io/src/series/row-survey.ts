import { maskCount } from '@operando/core';
import type { MaskCount, MaskedPoints } from '@operando/core';
import { isSameGrid, rowOn } from './common-grid.js';
import type { Frame } from './frame.js';

/** What is found out about the rows of a series. */
export interface RowFacts {
  /** Some value is no number. */
  readonly masked: boolean;
  /** Which points of which frames are no numbers, where they are, and why. */
  readonly gaps: MaskedPoints;
  /** All frames have standard deviations that hold: on another grid, neighbouring values share their noise. */
  readonly measured: boolean;
  /** How many frames have standard deviations at all. */
  readonly withErrors: number;
  /** Frames that hold exactly what the one before them holds. */
  readonly repeated: readonly number[];
}

/** Fewer points may be the same by chance. */
const leastRepeated = 4;

/** Whether a row holds what the one before it holds, and not one number throughout. Loops, since each row of a series is looked at. */
function repeats(before: Float64Array, row: Float64Array): boolean {
  if (row.length <= leastRepeated || row.length < before.length) return false;
  let isOneNumber = true;
  for (let k = 0; k < before.length; k++) {
    const value = before[k]!;
    if (value !== row[k] && !(Number.isNaN(value) && Number.isNaN(row[k]!))) return false;
    if (value !== before[0]) isOneNumber = false;
  }
  return !isOneNumber;
}

/** Looks at rows one after another, of which only the last is kept. */
export class RowSurvey {
  readonly #grid: Float64Array;
  readonly #gaps: MaskCount;
  #before: Float64Array | undefined;
  #rows = 0;
  #measured = true;
  #withErrors = 0;
  readonly #repeated: number[] = [];

  constructor(grid: Float64Array) {
    this.#grid = grid;
    this.#gaps = maskCount(grid);
  }

  /** The next frame. @returns Its values on the grid. */
  add(frame: Frame): Float64Array {
    const row = rowOn(this.#grid, frame);
    this.#gaps.add(row, frame.masked);
    if (frame.sigma !== undefined) this.#withErrors++;
    this.#measured &&= frame.sigma !== undefined && isSameGrid(frame.x, this.#grid);
    if (this.#before !== undefined && repeats(this.#before, row)) this.#repeated.push(this.#rows);
    this.#before = row;
    this.#rows++;
    return row;
  }

  facts(): RowFacts {
    const gaps = this.#gaps.found();
    return {
      masked: gaps.points > 0,
      gaps,
      measured: this.#measured && this.#withErrors > 0,
      withErrors: this.#withErrors,
      repeated: [...this.#repeated],
    };
  }
}
