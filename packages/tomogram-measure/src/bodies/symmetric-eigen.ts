type Triple = [number, number, number];

/** Eigenvalues of a symmetric 3 x 3 matrix from the largest, with unit vectors (Jacobi rotations). */
export function symmetricEigen(matrix: readonly [readonly number[], readonly number[], readonly number[]]): {
  values: Triple;
  vectors: [Triple, Triple, Triple];
} {
  const a = matrix.map((row) => [...row]);
  const v = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  for (let sweep = 0; sweep < 40; sweep++) {
    const off = Math.abs(a[0]![1]!) + Math.abs(a[0]![2]!) + Math.abs(a[1]![2]!);
    if (off === 0) break;
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      if (a[p]![q] === 0) continue;
      const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
      const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
      const c = 1 / Math.hypot(t, 1);
      const s = t * c;
      for (const rows of [a, v]) {
        for (const row of rows) {
          const [x, y] = [row[p]!, row[q]!];
          row[p] = c * x - s * y;
          row[q] = s * x + c * y;
        }
      }
      for (let k = 0; k < 3; k++) {
        const [x, y] = [a[p]![k]!, a[q]![k]!];
        a[p]![k] = c * x - s * y;
        a[q]![k] = s * x + c * y;
      }
    }
  }
  const order = [0, 1, 2].sort((i, j) => a[j]![j]! - a[i]![i]!);
  const value = (k: number): number => a[order[k]!]![order[k]!]!;
  const vector = (k: number): Triple => [v[0]![order[k]!]!, v[1]![order[k]!]!, v[2]![order[k]!]!];
  return { values: [value(0), value(1), value(2)], vectors: [vector(0), vector(1), vector(2)] };
}
