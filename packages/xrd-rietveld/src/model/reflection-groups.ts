/** Lines of equal place to within this part of a full width share one intensity: nothing could tell them apart. */
const together = 0.3;

/** Which reflections of a phase share an intensity, and each one's share. */
export interface ReflectionGroups {
  readonly group: Int32Array;
  readonly share: Float64Array;
  readonly count: number;
}

/**
 * Groups of reflections whose intensities are free. Pawley: those that overlap all but completely at the start are one, shared
 * out by multiplicity. Le Bail: each for itself.
 */
export function groupReflections(
  isJoined: boolean,
  places: Float64Array,
  widths: Float64Array,
  multiplicity: Float64Array,
): ReflectionGroups {
  const n = places.length;
  const group = new Int32Array(n);
  const share = new Float64Array(n).fill(1);
  if (!isJoined) return { group: group.map((_, i) => i), share, count: n };
  const order = Array.from(places.keys()).toSorted((i, j) => places[i]! - places[j]!);
  let count = -1;
  let first = Number.NaN;
  for (const i of order) {
    // Those that cannot be seen have no place: they come last, each for itself.
    if (!(places[i]! - first < together * widths[i]!)) {
      count++;
      first = places[i]!;
    }
    group[i] = count;
  }
  const total = new Float64Array(count + 1);
  for (let i = 0; i < n; i++) total[group[i]!]! += multiplicity[i]!;
  for (let i = 0; i < n; i++) share[i] = multiplicity[i]! / total[group[i]!]!;
  return { group, share, count: count + 1 };
}
