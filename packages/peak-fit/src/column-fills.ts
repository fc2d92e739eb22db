import { gaussianPowers } from './gaussian-powers.js';
import type { SeparableSpace } from './separable-space.js';

/**
 * Loops that fill columns of the flat memory, point by point, over [first, last).
 * Each keeps few values alive: fused, they run slower.
 */

/** Of this module's own: what others export would be looked up at each point. Steps of 1 / 32 stand in the loops, as a constant. */
const powers = gaussianPowers;
/** Added and taken off again, 1.5 x 2^52 rounds to whole numbers, in half the time of a conversion and back. */
const toWhole = 6755399441055744;

/** u, L and weighted L of one peak, of centre centers[k] and width widths[n]: V8 makes objects of numbers that are passed. */
export function fillLorentzian(
  { memory: m, kernels }: SeparableSpace,
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
  if (kernels !== undefined) {
    const { columns, base } = kernels;
    const at = base + 8 * first;
    columns.fillLorentzian(
      at + 8 * x,
      at + 8 * weights,
      centers[k]!,
      2 / widths[n]!,
      last - first,
      at + 8 * u,
      at + 8 * plain,
      at + 8 * weighted,
    );
    return;
  }
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
  { memory: m, kernels }: SeparableSpace,
  u: number,
  weights: number,
  first: number,
  last: number,
  weighted: number,
): void {
  if (kernels !== undefined) {
    const { columns, base, table } = kernels;
    const at = base + 8 * first;
    columns.fillGaussian(at + 8 * u, at + 8 * weights, table, last - first, at + 8 * weighted);
    return;
  }
  for (let i = first; i < last; i++) {
    const offset = m[u + i]!;
    const scaled = offset * offset * 32;
    const k = scaled + toWhole - toWhole;
    const r = (k - scaled) * (Math.LN2 / 32);
    const r2 = r * r;
    m[weighted + i] =
      m[weights + i]! * powers[k | 0]! * (1 + r + r2 * (0.5 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120))));
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
    const scaled = offset * offset * 32;
    const k = scaled + toWhole - toWhole;
    const r = (k - scaled) * (Math.LN2 / 32);
    const r2 = r * r;
    m[plain + i] = powers[k | 0]! * (1 + r + r2 * (0.5 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120))));
  }
}
