import type { PeakKernels } from './peak-kernels.js';
import type { SeparableSpace } from './separable-space.js';

/** Loops that make columns of others, point by point over [first, last), with kernels where they are taken. */

/** By a kernel X and Y of a peak, times `slope`; with `added` 1 added to what there is, with 0 in its place. */
function kernelSlopes(
  { columns, base }: PeakKernels,
  u: number,
  plain: number,
  lorentzian: number,
  gaussian: number,
  ofL: number,
  ofG: number,
  slope: number,
  added: number,
  first: number,
  last: number,
  x: number,
  y: number,
): void {
  const at = base + 8 * first;
  columns.fillSlopes(
    at + 8 * u,
    at + 8 * plain,
    at + 8 * lorentzian,
    at + 8 * gaussian,
    ofL,
    ofG,
    slope,
    added,
    last - first,
    at + 8 * x,
    at + 8 * y,
  );
}

/** X and Y of one peak, weighted. */
export function fillSlopes(
  { memory: m, kernels }: SeparableSpace,
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
  if (kernels !== undefined) {
    kernelSlopes(kernels, u, plain, lorentzian, gaussian, ofL, ofG, 1, 0, first, last, x, y);
    return;
  }
  for (let i = first; i < last; i++) {
    const offset = m[u + i]!;
    const slope = offset * (ofL * m[lorentzian + i]! * m[plain + i]! + ofG * m[gaussian + i]!);
    m[x + i] = slope;
    m[y + i] = 0.5 * offset * slope;
  }
}

/** X and Y of a further line of the peak, added; its centre moves by `slope` for each step of the first. */
export function addSlopes(
  { memory: m, kernels }: SeparableSpace,
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
  if (kernels !== undefined) {
    kernelSlopes(kernels, u, plain, lorentzian, gaussian, ofL, ofG, slope, 1, first, last, x, y);
    return;
  }
  for (let i = first; i < last; i++) {
    const offset = m[u + i]!;
    const change = offset * (ofL * m[lorentzian + i]! * m[plain + i]! + ofG * m[gaussian + i]!);
    m[x + i]! += slope * change;
    m[y + i]! += 0.5 * offset * change;
  }
}

/** out = a + weight b. */
export function addScaled(
  { memory: m, kernels }: SeparableSpace,
  a: number,
  b: number,
  weight: number,
  first: number,
  last: number,
  out: number,
): void {
  if (kernels !== undefined) {
    const { columns, base } = kernels;
    const at = base + 8 * first;
    columns.addScaled(at + 8 * a, at + 8 * b, weight, last - first, at + 8 * out);
    return;
  }
  for (let i = first; i < last; i++) m[out + i] = m[a + i]! + weight * m[b + i]!;
}

/** out = y - ofA a - ofB b. */
export function subtractTwo(
  { memory: m, kernels }: SeparableSpace,
  y: number,
  a: number,
  ofA: number,
  b: number,
  ofB: number,
  first: number,
  last: number,
  out: number,
): void {
  if (kernels !== undefined) {
    const { columns, base } = kernels;
    const at = base + 8 * first;
    columns.subtractTwo(at + 8 * y, at + 8 * a, ofA, at + 8 * b, ofB, last - first, at + 8 * out);
    return;
  }
  for (let i = first; i < last; i++) m[out + i] = m[y + i]! - ofA * m[a + i]! - ofB * m[b + i]!;
}
