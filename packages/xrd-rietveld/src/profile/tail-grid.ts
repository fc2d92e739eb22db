/**
 * Sums of far Lorentzian tails. Beyond `reach` of its centre a line is T / (r^2 + g^2); nearer, that is continued by a
 * polynomial in r^2 (the geometric series of the same function about reach^2), so that it is smooth everywhere and a coarse grid
 * will do. What the line has above this within its reach is added on the grid of the pattern itself. This is how sums of long
 * range are split in multilevel summation (Skeel, Tezcan and Hardy, J. Comput. Chem. 23 (2002) 673).
 */
export interface TailGrid {
  readonly nodes: Float64Array;
  readonly spacing: number;
  /** Cells: the first point that is interpolated from the nodes about each, and after the last cell the number of points. */
  readonly starts: Int32Array;
  /** Where each point lies in its cell, in spacings. */
  readonly shares: Float64Array;
}

/** A coarse grid about points that increase. */
export function createTailGrid(points: Float64Array, spacing: number): TailGrid {
  const low = points[0]!;
  const count = Math.max(4, Math.ceil((points[points.length - 1]! - low) / spacing) + 3);
  const nodes = Float64Array.from({ length: count }, (_, k) => low + (k - 1) * spacing);
  const cells = count - 3;
  const starts = new Int32Array(cells + 1);
  const shares = new Float64Array(points.length);
  for (let i = 0; i < points.length; i++) {
    const place = (points[i]! - low) / spacing;
    const k = Math.min(Math.floor(place), cells - 1);
    shares[i] = place - k;
    starts[k + 1] = i + 1;
  }
  for (let k = 1; k <= cells; k++) starts[k] = Math.max(starts[k]!, starts[k - 1]!);
  return { nodes, spacing, starts, shares };
}

/** First of the nodes that is not below a place: the same as a search among them, but they are equally far apart. */
export function firstNode({ nodes, spacing }: TailGrid, place: number): number {
  let k = Math.min(nodes.length, Math.max(0, Math.ceil((place - nodes[0]!) / spacing)));
  while (k > 0 && nodes[k - 1]! >= place) k--;
  while (k < nodes.length && nodes[k]! < place) k++;
  return k;
}

/** Add what stands at the nodes to the points: in each cell the cubic through the nodes at -1, 0, 1, 2. */
export function addFromNodes({ starts, shares }: TailGrid, coarse: Float64Array, out: Float64Array): void {
  for (let k = 0; k + 1 < starts.length; k++) {
    const [from, to] = [starts[k]!, starts[k + 1]!];
    if (from === to) continue;
    const [v0, v1, v2, v3] = [coarse[k]!, coarse[k + 1]!, coarse[k + 2]!, coarse[k + 3]!];
    const c1 = v2 - v0 / 3 - 0.5 * v1 - v3 / 6;
    const c2 = 0.5 * (v0 + v2) - v1;
    const c3 = (v3 - v0) / 6 + 0.5 * (v1 - v2);
    for (let i = from; i < to; i++) {
      const t = shares[i]!;
      out[i]! += v1 + t * (c1 + t * (c2 + t * c3));
    }
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
