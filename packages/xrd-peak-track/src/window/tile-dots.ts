/** Columns whose products are summed together. */
export const tile = 3;

/** Where the column of the k-th free parameter begins; a last tile that is not full repeats its last column. */
export function startOfColumn(free: Int32Array, k: number, points: number): number {
  return free[Math.min(k, free.length - 1)]! * points;
}

/**
 * Weighted products of three columns with each other, and of each with the pulls: nine sums in one pass, since one sum alone
 * would wait for itself.
 *
 * @param a Where the columns begin in the jacobian.
 * @param out Six products (aa, ba, bb, ca, cb, cc) and three slopes.
 */
export function ownDots(
  jacobian: Float64Array,
  weights: Float64Array,
  pulls: Float64Array,
  points: number,
  a: number,
  b: number,
  c: number,
  out: Float64Array,
): void {
  let [aa, ba, bb, ca, cb, cc] = [0, 0, 0, 0, 0, 0];
  let [slopeA, slopeB, slopeC] = [0, 0, 0];
  for (let i = 0; i < points; i++) {
    const weight = weights[i]!;
    const pull = pulls[i]!;
    const x = jacobian[a + i]!;
    const y = jacobian[b + i]!;
    const z = jacobian[c + i]!;
    const wy = weight * y;
    const wz = weight * z;
    aa += weight * x * x;
    ba += wy * x;
    bb += wy * y;
    ca += wz * x;
    cb += wz * y;
    cc += wz * z;
    slopeA += x * pull;
    slopeB += y * pull;
    slopeC += z * pull;
  }
  out[0] = aa;
  out[1] = ba;
  out[2] = bb;
  out[3] = ca;
  out[4] = cb;
  out[5] = cc;
  out[6] = slopeA;
  out[7] = slopeB;
  out[8] = slopeC;
}

/** Weighted products of three columns `a`, `b`, `c` with three others. @param out Nine products, those of `a` first. */
export function crossDots(
  jacobian: Float64Array,
  weights: Float64Array,
  points: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
  out: Float64Array,
): void {
  let [ad, ae, af, bd, be, bf] = [0, 0, 0, 0, 0, 0];
  let [cd, ce, cf] = [0, 0, 0];
  for (let i = 0; i < points; i++) {
    const weight = weights[i]!;
    const x = weight * jacobian[a + i]!;
    const y = weight * jacobian[b + i]!;
    const z = weight * jacobian[c + i]!;
    const u = jacobian[d + i]!;
    const v = jacobian[e + i]!;
    const w = jacobian[f + i]!;
    ad += x * u;
    ae += x * v;
    af += x * w;
    bd += y * u;
    be += y * v;
    bf += y * w;
    cd += z * u;
    ce += z * v;
    cf += z * w;
  }
  out[0] = ad;
  out[1] = ae;
  out[2] = af;
  out[3] = bd;
  out[4] = be;
  out[5] = bf;
  out[6] = cd;
  out[7] = ce;
  out[8] = cf;
}
