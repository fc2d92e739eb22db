import { fisherTail } from '@operando/numerics';

/** Tests of how many components stand above the noise. All lists but `larchIndicator` start at the count or component their text says. */
export interface ComponentCounts {
  /** Real error when k = 0, 1, ... components are kept: what is left over, per degree of freedom (in units of the scaled data). */
  readonly realError: Float64Array;
  /** Malinowski's indicator function when k = 0, 1, ... components are kept: real error / (most components - k)^2. */
  readonly indicator: Float64Array;
  /** Count with the smallest indicator. Large stacks flatten its minimum and it then says too many. */
  readonly byIndicator: number;
  /** Reduced eigenvalue of component 1, 2, ...: those of noise are about alike. */
  readonly reducedEigenvalues: Float64Array;
  /** Probability that noise alone makes component 1, 2, ... as large against those after it (Malinowski's F-test). The last has none: NaN. */
  readonly significanceLevels: Float64Array;
  /** How many of the first components are significant. */
  readonly byFTest: number;
  /** Fewest components whose real error is not above the given standard error; NaN without one. Noise that neighbouring points share keeps the other rules counting: then this one is to be trusted. */
  readonly byNoise: number;
  /**
   * Larch's list: for k = 0, 0, 1, 2, ... components kept, its first value twice, so that its place is one more than the count
   * kept - with the mean taken off, the number of species. On Larch's scale.
   */
  readonly larchIndicator: Float64Array;
  /** Larch's `nsig`: place of the smallest value in that list. */
  readonly larch: number;
}

function smallest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! < values[best]!) best = i;
  return best;
}

/**
 * @param eigenvalues Of Z^T Z / frames, largest first.
 * @param noise Standard error of the scaled data, NaN when unknown.
 * @see Malinowski, Anal. Chem. 49 (1977) 612 (indicator), J. Chemometrics 3 (1988) 49 (F-test), J. Chemometrics 4 (1990) 102
 */
export function componentCounts(
  eigenvalues: Float64Array,
  frames: number,
  points: number,
  scaling: 'standard' | 'centered' | 'none',
  significance: number,
  noise: number,
): ComponentCounts {
  // Taking off the mean spectrum costs one dimension across frames, centring each spectrum one across energies.
  const rows = points - (scaling === 'standard' ? 1 : 0);
  const columns = frames - (scaling === 'none' ? 0 : 1);
  const [long, most] = [Math.max(rows, columns), Math.min(rows, columns)];
  const squares = eigenvalues.map((value) => value * frames);
  // Sums from the smallest up, so that large ones do not swallow them.
  const from = new Float64Array(most + 1);
  const degreesFrom = new Float64Array(most + 1);
  for (let k = most - 1; k >= 0; k--) {
    from[k] = from[k + 1]! + squares[k]!;
    degreesFrom[k] = degreesFrom[k + 1]! + (rows - k) * (columns - k);
  }
  const realError = Float64Array.from({ length: most }, (_, k) => Math.sqrt(from[k]! / (long * (most - k))));
  const indicator = realError.map((value, k) => value / (most - k) ** 2);
  const reducedEigenvalues = Float64Array.from({ length: most }, (_, k) => squares[k]! / ((rows - k) * (columns - k)));
  const significanceLevels = Float64Array.from({ length: most }, (_, k) => {
    if (k === most - 1) return Number.NaN;
    const ratio = reducedEigenvalues[k]! / (from[k + 1]! / degreesFrom[k + 1]!);
    return fisherTail(Number.isNaN(ratio) ? 0 : ratio, 1, most - k - 1);
  });
  let byFTest = 0;
  while (byFTest < most - 1 && significanceLevels[byFTest]! <= significance) byFTest++;

  const unpadded = Float64Array.from({ length: Math.max(1, frames - 1) }, (_, r) => {
    let sum = 0;
    for (let j = eigenvalues.length - 1; j >= r; j--) sum += eigenvalues[j]!;
    const left = frames - r - 1;
    return Math.sqrt((points * sum) / left) / left ** 2;
  });
  const larchIndicator = Float64Array.of(unpadded[0]!, ...unpadded);
  return {
    realError,
    indicator,
    byIndicator: smallest(indicator),
    reducedEigenvalues,
    significanceLevels,
    byFTest,
    byNoise: Number.isNaN(noise)
      ? Number.NaN
      : (realError.findIndex((value) => value <= noise) + most + 1) % (most + 1),
    larchIndicator,
    larch: smallest(larchIndicator),
  };
}
