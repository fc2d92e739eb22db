import { applyColumns, applyTransposed, columnRuns } from './tikhonov/column-runs.js';

/** Options of {@link richardsonLucy}. */
export interface RichardsonLucyOptions {
  /** Expected counts without any x. @default 0 */
  readonly background?: ArrayLike<number> | undefined;
  /** 0 for data that are not to be used, else 1. @default all used */
  readonly weights?: ArrayLike<number> | undefined;
  /** Factor on the matrix for these data. @default 1 */
  readonly factor?: number | undefined;
  /** Where to stop: the fewer, the smoother. @default 30 */
  readonly iterations?: number | undefined;
  /** Where the unknowns begin, above 0. @default all equal */
  readonly start?: ArrayLike<number> | undefined;
}

/** Result of {@link richardsonLucy}. */
export interface RichardsonLucyResult {
  /** What was found, none below 0. */
  readonly x: Float64Array;
  /** factor A x + background. */
  readonly fitted: Float64Array;
}

/**
 * The matrix of {@link richardsonLucy} made ready for many data sets.
 *
 * @throws RangeError for shapes that do not fit or negative elements.
 */
export function richardsonLucySolver(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
): (data: ArrayLike<number>, options?: RichardsonLucyOptions) => RichardsonLucyResult {
  if (matrix.length !== rows * columns)
    throw new RangeError(`${matrix.length} elements do not make ${rows} x ${columns}`);
  const a = columnRuns(Float64Array.from(matrix), rows, columns);
  if (!a.values.every((value) => value >= 0)) throw new RangeError('the matrix has negative elements');
  const all = new Float64Array(columns);
  applyTransposed(a, new Float64Array(rows).fill(1), all);
  return (data, options = {}) => {
    const { factor = 1, iterations = 30, weights } = options;
    const sums = weights === undefined ? all : new Float64Array(columns);
    if (weights !== undefined) applyTransposed(a, Float64Array.from(weights), sums);
    const whole = sums.reduce((total, value) => total + value, 0);
    const background = Float64Array.from(options.background ?? new Float64Array(rows));
    if (data.length !== rows || background.length !== rows)
      throw new RangeError(`${data.length} data and ${background.length} background values for ${rows} rows`);
    let counts = 0;
    for (let i = 0; i < rows; i++) {
      if (!(data[i]! >= 0) || !(background[i]! >= 0))
        throw new RangeError(`datum ${i} is ${data[i]} with background ${background[i]}`);
      if (weights?.[i] !== 0) counts += Math.max(0, data[i]! - background[i]!);
    }
    // The factor goes into x, which keeps the matrix as prepared.
    const scaled =
      options.start === undefined
        ? new Float64Array(columns).fill(counts / whole || 1)
        : Float64Array.from(options.start, (value) => value * factor);
    const fitted = new Float64Array(rows);
    const ratio = new Float64Array(rows);
    const back = new Float64Array(columns);
    applyColumns(a, scaled, background, fitted);
    for (let round = 0; round < iterations; round++) {
      for (let i = 0; i < rows; i++) ratio[i] = fitted[i]! > 0 && weights?.[i] !== 0 ? data[i]! / fitted[i]! : 0;
      applyTransposed(a, ratio, back);
      for (let j = 0; j < columns; j++) scaled[j] = sums[j]! > 0 ? (scaled[j]! * back[j]!) / sums[j]! : 0;
      applyColumns(a, scaled, background, fitted);
    }
    return { x: scaled.map((value) => value / factor), fitted };
  };
}

/**
 * Richardson-Lucy: the expectation-maximisation steps to the most likely
 * non-negative x of Poisson counts, background in the denominator, stopped
 * early. Each step conserves the counts above the background.
 *
 * @param matrix Row-major, rows x columns, not negative.
 * @see Lucy, Astron. J. 79 (1974) 745; Shepp and Vardi, IEEE Trans. Med. Imaging 1 (1982) 113
 * @throws RangeError for shapes that do not fit or negative elements.
 */
export function richardsonLucy(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
  data: ArrayLike<number>,
  options: RichardsonLucyOptions = {},
): RichardsonLucyResult {
  return richardsonLucySolver(matrix, rows, columns)(data, options);
}
