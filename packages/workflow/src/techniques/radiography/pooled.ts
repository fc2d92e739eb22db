/** A picture of means of squares of pixels. */
export interface Pooled {
  readonly rows: number;
  readonly columns: number;
  /** Edge of the squares. */
  readonly by: number;
  readonly values: Float64Array;
}

/** A frame, made smaller. */
export interface PooledFrame extends Pooled {
  readonly frame: number;
}

/** Means of squares of pixels, so that at most so many are left along the longer side; those without a value do not count. */
export function pooledTo(values: ArrayLike<number>, width: number, height: number, most: number): Pooled {
  const by = Math.max(1, Math.ceil(Math.max(width, height) / most));
  const [columns, rows] = [Math.max(1, Math.floor(width / by)), Math.max(1, Math.floor(height / by))];
  const out = new Float64Array(columns * rows);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      let count = 0;
      for (let row = y * by; row < Math.min(height, (y + 1) * by); row++)
        for (let i = row * width + x * by; i < row * width + Math.min(width, (x + 1) * by); i++) {
          const value = values[i]!;
          if (Number.isNaN(value)) continue;
          sum += value;
          count++;
        }
      out[y * columns + x] = count === 0 ? Number.NaN : sum / count;
    }
  return { rows, columns, by, values: out };
}
