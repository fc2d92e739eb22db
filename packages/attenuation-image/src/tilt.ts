/** Columns whose rows are shifted alike. */
export interface ShiftedSpan {
  readonly columns: readonly [left: number, right: number];
  /** Rows by which layers lie lower than in the middle column. */
  readonly shift: number;
}

/** Whole rows by which layers lie lower in a column than in the middle of the others. @param tilt Rows per column. */
export function shiftAt(column: number, [left, right]: readonly [number, number], tilt: number): number {
  return Math.round(tilt * (column + 0.5 - (left + right) / 2)) + 0;
}

/**
 * Columns in spans of one shift, from left to right: a layer that is tilted is followed in whole rows, so that each count is used once
 * and rows stay independent; what is left is half a row at most.
 */
export function shiftedSpans({
  columns,
  tilt = 0,
}: {
  readonly columns: readonly [left: number, right: number];
  readonly tilt?: number | undefined;
}): ShiftedSpan[] {
  const [left, right] = columns;
  const spans: ShiftedSpan[] = [];
  let begin = left;
  for (let x = left + 1; x <= right; x++) {
    const shift = shiftAt(begin, columns, tilt);
    if (x < right && shiftAt(x, columns, tilt) === shift) continue;
    spans.push({ columns: [begin, x], shift });
    begin = x;
  }
  return spans;
}
