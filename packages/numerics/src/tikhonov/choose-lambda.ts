import type { LambdaRule, TikhonovSolution } from './types.js';

/** Solve at a strength, from an earlier solution. */
export type SolveAt = (lambda: number, from: TikhonovSolution | undefined) => TikhonovSolution;

const lowestExponent = -6;
const highestExponent = 8;
const golden = 0.5 * (Math.sqrt(5) - 1);

/** The strongest smoothing that explains the data as well as noise lets expect; the weakest when none does. */
function discrepancy(solutions: readonly TikhonovSolution[], rows: number, solveAt: SolveAt): TikhonovSolution {
  const index = solutions.findIndex((solution) => solution.chiSquare <= rows);
  if (index <= 0) return index === 0 ? solutions[0]! : solutions.reduce((a, b) => (a.chiSquare < b.chiSquare ? a : b));
  let low = solutions[index]!;
  let high = Math.log10(solutions[index - 1]!.lambda);
  for (let round = 0; round < 12; round++) {
    const middle = solveAt(10 ** (0.5 * (Math.log10(low.lambda) + high)), low);
    if (middle.chiSquare <= rows) low = middle;
    else high = Math.log10(middle.lambda);
  }
  return low;
}

/** Corner of log penalty against log chi2: where three neighbouring points turn most. */
function corner(solutions: readonly TikhonovSolution[]): TikhonovSolution {
  const points = solutions.map(
    (solution) =>
      [Math.log(solution.chiSquare), Math.log(Math.max(1e-300, solution.penalty / solution.lambda))] as const,
  );
  let best = solutions[Math.floor(solutions.length / 2)]!;
  let sharpest = -Infinity;
  for (let i = 1; i + 1 < points.length; i++) {
    const [x0, y0] = points[i - 1]!;
    const [x1, y1] = points[i]!;
    const [x2, y2] = points[i + 1]!;
    const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
    const sides = Math.hypot(x1 - x0, y1 - y0) * Math.hypot(x2 - x1, y2 - y1) * Math.hypot(x2 - x0, y2 - y0);
    const curvature = sides > 0 ? (2 * area) / sides : 0;
    if (curvature > sharpest) {
      sharpest = curvature;
      best = solutions[i]!;
    }
  }
  return best;
}

/**
 * Choose the strength of the smoothing on a grid of powers of ten, then by
 * golden section about the best. `evidence`: largest marginal likelihood
 * (Laplace's approximation); `gcv`: generalised cross-validation (Golub, Heath,
 * Wahba 1979); `discrepancy`: the
 * strongest with chi2 no larger than the number of data (Morozov 1966);
 * `l-curve`: corner of penalty against misfit (Hansen 1992).
 */
export function chooseLambda(rule: LambdaRule, rows: number, solveAt: SolveAt): TikhonovSolution {
  const solutions: TikhonovSolution[] = [];
  for (let exponent = highestExponent; exponent >= lowestExponent; exponent--)
    solutions.push(solveAt(10 ** exponent, solutions.at(-1)));
  if (rule === 'l-curve') return corner(solutions);
  if (rule === 'discrepancy') return discrepancy(solutions, rows, solveAt);
  const merits = new Map<TikhonovSolution, number>();
  const measure = (solution: TikhonovSolution): number =>
    rule === 'evidence'
      ? solution.evidence()
      : (rows * solution.chiSquare) / Math.max(1e-9, rows - solution.effectiveParameters()) ** 2;
  const merit = (solution: TikhonovSolution): number => {
    const known = merits.get(solution) ?? measure(solution);
    merits.set(solution, known);
    return known;
  };
  let best = solutions[0]!;
  for (const solution of solutions) if (merit(solution) < merit(best)) best = solution;
  let low = Math.max(lowestExponent, Math.log10(best.lambda) - 1);
  let high = Math.min(highestExponent, Math.log10(best.lambda) + 1);
  for (let round = 0; round < 8; round++) {
    const a = solveAt(10 ** (high - golden * (high - low)), best);
    const b = solveAt(10 ** (low + golden * (high - low)), best);
    if (merit(a) < merit(b)) high = Math.log10(b.lambda);
    else low = Math.log10(a.lambda);
    for (const candidate of [a, b]) if (merit(candidate) < merit(best)) best = candidate;
  }
  return best;
}
