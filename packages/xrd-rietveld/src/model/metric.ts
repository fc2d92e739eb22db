import { completeCell, freeParameters, reciprocalMetric } from '@operando/lattice';
import type { CellParameters, CrystalSystem } from '@operando/lattice';

const degree = Math.PI / 180;

/**
 * Reciprocal metric of a cell from its free parameters, and its derivatives by each: rows of 6 numbers [a*a*, b*b*, c*c*,
 * b*c*, a*c*, a*b*] (the last three once), the first row the metric itself. G* is the inverse of the direct metric G, so
 * dG* = -G* dG G*.
 */
export function fillMetric(system: CrystalSystem, free: Float64Array, from: number, out: Float64Array): void {
  const names = freeParameters[system];
  const cell = completeCell(system, free.subarray(from, from + names.length));
  const { a, b, c } = cell;
  const [ca, cb, cg] = triple(cell, Math.cos);
  const [sa, sb, sg] = triple(cell, Math.sin);
  const g = reciprocalMetric(cell);
  out.set(g);
  // Derivatives of G by a, b, c, alpha, beta, gamma, each as its six elements.
  const direct: Readonly<Record<string, Six>> = {
    a: [2 * a, 0, 0, 0, c * cb, b * cg],
    b: [0, 2 * b, 0, c * ca, 0, a * cg],
    c: [0, 0, 2 * c, b * ca, a * cb, 0],
    alpha: [0, 0, 0, -b * c * sa * degree, 0, 0],
    beta: [0, 0, 0, 0, -a * c * sb * degree, 0],
    gamma: [0, 0, 0, 0, 0, -a * b * sg * degree],
  };
  names.forEach((name, k) => {
    const sum = new Float64Array(6);
    for (const along of follows(system, name)) direct[along]!.forEach((value, j) => (sum[j]! += value));
    const change = sandwich(g, sum);
    for (let j = 0; j < 6; j++) out[6 * (k + 1) + j] = -change[j]!;
  });
}

/** A function of the three angles. */
function triple({ alpha, beta, gamma }: CellParameters, f: (angle: number) => number): Triple {
  return [f(alpha * degree), f(beta * degree), f(gamma * degree)];
}

type Triple = [number, number, number];
type Six = readonly [number, number, number, number, number, number];

/** Which of the six parameters move with a free one. */
function follows(system: CrystalSystem, name: string): readonly string[] {
  if (name === 'a' && (system === 'cubic' || system === 'trigonal')) return ['a', 'b', 'c'];
  if (name === 'a' && (system === 'tetragonal' || system === 'hexagonal')) return ['a', 'b'];
  if (name === 'alpha' && system === 'trigonal') return ['alpha', 'beta', 'gamma'];
  return [name];
}

const place = [0, 5, 4, 5, 1, 3, 4, 3, 2] as const;

/** G* D G* of symmetric matrices. */
function sandwich(g: Six, d: Float64Array): number[] {
  const out: number[] = [0, 0, 0, 0, 0, 0];
  for (const [row, column, at] of [
    [0, 0, 0],
    [1, 1, 1],
    [2, 2, 2],
    [1, 2, 3],
    [0, 2, 4],
    [0, 1, 5],
  ] as const) {
    let sum = 0;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) sum += g[place[3 * row + i]!] * d[place[3 * i + j]!]! * g[place[3 * j + column]!];
    }
    out[at] = sum;
  }
  return out;
}

/** Terms of 1/d^2 = sum over j of metric[j] term[j], six for each reflection. */
export function metricTerms(h: ArrayLike<number>, k: ArrayLike<number>, l: ArrayLike<number>): Float64Array {
  const terms = new Float64Array(6 * h.length);
  for (let i = 0; i < h.length; i++) {
    const [a, b, c] = [h[i]!, k[i]!, l[i]!];
    terms.set([a * a, b * b, c * c, 2 * b * c, 2 * a * c, 2 * a * b], 6 * i);
  }
  return terms;
}
