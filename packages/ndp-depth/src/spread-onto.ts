/** Means over other bins of a quantity that is constant within its own; nothing where they do not overlap. */
export function spreadOnto(
  edges: ArrayLike<number>,
  values: ArrayLike<number>,
  target: ArrayLike<number>,
): Float64Array {
  const out = new Float64Array(target.length - 1);
  let i = 0;
  for (let j = 0; j < out.length; j++) {
    const low = target[j]!;
    const high = target[j + 1]!;
    while (i > 0 && edges[i]! > low) i--;
    for (; i < values.length && edges[i]! < high; i++) {
      const overlap = Math.min(high, edges[i + 1]!) - Math.max(low, edges[i]!);
      if (overlap > 0) out[j]! += (values[i]! * overlap) / (high - low);
    }
    i = Math.max(0, i - 1);
  }
  return out;
}
