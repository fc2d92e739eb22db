import type { Slab } from '../src/index.js';

/** A complex number with its derivative by one real parameter: forward differentiation without steps, as complex-step has it. */
interface Dual {
  readonly v: readonly [number, number];
  readonly d: readonly [number, number];
}

type C = readonly [number, number];
const cMul = (a: C, b: C): C => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
const cAdd = (a: C, b: C, s = 1): C => [a[0] + s * b[0], a[1] + s * b[1]];
const cDiv = (a: C, b: C): C => {
  const n = b[0] * b[0] + b[1] * b[1];
  return [(a[0] * b[0] + a[1] * b[1]) / n, (a[1] * b[0] - a[0] * b[1]) / n];
};
const cExp = (a: C): C => [Math.exp(a[0]) * Math.cos(a[1]), Math.exp(a[0]) * Math.sin(a[1])];
/** The root with a negative imaginary part. */
const cSqrt = (a: C): C => {
  const m = Math.hypot(a[0], a[1]);
  // The larger part first: the other would be a difference of nearly equal numbers.
  const large = Math.sqrt(0.5 * (m + Math.abs(a[0])));
  const small = large > 0 ? Math.abs(a[1]) / (2 * large) : 0;
  return a[0] >= 0 ? [large, -small] : [small, -large];
};
const real = (x: number, dx = 0): Dual => ({ v: [x, 0], d: [dx, 0] });
const add = (a: Dual, b: Dual, s = 1): Dual => ({ v: cAdd(a.v, b.v, s), d: cAdd(a.d, b.d, s) });
const mul = (a: Dual, b: Dual): Dual => ({ v: cMul(a.v, b.v), d: cAdd(cMul(a.d, b.v), cMul(a.v, b.d)) });
const div = (a: Dual, b: Dual): Dual => {
  const v = cDiv(a.v, b.v);
  return { v, d: cDiv(cAdd(a.d, cMul(v, b.d), -1), b.v) };
};
const exp = (a: Dual): Dual => {
  const v = cExp(a.v);
  return { v, d: cMul(v, a.d) };
};
const sqrt = (a: Dual): Dual => {
  const v = cSqrt(a.v);
  return { v, d: cDiv(a.d, [2 * v[0], 2 * v[1]]) };
};
const scale = (a: Dual, c: C): Dual => ({ v: cMul(a.v, c), d: cMul(a.d, c) });

/** Parratt's recursion in the plainest way: |r|^2 and its derivative by one quantity of one layer. */
export function dualReflectivity(
  q: number,
  slabs: readonly Slab[],
  layer: number,
  name: 'thickness' | 'sld' | 'isld' | 'roughness',
): { readonly value: number; readonly slope: number } {
  const get = (j: number, key: 'thickness' | 'sld' | 'isld' | 'roughness'): Dual =>
    real(slabs[j]![key] ?? 0, j === layer && key === name ? 1 : 0);
  const unit = 4e-6 * Math.PI;
  const k = slabs.map((slab, j) => {
    if (j === 0) return real(q / 2);
    let square = add(real((q * q) / 4), scale(add(get(j, 'sld'), get(0, 'sld'), -1), [unit, 0]), -1);
    const absorption = get(j, 'isld');
    const sign = (slab.isld ?? 0) < 0 ? -1 : 1;
    square = add(square, scale(absorption, [0, -unit * sign]));
    return sqrt(square);
  });
  let r: Dual = real(0);
  for (let j = slabs.length - 1; j > 0; j--) {
    const [p, m] = [k[j - 1]!, k[j]!];
    const sigma = get(j, 'roughness');
    const factor = exp(scale(mul(mul(p, m), mul(sigma, sigma)), [-2, 0]));
    const f = mul(div(add(p, m, -1), add(p, m)), factor);
    const x = j === slabs.length - 1 ? real(0) : mul(r, exp(scale(mul(m, get(j, 'thickness')), [0, -2])));
    r = div(add(f, x), add(real(1), mul(f, x)));
  }
  return { value: r.v[0] ** 2 + r.v[1] ** 2, slope: 2 * (r.v[0] * r.d[0] + r.v[1] * r.d[1]) };
}
