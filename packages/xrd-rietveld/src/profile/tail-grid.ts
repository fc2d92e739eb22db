/**
 * Sums of far Lorentzian tails. Beyond `reach` of its centre a line is T / (r^2 + g^2); nearer, that is continued by a
 * polynomial in r^2 (the geometric series of the same function about reach^2), so that it is smooth everywhere and a coarse grid
 * will do. What the line has above this within its reach is added on the grid of the pattern itself. This is how sums of long
 * range are split in multilevel summation (Skeel, Tezcan and Hardy, J. Comput. Chem. 23 (2002) 673).
 */
export interface TailGrid {
  readonly nodes: Float64Array;
  readonly spacing: number;
  /** First of the four nodes that each point is interpolated from. */
  readonly first: Int32Array;
  /** Their weights, four for each point. */
  readonly weights: Float64Array;
}

/** A coarse grid about points that increase. */
export function createTailGrid(points: Float64Array, spacing: number): TailGrid {
  const low = points[0]!;
  const count = Math.max(4, Math.ceil((points[points.length - 1]! - low) / spacing) + 3);
  const nodes = Float64Array.from({ length: count }, (_, k) => low + (k - 1) * spacing);
  const first = new Int32Array(points.length);
  const weights = new Float64Array(4 * points.length);
  for (let i = 0; i < points.length; i++) {
    const place = (points[i]! - low) / spacing;
    const k = Math.min(Math.floor(place), count - 4);
    const t = place - k;
    first[i] = k;
    // Cubic through the nodes at -1, 0, 1, 2.
    weights[4 * i] = (-t * (t - 1) * (t - 2)) / 6;
    weights[4 * i + 1] = ((t + 1) * (t - 1) * (t - 2)) / 2;
    weights[4 * i + 2] = (-(t + 1) * t * (t - 2)) / 2;
    weights[4 * i + 3] = ((t + 1) * t * (t - 1)) / 6;
  }
  return { nodes, spacing, first, weights };
}

/** Add what stands at the nodes to the points. */
export function addFromNodes({ first, weights }: TailGrid, coarse: Float64Array, out: Float64Array): void {
  for (let i = 0, j = 0; i < first.length; i++, j += 4) {
    const k = first[i]!;
    out[i]! +=
      weights[j]! * coarse[k]! +
      weights[j + 1]! * coarse[k + 1]! +
      weights[j + 2]! * coarse[k + 2]! +
      weights[j + 3]! * coarse[k + 3]!;
  }
}

/** What a tail has nearer than its reach: its series there in the squared place, which goes on smoothly. @param z From -1 to 0. */
function withinReach(z: number, inverse: number): number {
  return inverse * (1 - z * (1 - z * (1 - z * (1 - z))));
}

/**
 * Tails of unit strength of a line at places from..to, into value.
 *
 * @param half Half the width of the line.
 */
export function fillTails(
  places: Float64Array,
  from: number,
  to: number,
  center: number,
  half: number,
  reach: number,
  value: Float64Array,
): void {
  const g2 = half * half;
  const reach2 = reach * reach;
  const inverse = 1 / (reach2 + g2);
  for (let i = from, j = 0; i < to; i++, j++) {
    const r = places[i]! - center;
    const r2 = r * r;
    if (r2 >= reach2) {
      value[j] = 1 / (r2 + g2);
    } else {
      const z = (r2 - reach2) * inverse;
      value[j] = withinReach(z, inverse);
    }
  }
}

/** Take from `value` what {@link fillTails} would give with another reach. */
export function subtractTails(
  places: Float64Array,
  from: number,
  to: number,
  center: number,
  half: number,
  reach: number,
  value: Float64Array,
): void {
  const g2 = half * half;
  const reach2 = reach * reach;
  const inverse = 1 / (reach2 + g2);
  for (let i = from, j = 0; i < to; i++, j++) {
    const r = places[i]! - center;
    const z = Math.min(0, r * r - reach2) * inverse;
    value[j]! -= withinReach(z, inverse);
  }
}
