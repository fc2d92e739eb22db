/** A value with its standard error, in the unit that the context says. The error is NaN where it is not known, never 0 in its place. */
export interface Measured {
  /** In the unit of what it is a value of. */
  readonly value: number;
  /** Standard error, in the same unit; NaN where it is not known, never 0 for that. */
  readonly stderr: number;
}

/** A value with its standard error and unit. */
export interface Estimate extends Measured {
  /** As in `Axis.unit`; `1` for none, empty where the data do not say. */
  readonly unit: string;
}

/** One value for each row with its standard error, in the unit that the context says; NaN where there is none. */
export interface MeasuredColumn {
  /** One for each row; NaN where there is none. */
  readonly values: Float64Array;
  /** Standard error of each, in the same unit; NaN where it is not known. */
  readonly stderr: Float64Array;
}

/** A column of a result: a value for each row, with its error and what became of it. */
export interface EstimateColumn {
  /** Lower-case words joined by underscores, without the unit. */
  readonly name: string;
  /** As in `Axis.unit`; `1` for none, empty where the data do not say. */
  readonly unit: string;
  /** One for each row, NaN where there is none. */
  readonly values: Float64Array;
  /** Standard errors, NaN where not known; absent for what has none (times, counts of frames, settings). */
  readonly stderr?: Float64Array;
  /** Bytes of `statusNames`; absent where every value is sound. */
  readonly status?: Uint8Array;
}

/** A column of words: names of files, times of day, where a fit began. */
export interface TextColumn {
  /** Lower-case words joined by underscores. */
  readonly name: string;
  /** One for each row. */
  readonly words: readonly string[];
}

/** A column of a {@link ResultTable}. */
export type ResultColumn = EstimateColumn | TextColumn;

/** Whether a column holds words. */
export function isTextColumn(column: ResultColumn): column is TextColumn {
  return 'words' in column;
}

/** A column in which nothing is known yet. */
export function emptyColumn(rows: number): MeasuredColumn {
  return { values: new Float64Array(rows).fill(Number.NaN), stderr: new Float64Array(rows).fill(Number.NaN) };
}
