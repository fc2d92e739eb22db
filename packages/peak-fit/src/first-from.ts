/** First point whose abscissa is not below a limit; x increases. */
export function firstFrom(memory: Float64Array, x: number, points: number, limit: number): number {
  let low = 0;
  let high = points;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (memory[x + middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
