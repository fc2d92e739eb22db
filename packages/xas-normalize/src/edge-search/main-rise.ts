/** Points of a rise, both ends included. */
export interface Rise {
  readonly from: number;
  readonly to: number;
}

/** How far above the point in question the main rise is looked for, eV: pre-edge peaks lie up to 20 eV below the edge. */
const reach = 45;

/**
 * The rise by which a normalized spectrum passes half its step for good: from the last minimum below that crossing to the
 * first maximum above it. A pre-edge peak, however steep, falls again before it; shoulders and double inflections, where
 * nothing falls, are parts of it.
 *
 * @param norm Normalized absorption, from `offset` on.
 * @param index Point near the edge.
 * @param limit Highest energy that belongs to the edge, eV.
 * @param tolerance Falls and rises smaller than this are none, in edge steps.
 * @returns Undefined where the spectrum does not stay above half its step.
 */
export function mainRise(
  energy: Float64Array,
  norm: Float64Array,
  offset: number,
  index: number,
  limit: number,
  tolerance: number,
): Rise | undefined {
  const points = energy.length;
  const stop = Math.min(energy[index]! + reach, limit);
  let end = index;
  while (end + 1 < points && energy[end + 1]! <= stop) end++;
  const half = 0.5 - tolerance;
  if (!(norm[offset + end]! > half)) return undefined;
  let crossing = end;
  while (crossing > 0 && norm[offset + crossing]! >= half) crossing--;
  let from = crossing;
  for (let i = crossing; i >= 0; i--) {
    const value = norm[offset + i]!;
    if (value < norm[offset + from]!) from = i;
    else if (value > norm[offset + from]! + tolerance) break;
  }
  let to = crossing;
  for (let i = crossing; i <= end; i++) {
    const value = norm[offset + i]!;
    if (value > norm[offset + to]!) to = i;
    else if (value < norm[offset + to]! - tolerance && norm[offset + to]! > 0.5) break;
  }
  return { from, to };
}
