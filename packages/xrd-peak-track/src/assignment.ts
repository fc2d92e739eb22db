/**
 * Cheapest assignment of rows to columns (Kuhn 1955; shortest augmenting paths
 * after Jonker and Volgenant 1987): every row gets a column of its own, or none
 * where that would cost Infinity.
 *
 * @param cost Rows x columns, not below 0.
 * @returns The column of each row, -1 for none.
 */
export function assign(cost: readonly (readonly number[])[]): number[] {
  const rows = cost.length;
  const columns = cost[0]?.length ?? 0;
  // A column of its own for every row stands for "none", dearer than all that is allowed together.
  const none =
    1 +
    cost
      .flat()
      .filter(Number.isFinite)
      .reduce((sum, value) => sum + value, 0);
  const forbidden = 2 * none * (rows + 1);
  const width = columns + rows;
  const priceOf = (row: number, column: number): number => {
    if (column >= columns) return column - columns === row ? none : forbidden;
    const value = cost[row]![column]!;
    return Number.isFinite(value) ? value : forbidden;
  };
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(width + 1);
  /** Row (from 1) of each column (from 1); 0 for none. */
  const rowOf = new Int32Array(width + 1);
  for (let row = 1; row <= rows; row++) {
    const least = new Float64Array(width + 1).fill(Infinity);
    const before = new Int32Array(width + 1);
    const visited = new Uint8Array(width + 1);
    rowOf[0] = row;
    let column = 0;
    do {
      visited[column] = 1;
      const at = rowOf[column]!;
      let step = Infinity;
      let next = 0;
      for (let j = 1; j <= width; j++) {
        if (visited[j] === 1) continue;
        const reduced = priceOf(at - 1, j - 1) - rowPotential[at]! - columnPotential[j]!;
        if (reduced < least[j]!) {
          least[j] = reduced;
          before[j] = column;
        }
        if (least[j]! < step) {
          step = least[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= width; j++) {
        if (visited[j] === 1) {
          rowPotential[rowOf[j]!]! += step;
          columnPotential[j]! -= step;
        } else least[j]! -= step;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const previous = before[column]!;
      rowOf[column] = rowOf[previous]!;
      column = previous;
    }
  }
  const result = Array.from({ length: rows }, () => -1);
  for (let j = 1; j <= columns; j++) if (rowOf[j] !== 0) result[rowOf[j]! - 1] = j - 1;
  return result;
}
