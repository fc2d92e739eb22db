/**
 * Loops that fill columns of the flat memory, point by point, over [first, last).
 * Each keeps few values alive: fused, they run slower.
 */

/** Gaussians below 2^-50 of their height are no part of a double-precision sum. */
export const gaussianReach = 50;
export const stepsPerUnit = 32;
/** 2^(-k / 32): Gaussians need no exponential but this and a short series. */
export const powers: Float64Array = Float64Array.from(
  { length: gaussianReach * stepsPerUnit + 2 },
  (_, k) => 2 ** (-k / stepsPerUnit),
);

/** u, L and weighted L of one peak, of centre centers[k] and width widths[n]: V8 makes objects of numbers that are passed. */
export function fillLorentzian(
  m: Float64Array,
  x: number,
  weights: number,
  centers: Float64Array,
  k: number,
  widths: Float64Array,
  n: number,
  first: number,
  last: number,
  u: number,
  plain: number,
  weighted: number,
): void {
  const center = centers[k]!;
  const scale = 2 / widths[n]!;
  for (let i = first; i < last; i++) {
    const offset = (m[x + i]! - center) * scale;
    const value = 1 / (1 + offset * offset);
    m[u + i] = offset;
    m[plain + i] = value;
    m[weighted + i] = m[weights + i]! * value;
  }
}

/** Weighted G of one peak: 2^-v = 2^(-k/32) exp(r) with |r| < 0.011, whose series to r^5 errs by 2e-15. Needs u^2 <= {@link gaussianReach}. */
export function fillGaussian(
  m: Float64Array,
  u: number,
  weights: number,
  first: number,
  last: number,
  weighted: number,
): void {
  for (let i = first; i < last; i++) {
    const offset = m[u + i]!;
    const scaled = offset * offset * stepsPerUnit;
    const k = (scaled + 0.5) | 0;
    const r = (k - scaled) * (Math.LN2 / stepsPerUnit);
    const r2 = r * r;
    m[weighted + i] = m[weights + i]! * powers[k]! * (1 + r + r2 * (0.5 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120))));
  }
}

/** u and L of one peak, not weighted. */
export function fillPlainLorentzian(
  m: Float64Array,
  x: number,
  centers: Float64Array,
  k: number,
  widths: Float64Array,
  n: number,
  first: number,
  last: number,
  u: number,
  plain: number,
): void {
  const center = centers[k]!;
  const scale = 2 / widths[n]!;
  for (let i = first; i < last; i++) {
    const offset = (m[x + i]! - center) * scale;
    m[u + i] = offset;
    m[plain + i] = 1 / (1 + offset * offset);
  }
}

/** G of one peak, not weighted; see {@link fillGaussian}. */
export function fillPlainGaussian(m: Float64Array, u: number, first: number, last: number, plain: number): void {
  for (let i = first; i < last; i++) {
    const offset = m[u + i]!;
    const scaled = offset * offset * stepsPerUnit;
    const k = (scaled + 0.5) | 0;
    const r = (k - scaled) * (Math.LN2 / stepsPerUnit);
    const r2 = r * r;
    m[plain + i] = powers[k]! * (1 + r + r2 * (0.5 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120))));
  }
}

/** X and Y of one peak, weighted. */
export function fillSlopes(
  m: Float64Array,
  u: number,
  plain: number,
  lorentzian: number,
  gaussian: number,
  ofL: number,
  ofG: number,
  first: number,
  last: number,
  x: number,
  y: number,
): void {
  for (let i = first; i < last; i++) {
    const offset = m[u + i]!;
    const slope = offset * (ofL * m[lorentzian + i]! * m[plain + i]! + ofG * m[gaussian + i]!);
    m[x + i] = slope;
    m[y + i] = 0.5 * offset * slope;
  }
}

/** X and Y of a further line of the peak, added; its centre moves by `slope` for each step of the first. */
export function addSlopes(
  m: Float64Array,
  u: number,
  plain: number,
  lorentzian: number,
  gaussian: number,
  ofL: number,
  ofG: number,
  slope: number,
  first: number,
  last: number,
  x: number,
  y: number,
): void {
  for (let i = first; i < last; i++) {
    const offset = m[u + i]!;
    const change = offset * (ofL * m[lorentzian + i]! * m[plain + i]! + ofG * m[gaussian + i]!);
    m[x + i]! += slope * change;
    m[y + i]! += 0.5 * offset * change;
  }
}

/** out = a + weight b. */
export function addScaled(
  m: Float64Array,
  a: number,
  b: number,
  weight: number,
  first: number,
  last: number,
  out: number,
): void {
  for (let i = first; i < last; i++) m[out + i] = m[a + i]! + weight * m[b + i]!;
}

/** out = y - ofA a - ofB b. */
export function subtractTwo(
  m: Float64Array,
  y: number,
  a: number,
  ofA: number,
  b: number,
  ofB: number,
  first: number,
  last: number,
  out: number,
): void {
  for (let i = first; i < last; i++) m[out + i] = m[y + i]! - ofA * m[a + i]! - ofB * m[b + i]!;
}
