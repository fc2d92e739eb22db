/** Pool adjacent violators: for each end k, the squares left by the best non-decreasing fit of the values up to k; and that fit of all. */
function risingFit(values: Float64Array): {
  readonly fitTo: (end: number) => Float64Array;
  readonly squares: Float64Array;
} {
  const n = values.length;
  const squares = new Float64Array(n + 1);
  const history: { readonly level: number; readonly size: number; readonly before: number; readonly left: number }[] =
    [];
  const topAt = new Int32Array(n + 1).fill(-1);
  let top = -1;
  for (let i = 0; i < n; i++) {
    let [level, size, left] = [values[i]!, 1, 0];
    while (top >= 0 && history[top]!.level >= level) {
      const block = history[top]!;
      const total = size + block.size;
      left += block.left + ((size * block.size) / total) * (level - block.level) ** 2;
      level += (block.size / total) * (block.level - level);
      size = total;
      top = block.before;
    }
    const below = top < 0 ? 0 : squares[i + 1 - size]!;
    history.push({ level, size, before: top, left });
    top = history.length - 1;
    topAt[i + 1] = top;
    squares[i + 1] = below + left;
  }
  return {
    squares,
    fitTo: (end) => {
      const out = new Float64Array(end);
      let at = end;
      for (let block = topAt[end]!; block >= 0; block = history[block]!.before) {
        const { level, size } = history[block]!;
        out.fill(level, at - size, at);
        at -= size;
      }
      return out;
    },
  };
}

/**
 * The nearest values, by squares, that rise to one maximum and fall after it (Bro and Sidiropoulos, J. Chemometrics 12 (1998)
 * 223): non-decreasing fits from either side, joined where they leave least.
 */
export function nearestUnimodal(values: Float64Array): Float64Array {
  const n = values.length;
  const rising = risingFit(values);
  const falling = risingFit(values.toReversed());
  let split = 0;
  for (let k = 1; k <= n; k++)
    if (rising.squares[k]! + falling.squares[n - k]! < rising.squares[split]! + falling.squares[n - split]!) split = k;
  const out = new Float64Array(n);
  out.set(rising.fitTo(split), 0);
  out.set(falling.fitTo(n - split).toReversed(), split);
  return out;
}
