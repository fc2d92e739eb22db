/** Where the numbers of a plan stand in its table. */
const preFromAt: usize = 0;
const preToAt: usize = 8;
const postFromAt: usize = 16;
const postToAt: usize = 24;
const edgeAt: usize = 32;
const preDegreeAt: usize = 40;
const postDegreeAt: usize = 48;
const preInverseAt: usize = 56;
const postInverseAt: usize = 88;
const preInPostAt: usize = 160;
const edgeUAt: usize = 208;
const preScaleAt: usize = 216;
const preShiftAt: usize = 224;
const postScaleAt: usize = 232;
const postShiftAt: usize = 240;
const abscissaeAt: usize = 248;
const bendAt: usize = 256;
/** Bytes of all these: the scaled abscissae of the pre-edge range follow, then those of the post-edge polynomial for all energies. */
const headBytes: usize = 272;

/** All bits but the sign: magnitudes compare as whole numbers do, with infinities and NaN above all. */
const magnitude = i64x2.splat(0x7fff_ffff_ffff_ffff);

/** The larger of each two magnitudes; NaN stays. */
function larger(a: v128, b: v128): v128 {
  return v128.bitselect(a, b, i64x2.gt_s(a, b));
}

/** Largest steps from point to point within [from, to), together with those that are known. */
function largestSteps(mu: usize, from: usize, to: usize, known: v128): v128 {
  let steps = known;
  let i = from;
  for (; i + 16 <= to; i += 16) {
    const step = f64x2.sub(v128.load(mu + i), v128.load(mu + i - 8));
    steps = larger(v128.and(step, magnitude), steps);
  }
  if (i < to) {
    const step = f64x2.splat(load<f64>(mu + i) - load<f64>(mu + i - 8));
    steps = larger(v128.and(step, magnitude), steps);
  }
  return steps;
}

/**
 * Normalizes one spectrum: pre-edge line, post-edge polynomial of up to second degree, norm, flat and the sums of residuals.
 *
 * @param plan Its numbers, as `normalization-table.ts` lays them out. The range of the post-edge begins behind the first point.
 * @param fixedStep The edge step where it is given, else NaN.
 * @param out Receives the signed step, the step, squares and lagged products of the residuals of the post-edge and of the
 * pre-edge, the largest step of mu from point to point (infinite or NaN where mu is not finite), and by how much at most the
 * pre-edge line adds to second differences of norm.
 */
export function normalizeRow(
  points: i32,
  plan: usize,
  mu: usize,
  fixedStep: f64,
  norm: usize,
  flat: usize,
  out: usize,
): void {
  const end: usize = (points as usize) << 3;
  const preFrom: usize = (load<f64>(plan, preFromAt) as usize) << 3;
  const preTo: usize = (load<f64>(plan, preToAt) as usize) << 3;
  const postFrom: usize = (load<f64>(plan, postFromAt) as usize) << 3;
  const postTo: usize = (load<f64>(plan, postToAt) as usize) << 3;
  const edge: usize = (load<f64>(plan, edgeAt) as usize) << 3;
  const preDegree = load<f64>(plan, preDegreeAt) as i32;
  const postDegree = load<f64>(plan, postDegreeAt) as i32;

  // Moments of the pre-edge, whose abscissae follow from those at hand.
  const preScale = load<f64>(plan, preScaleAt);
  const preShift = load<f64>(plan, preShiftAt);
  const postScale = load<f64>(plan, postScaleAt);
  const postShift = load<f64>(plan, postShiftAt);
  const abscissae = plan + ((load<f64>(plan, abscissaeAt) as usize) << 3);
  let a = f64x2.splat(0);
  let a2 = f64x2.splat(0);
  let b = f64x2.splat(0);
  let b2 = f64x2.splat(0);
  let i = preFrom;
  let w = plan + headBytes;
  for (; i + 32 <= preTo; i += 32, w += 32) {
    const y0 = v128.load(mu + i);
    const y1 = v128.load(mu + i, 16);
    a = f64x2.add(a, y0);
    a2 = f64x2.add(a2, y1);
    b = f64x2.add(b, f64x2.mul(y0, v128.load(w)));
    b2 = f64x2.add(b2, f64x2.mul(y1, v128.load(w, 16)));
  }
  let a0 = f64x2.extract_lane(a, 0);
  let b0 = f64x2.extract_lane(b, 0);
  for (; i < preTo; i += 8, w += 8) {
    const y = load<f64>(mu + i);
    a0 += y;
    b0 += y * load<f64>(w);
  }
  let sa = a0 + f64x2.extract_lane(a2, 0) + (f64x2.extract_lane(a, 1) + f64x2.extract_lane(a2, 1));
  let sb = b0 + f64x2.extract_lane(b2, 0) + (f64x2.extract_lane(b, 1) + f64x2.extract_lane(b2, 1));
  const m = plan + preInverseAt;
  let p0 = load<f64>(m) * sa;
  let p1: f64 = 0;
  if (preDegree == 1) {
    p0 = load<f64>(m) * sa + load<f64>(m, 8) * sb;
    p1 = load<f64>(m, 16) * sa + load<f64>(m, 24) * sb;
  }

  // Moments of the post-edge.
  a = f64x2.splat(0);
  a2 = f64x2.splat(0);
  b = f64x2.splat(0);
  b2 = f64x2.splat(0);
  let c = f64x2.splat(0);
  let c2 = f64x2.splat(0);
  let steps = largestSteps(mu, 8, postFrom, i64x2.splat(0));
  // Here NaN may pass, which sums tell of.
  let inner = f64x2.splat(0);
  i = postFrom;
  for (; i + 32 <= postTo; i += 32) {
    const y0 = v128.load(mu + i);
    const y1 = v128.load(mu + i, 16);
    const u0 = v128.load(abscissae + i);
    const u1 = v128.load(abscissae + i, 16);
    inner = f64x2.pmax(inner, v128.and(f64x2.sub(y0, v128.load(mu + i - 8)), magnitude));
    inner = f64x2.pmax(inner, v128.and(f64x2.sub(y1, v128.load(mu + i - 8, 16)), magnitude));
    const z0 = f64x2.mul(y0, u0);
    const z1 = f64x2.mul(y1, u1);
    a = f64x2.add(a, y0);
    a2 = f64x2.add(a2, y1);
    b = f64x2.add(b, z0);
    b2 = f64x2.add(b2, z1);
    c = f64x2.add(c, f64x2.mul(z0, u0));
    c2 = f64x2.add(c2, f64x2.mul(z1, u1));
  }
  steps = largestSteps(mu, i, end, larger(inner, steps));
  a0 = f64x2.extract_lane(a, 0);
  b0 = f64x2.extract_lane(b, 0);
  let cc = f64x2.extract_lane(c, 0);
  for (; i < postTo; i += 8) {
    const y = load<f64>(mu + i);
    const u = load<f64>(abscissae + i);
    const z = y * u;
    a0 += y;
    b0 += z;
    cc += z * u;
  }
  sa = a0 + f64x2.extract_lane(a2, 0) + (f64x2.extract_lane(a, 1) + f64x2.extract_lane(a2, 1));
  sb = b0 + f64x2.extract_lane(b2, 0) + (f64x2.extract_lane(b, 1) + f64x2.extract_lane(b2, 1));
  const sc = cc + f64x2.extract_lane(c2, 0) + (f64x2.extract_lane(c, 1) + f64x2.extract_lane(c2, 1));
  steps = larger(v128.and(f64x2.splat(sa - sa), magnitude), steps);
  const q = plan + postInverseAt;
  let q0 = load<f64>(q) * sa;
  let q1: f64 = 0;
  let q2: f64 = 0;
  if (postDegree == 1) {
    q0 = load<f64>(q) * sa + load<f64>(q, 8) * sb;
    q1 = load<f64>(q, 16) * sa + load<f64>(q, 24) * sb;
  } else if (postDegree == 2) {
    q0 = load<f64>(q) * sa + load<f64>(q, 8) * sb + load<f64>(q, 16) * sc;
    q1 = load<f64>(q, 24) * sa + load<f64>(q, 32) * sb + load<f64>(q, 40) * sc;
    q2 = load<f64>(q, 48) * sa + load<f64>(q, 56) * sb + load<f64>(q, 64) * sc;
  }
  const g = plan + preInPostAt;
  if (preDegree == 1) {
    q0 = q0 - load<f64>(g) * p0 - load<f64>(g, 8) * p1;
    if (postDegree > 0) q1 = q1 - load<f64>(g, 16) * p0 - load<f64>(g, 24) * p1;
    if (postDegree > 1) q2 = q2 - load<f64>(g, 32) * p0 - load<f64>(g, 40) * p1;
  } else {
    q0 -= load<f64>(g) * p0;
    if (postDegree > 0) q1 -= load<f64>(g, 8) * p0;
    if (postDegree > 1) q2 -= load<f64>(g, 16) * p0;
  }
  const edgeU = load<f64>(plan, edgeUAt);
  let signed = q0;
  if (postDegree == 1) signed = q1 * edgeU + q0;
  else if (postDegree == 2) signed = (q2 * edgeU + q1) * edgeU + q0;
  const step = max<f64>(1e-12, abs<f64>(isNaN(fixedStep) ? signed : fixedStep));

  const inverse = 1 / step;
  const ratio = preScale / postScale;
  const constant = (p0 + p1 * (preShift - ratio * postShift)) * inverse;
  const slope = p1 * ratio * inverse;
  const level = signed * inverse;
  const k0 = q0 * inverse;
  const k1 = q1 * inverse;
  const k2 = q2 * inverse;
  const inverses = f64x2.splat(inverse);
  const constants = f64x2.splat(constant);
  const slopes = f64x2.splat(slope);

  // Below the edge norm and flat are one.
  i = 0;
  for (; i + 16 <= edge; i += 16) {
    const line = f64x2.add(constants, f64x2.mul(slopes, v128.load(abscissae + i)));
    const value = f64x2.sub(f64x2.mul(v128.load(mu + i), inverses), line);
    v128.store(norm + i, value);
    v128.store(flat + i, value);
  }
  for (; i < edge; i += 8) {
    const value = load<f64>(mu + i) * inverse - (constant + slope * load<f64>(abscissae + i));
    store<f64>(norm + i, value);
    store<f64>(flat + i, value);
  }
  const levels = f64x2.splat(level);
  const ks0 = f64x2.splat(k0);
  const ks1 = f64x2.splat(k1);
  const ks2 = f64x2.splat(k2);
  // Between the edge and the range of the fit.
  for (; i + 16 <= postFrom; i += 16) {
    const u = v128.load(abscissae + i);
    const value = f64x2.sub(f64x2.mul(v128.load(mu + i), inverses), f64x2.add(constants, f64x2.mul(slopes, u)));
    v128.store(norm + i, value);
    const rest = f64x2.sub(value, f64x2.add(ks0, f64x2.mul(u, f64x2.add(ks1, f64x2.mul(u, ks2)))));
    v128.store(flat + i, f64x2.add(rest, levels));
  }
  for (; i < postFrom; i += 8) {
    const u = load<f64>(abscissae + i);
    const value = load<f64>(mu + i) * inverse - (constant + slope * u);
    store<f64>(norm + i, value);
    store<f64>(flat + i, value - (k0 + u * (k1 + u * k2)) + level);
  }
  // The range of the fit.
  let squares = f64x2.splat(0);
  let lagged = f64x2.splat(0);
  let before = f64x2.splat(0);
  for (; i + 32 <= postTo; i += 32) {
    const u = v128.load(abscissae + i);
    const u2 = v128.load(abscissae + i, 16);
    const value = f64x2.sub(f64x2.mul(v128.load(mu + i), inverses), f64x2.add(constants, f64x2.mul(slopes, u)));
    const value2 = f64x2.sub(f64x2.mul(v128.load(mu + i, 16), inverses), f64x2.add(constants, f64x2.mul(slopes, u2)));
    v128.store(norm + i, value);
    v128.store(norm + i, value2, 16);
    const rest = f64x2.sub(value, f64x2.add(ks0, f64x2.mul(u, f64x2.add(ks1, f64x2.mul(u, ks2)))));
    const rest2 = f64x2.sub(value2, f64x2.add(ks0, f64x2.mul(u2, f64x2.add(ks1, f64x2.mul(u2, ks2)))));
    v128.store(flat + i, f64x2.add(rest, levels));
    v128.store(flat + i, f64x2.add(rest2, levels), 16);
    squares = f64x2.add(f64x2.add(squares, f64x2.mul(rest, rest)), f64x2.mul(rest2, rest2));
    lagged = f64x2.add(lagged, f64x2.mul(rest, v128.shuffle<f64>(before, rest, 1, 2)));
    lagged = f64x2.add(lagged, f64x2.mul(rest2, v128.shuffle<f64>(rest, rest2, 1, 2)));
    before = rest2;
  }
  if (i + 16 <= postTo) {
    const u = v128.load(abscissae + i);
    const value = f64x2.sub(f64x2.mul(v128.load(mu + i), inverses), f64x2.add(constants, f64x2.mul(slopes, u)));
    v128.store(norm + i, value);
    const curve = f64x2.add(ks0, f64x2.mul(u, f64x2.add(ks1, f64x2.mul(u, ks2))));
    const rest = f64x2.sub(value, curve);
    v128.store(flat + i, f64x2.add(rest, levels));
    squares = f64x2.add(squares, f64x2.mul(rest, rest));
    lagged = f64x2.add(lagged, f64x2.mul(rest, v128.shuffle<f64>(before, rest, 1, 2)));
    before = rest;
    i += 16;
  }
  let square = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  let lag = f64x2.extract_lane(lagged, 0) + f64x2.extract_lane(lagged, 1);
  let last = f64x2.extract_lane(before, 1);
  for (; i < end; i += 8) {
    const u = load<f64>(abscissae + i);
    const value = load<f64>(mu + i) * inverse - (constant + slope * u);
    const rest = value - (k0 + u * (k1 + u * k2));
    store<f64>(norm + i, value);
    store<f64>(flat + i, rest + level);
    if (i >= postTo) continue;
    square += rest * rest;
    lag += rest * last;
    last = rest;
  }
  store<f64>(out, signed);
  store<f64>(out, step, 8);
  store<f64>(out, square, 16);
  store<f64>(out, lag, 24);

  // What the line leaves of the pre-edge.
  squares = f64x2.splat(0);
  lagged = f64x2.splat(0);
  before = f64x2.splat(0);
  for (i = preFrom; i + 16 <= preTo; i += 16) {
    const rest = v128.load(norm + i);
    squares = f64x2.add(squares, f64x2.mul(rest, rest));
    lagged = f64x2.add(lagged, f64x2.mul(rest, v128.shuffle<f64>(before, rest, 1, 2)));
    before = rest;
  }
  square = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  lag = f64x2.extract_lane(lagged, 0) + f64x2.extract_lane(lagged, 1);
  if (i < preTo) {
    const rest = load<f64>(norm + i);
    square += rest * rest;
    lag += rest * f64x2.extract_lane(before, 1);
  }
  store<f64>(out, square, 32);
  store<f64>(out, lag, 40);
  const other = v128.shuffle<f64>(steps, steps, 1, 0);
  store<f64>(out, f64x2.extract_lane(larger(steps, other), 0), 48);
  store<f64>(out, abs<f64>(slope) * load<f64>(plan, bendAt), 56);
}
