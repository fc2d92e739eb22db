/** Exponents HKL of the 15 products of fourth order. */
const orders: readonly (readonly [number, number, number])[] = [
  [4, 0, 0],
  [0, 4, 0],
  [0, 0, 4],
  [2, 2, 0],
  [2, 0, 2],
  [0, 2, 2],
  [3, 1, 0],
  [3, 0, 1],
  [1, 3, 0],
  [0, 3, 1],
  [1, 0, 3],
  [0, 1, 3],
  [2, 1, 1],
  [1, 2, 1],
  [1, 1, 2],
];

/** An invariant of a Laue group: its name, after its first product, and how much of each product is in it. */
export interface StephensTerm {
  readonly name: string;
  readonly products: Float64Array;
}

/**
 * Forms of fourth order in hkl that a point group leaves as they are (Stephens, J. Appl. Cryst. 32 (1999) 281): the variance
 * of 1/d^2 is a sum of them. Each product is averaged over the group; those averages that are independent are the terms.
 */
export function stephensTerms(rotations: readonly (readonly number[])[]): StephensTerm[] {
  const terms: StephensTerm[] = [];
  const reduced: { readonly row: Float64Array; readonly pivot: number }[] = [];
  for (const [at, order] of orders.entries()) {
    const mean = averaged(order, rotations);
    const rest = mean.slice();
    for (const { row, pivot } of reduced) {
      const share = rest[pivot]! / row[pivot]!;
      for (let k = 0; k < 15; k++) rest[k]! -= share * row[k]!;
    }
    const pivot = rest.reduce((best, value, k) => (Math.abs(value) > Math.abs(rest[best]!) ? k : best), 0);
    if (Math.abs(rest[pivot]!) < 1e-9) continue;
    reduced.push({ row: rest, pivot });
    // Of the product itself there is then 1, as in the tables of the article.
    const unit = mean[at]!;
    terms.push({ name: `S${order.join('')}`, products: unit === 0 ? mean : mean.map((value) => value / unit) });
  }
  return terms;
}

/** Mean of a product over the group, as amounts of all products. */
function averaged(order: readonly [number, number, number], rotations: readonly (readonly number[])[]): Float64Array {
  const sum = new Float64Array(15);
  for (const r of rotations) {
    // Row vectors: h' = h R, so that h'_j = sum over i of h_i R_ij.
    let form = new Map<string, number>([['0,0,0', 1]]);
    order.forEach((power, j) => {
      for (let n = 0; n < power; n++) form = timesLinear(form, [r[j]!, r[3 + j]!, r[6 + j]!]);
    });
    orders.forEach((o, k) => (sum[k]! += form.get(o.join(',')) ?? 0));
  }
  return sum.map((value) => value / rotations.length);
}

function timesLinear(form: ReadonlyMap<string, number>, linear: readonly number[]): Map<string, number> {
  const product = new Map<string, number>();
  for (const [key, value] of form) {
    const powers = key.split(',').map(Number);
    linear.forEach((factor, i) => {
      if (factor === 0) return;
      const raised = powers.with(i, powers[i]! + 1).join(',');
      product.set(raised, (product.get(raised) ?? 0) + value * factor);
    });
  }
  return product;
}

/** Value of each term for each reflection: rows of terms. */
export function stephensValues(
  terms: readonly StephensTerm[],
  { h, k, l }: { readonly h: ArrayLike<number>; readonly k: ArrayLike<number>; readonly l: ArrayLike<number> },
): Float64Array {
  const values = new Float64Array(terms.length * h.length);
  for (const [t, { products }] of terms.entries()) {
    for (let i = 0; i < h.length; i++) {
      let sum = 0;
      orders.forEach(([a, b, c], o) => (sum += products[o]! * h[i]! ** a * k[i]! ** b * l[i]! ** c));
      values[t * h.length + i] = sum;
    }
  }
  return values;
}
