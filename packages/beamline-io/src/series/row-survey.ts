import { isSameGrid, rowOn } from './common-grid.js';
import type { Frame } from './frame.js';

/** What is found out about the rows of a series. */
export interface RowFacts {
  /** Some value is no number. */
  readonly masked: boolean;
  /** All frames have standard deviations that hold: on another grid, neighbouring values share their noise. */
  readonly measured: boolean;
  /** Frames that hold exactly what the one before them holds. */
  readonly repeated: readonly number[];
}

/** Fewer points may be the same by chance. */
const leastRepeated = 4;

/** Whether a row holds what the one before it holds, and not one number throughout. */
function repeats(before: Float64Array, row: Float64Array): boolean {
  return (
    row.length > leastRepeated &&
    before.some((value) => value !== before[0]) &&
    before.every((value, k) => value === row[k])
  );
}

/** Looks at rows one after another, of which only the last is kept. */
export class RowSurvey {
  readonly #grid: Float64Array;
  #before: Float64Array | undefined;
  #rows = 0;
  #masked = false;
  #measured = true;
  readonly #repeated: number[] = [];

  constructor(grid: Float64Array) {
    this.#grid = grid;
  }

  /** The next frame. @returns Its values on the grid. */
  add(frame: Frame): Float64Array {
    const row = rowOn(this.#grid, frame);
    this.#masked ||= row.some((value) => !Number.isFinite(value));
    this.#measured &&= frame.sigma !== undefined && isSameGrid(frame.x, this.#grid);
    if (this.#before !== undefined && repeats(this.#before, row)) this.#repeated.push(this.#rows);
    this.#before = row;
    this.#rows++;
    return row;
  }

  facts(): RowFacts {
    return { masked: this.#masked, measured: this.#measured, repeated: this.#repeated };
  }
}
