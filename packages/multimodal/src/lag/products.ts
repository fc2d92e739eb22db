import { dotProduct } from '@operando/numerics';

/** Products, one by one. A plain loop: `map` of typed arrays takes several times as long. */
export function times(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!;
  return out;
}

/** Sum of products. */
export function dot(a: Float64Array, b: Float64Array): number {
  return dotProduct(a, 0, b, 0, a.length);
}

/** Sum of all. */
export function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** a + factor x b. */
export function plusTimes(a: Float64Array, factor: number, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = a[i]! + factor * b[i]!;
  return out;
}
