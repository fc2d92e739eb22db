/**
 * Indices of values in parts by size: what stands before a rank is not above what stands from there on, and of equal values those
 * that come first in the input stand first. Selecting some ranks takes a fraction of the time of sorting.
 *
 * @param ranks Where parts end, in increasing order.
 */
export function orderByRanks(values: Float64Array, ranks: readonly number[]): Int32Array {
  const sizes = values.slice();
  const order = Int32Array.from(values.keys());
  divide(sizes, order, 0, values.length, ranks, 0, ranks.length);
  return order;
}

/** Put apart what lies in [from, to) at ranks [first, last), the middle one first. */
function divide(
  sizes: Float64Array,
  order: Int32Array,
  from: number,
  to: number,
  ranks: readonly number[],
  first: number,
  last: number,
): void {
  if (first >= last) return;
  const middle = (first + last) >> 1;
  const rank = ranks[middle]!;
  if (rank > from && rank < to) select(sizes, order, from, to - 1, rank);
  divide(sizes, order, from, Math.min(to, rank), ranks, first, middle);
  divide(sizes, order, Math.max(from, rank), to, ranks, middle + 1, last);
}

/** Hoare's selection: afterwards nothing from `left` to before `rank` comes after what stands from there to `right`. */
function select(sizes: Float64Array, order: Int32Array, from: number, to: number, rank: number): void {
  let [left, right] = [from, to];
  while (left < right) {
    const pivot = sizes[(left + right) >> 1]!;
    const own = order[(left + right) >> 1]!;
    let [i, j] = [left, right];
    while (i <= j) {
      while (sizes[i]! < pivot || (pivot === sizes[i] && order[i]! < own)) i++;
      while (sizes[j]! > pivot || (pivot === sizes[j] && order[j]! > own)) j--;
      if (i > j) break;
      const [size, at] = [sizes[i]!, order[i]!];
      sizes[i] = sizes[j]!;
      order[i] = order[j]!;
      sizes[j] = size;
      order[j] = at;
      i++;
      j--;
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else return;
  }
}
