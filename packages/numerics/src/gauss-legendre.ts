/**
 * Nodes and weights of Gauss-Legendre quadrature with n points on [from, to]:
 * exact for polynomials of degree 2 n - 1. Newton's method on the Legendre
 * polynomial from Tricomi's estimates (Abramowitz and Stegun 25.4.29).
 *
 * @throws RangeError when n is no whole number from 1 to 10000.
 */
export function gaussLegendre(
  n: number,
  from = -1,
  to = 1,
): { readonly nodes: Float64Array; readonly weights: Float64Array } {
  if (!Number.isInteger(n) || n < 1 || n > 10_000)
    throw new RangeError(`a rule of ${n} points cannot be made; ask for 1 to 10000`);
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  const half = 0.5 * (to - from);
  const middle = 0.5 * (to + from);
  for (let i = 0; i < (n + 1) >> 1; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5)) * (1 - (n - 1) / (8 * n ** 3));
    if (2 * i + 1 === n) x = 0;
    let slope = 1;
    for (let round = 0; round < 10; round++) {
      let p = 1;
      let before = 0;
      for (let k = 1; k <= n; k++) {
        const next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
        before = p;
        p = next;
      }
      slope = (n * (x * p - before)) / (x * x - 1);
      const change = p / slope;
      if (x !== 0) x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    const weight = (2 * half) / ((1 - x * x) * slope * slope);
    nodes[i] = middle - half * x;
    nodes[n - 1 - i] = middle + half * x;
    weights[i] = weight;
    weights[n - 1 - i] = weight;
  }
  return { nodes, weights };
}
