/** Reflections equivalent to each, for means over them: start of each in the list, and their indices, three for each. */
export interface Orbits {
  readonly start: Int32Array;
  readonly indices: Float64Array;
}

/** Equivalents under a point group; h' = h R. A mean over the group is one over the orbit, with repeats left out here. */
export function orbitsOf(
  { h, k, l }: { readonly h: ArrayLike<number>; readonly k: ArrayLike<number>; readonly l: ArrayLike<number> },
  rotations: readonly (readonly number[])[],
): Orbits {
  const start = new Int32Array(h.length + 1);
  const all: number[] = [];
  for (let i = 0; i < h.length; i++) {
    const seen = new Set<string>();
    for (const r of rotations) {
      let own = [0, 1, 2].map((j) => h[i]! * r[j]! + k[i]! * r[3 + j]! + l[i]! * r[6 + j]!);
      // Friedel mates make the same angle with the axis.
      const lead = own.find((value) => value !== 0) ?? 0;
      if (lead < 0) own = own.map((value) => -value);
      const key = own.map((value) => value + 0).join();
      if (seen.has(key)) continue;
      seen.add(key);
      all.push(...own);
    }
    start[i + 1] = all.length / 3;
  }
  return { start, indices: Float64Array.from(all) };
}

/**
 * March-Dollase factors (Dollase, J. Appl. Cryst. 19 (1986) 267): means over equivalents of (r^2 cos^2 alpha + sin^2 alpha /
 * r)^-3/2, and their derivatives by r.
 *
 * @param metric Reciprocal metric, six numbers.
 */
export function marchDollase(
  { start, indices }: Orbits,
  axis: readonly [number, number, number],
  metric: Float64Array,
  r: number,
  factor: Float64Array,
  byRatio: Float64Array,
): void {
  const [p, q, s] = axis;
  // Metric times axis, for scalar products with it.
  const x = metric[0]! * p + metric[5]! * q + metric[4]! * s;
  const y = metric[5]! * p + metric[1]! * q + metric[3]! * s;
  const z = metric[4]! * p + metric[3]! * q + metric[2]! * s;
  const axis2 = x * p + y * q + z * s;
  for (let i = 0; i + 1 < start.length; i++) {
    let sum = 0;
    let slope = 0;
    for (let e = start[i]!; e < start[i + 1]!; e++) {
      const h = indices[3 * e]!;
      const k = indices[3 * e + 1]!;
      const l = indices[3 * e + 2]!;
      const length2 =
        h * h * metric[0]! +
        k * k * metric[1]! +
        l * l * metric[2]! +
        2 * (k * l * metric[3]! + h * l * metric[4]! + h * k * metric[5]!);
      const cosine2 = (h * x + k * y + l * z) ** 2 / (length2 * axis2);
      const base = r * r * cosine2 + (1 - cosine2) / r;
      const power = 1 / (base * Math.sqrt(base));
      sum += power;
      slope += ((-1.5 * power) / base) * (2 * r * cosine2 - (1 - cosine2) / (r * r));
    }
    const count = start[i + 1]! - start[i]!;
    factor[i] = sum / count;
    byRatio[i] = slope / count;
  }
}
