/** Second differences of independent values scatter by this times their standard deviation. */
const secondDifference = Math.sqrt(6);
/** A median of absolute values is this share of the standard deviation. */
const medianShare = 0.6745;
/** Stretches that are looked at, and places in each. */
const stretches = 64;
const placesOfStretch = 200;

/**
 * Scatter of values about their neighbours, in the tenth of the rows where it is least: what a step must not come near.
 * 0 for values that lie on straight lines there.
 *
 * @param points Values of a row.
 */
export function leastNoise(values: ArrayLike<number>, points: number): number {
  if (points < 3) return 0;
  const rows = Math.floor(values.length / points);
  const scatters: number[] = [];
  for (let s = 0; s < stretches; s++) {
    const row = Math.floor((s * rows) / stretches);
    const from =
      row * points + Math.floor((((s * 37) % stretches) / stretches) * Math.max(0, points - placesOfStretch));
    const last = Math.min(from + placesOfStretch, (row + 1) * points) - 1;
    const bends: number[] = [];
    for (let i = from + 1; i < last; i++) {
      const bend = Math.abs(values[i - 1]! - 2 * values[i]! + values[i + 1]!);
      if (Number.isFinite(bend)) bends.push(bend);
    }
    if (bends.length < 5) continue;
    scatters.push(bends.toSorted((a, b) => a - b)[Math.floor(bends.length / 2)]! / medianShare / secondDifference);
  }
  return scatters.toSorted((a, b) => a - b)[Math.floor(scatters.length / 10)] ?? 0;
}
