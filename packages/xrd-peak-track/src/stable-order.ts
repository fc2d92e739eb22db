/** Indices of values in increasing order, equal ones as they stand: runs of doubling length are merged, with no object made. */
export function stableOrder(values: Float64Array): Int32Array {
  const n = values.length;
  let order = Int32Array.from(values.keys());
  let merged = new Int32Array(n);
  for (let run = 1; run < n; run *= 2) {
    for (let from = 0; from < n; from += 2 * run) {
      const middle = Math.min(from + run, n);
      const end = Math.min(from + 2 * run, n);
      let [left, right] = [from, middle];
      for (let k = from; k < end; k++) {
        const isLeft = right >= end || (left < middle && !(values[order[right]!]! < values[order[left]!]!));
        merged[k] = order[isLeft ? left++ : right++]!;
      }
    }
    [order, merged] = [merged, order];
  }
  return order;
}
