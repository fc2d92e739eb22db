import { dotProduct } from '@operando/numerics';
import { levelFit, unexplained } from './level-forms.js';
import type { LevelFit } from './level-forms.js';
import type { SeriesTerms } from './position-error.js';
import { throughNormalization } from './row-fit.js';
import type { RowFit } from './row-fit.js';
import type { RowNoise } from './row-noise.js';

/** Variances and covariance of what wanders about an edge, in squared edge steps: of the level below it and of that above. */
export interface LevelDrift {
  readonly below: number;
  readonly above: number;
  readonly both: number;
}

/** Finds, in a series, how far the absorption wanders within each scan: what looks like EXAFS in one spectrum differs from scan to scan. */
export interface ScanDrift {
  /**
   * The next spectrum of the series.
   *
   * @param fit How it was normalized; a spectrum without one begins a new series.
   */
  add(this: void, flat: Float64Array, offset: number, fit: RowFit | undefined, noise: RowNoise): void;
  /** How far the levels about the edge wander; nothing where noise alone explains what is seen. */
  levels(this: void): LevelDrift | undefined;
}

/** Variance of a second difference of three spectra. */
const ofThree = 6;
/** A wandering must be told from none by so many standard errors, in at least so many spectra. */
const clearly = 3;
const enough = 10;
/** A sample whose edge changes by more than so many variances of the noise from scan to scan says nothing of what wanders. */
const unchanged = 4;
/** An edge that moved so far, eV, has its levels elsewhere. */
const elsewhere = 3;

/** Both levels as weighted sums of the measured values in edge steps: thickness and a background that is a line do not change them. */
interface Levels {
  readonly e0: number;
  readonly fit: LevelFit;
  readonly below: Float64Array;
  readonly above: Float64Array;
  readonly sum: Float64Array;
}

/** Begin with a series on one grid. */
export function createScanDrift(energy: Float64Array): ScanDrift {
  const points = energy.length;
  let [older, old] = [new Float64Array(points), new Float64Array(points)];
  const difference = new Float64Array(points);
  let kept = 0;
  let levels: Levels | undefined;
  let seen: (readonly [below: number, above: number])[] = [];
  const found: LevelDrift[] = [];

  const levelsOf = (fit: RowFit, flat: Float64Array, offset: number): Levels | undefined => {
    const { edgeIndex } = fit.plan.ranges;
    const e0 = energy[edgeIndex]!;
    if (levels !== undefined && Math.abs(levels.e0 - e0) < elsewhere) return levels;
    kept = 0;
    seen = [];
    const ofEdge = levelFit(energy, flat, offset, edgeIndex);
    if (ofEdge === undefined) return undefined;
    const [below, above] = [new Float64Array(points), new Float64Array(points)];
    throughNormalization(ofEdge.below, fit, energy, flat, offset, below);
    throughNormalization(ofEdge.above, fit, energy, flat, offset, above);
    return { e0, fit: ofEdge, below, above, sum: below.map((weight, i) => weight + above[i]!) };
  };

  /** Whether what is seen at the edge is noise, levels aside: a sample that changes fast changes its EXAFS, too. */
  const isSteady = ({ fit }: Levels, flat: Float64Array, offset: number, variances: Float64Array): boolean => {
    const { from, weights } = fit.below;
    const end = from + weights.length;
    let noise = 0;
    for (let i = from; i < end; i++) {
      difference[i] = flat[offset + i]! - 2 * old[i]! + older[i]!;
      noise += ofThree * variances[i]!;
    }
    return unexplained(fit, difference) <= unchanged * noise;
  };

  const squaresOf = ({ below, above, sum }: Levels, { varianceOf }: RowNoise): LevelDrift => {
    const [low, high] = [0, 1].map((k) => seen[2]![k]! - 2 * seen[1]![k]! + seen[0]![k]!) as [number, number];
    const [ofLow, ofHigh] = [varianceOf(below), varianceOf(above)];
    return {
      below: low ** 2 / ofThree - ofLow,
      above: high ** 2 / ofThree - ofHigh,
      both: (low * high) / ofThree - 0.5 * (varianceOf(sum) - ofLow - ofHigh),
    };
  };

  return {
    add(flat, offset, fit, noise) {
      levels = fit === undefined ? undefined : levelsOf(fit, flat, offset);
      if (fit === undefined || levels === undefined) {
        kept = 0;
        seen = [];
        return;
      }
      const { mu, edgeStep } = fit;
      const levelBy = (weights: Float64Array): number => dotProduct(weights, 0, mu, 0, points) / edgeStep;
      seen = [...seen.slice(-2), [levelBy(levels.below), levelBy(levels.above)]];
      if (kept >= 2 && isSteady(levels, flat, offset, noise.variances)) found.push(squaresOf(levels, noise));
      [older, old] = [old, older];
      old.set(flat.subarray(offset, offset + points));
      kept++;
    },
    levels: () => meanSquares(found),
  };
}

/** Mean of some squares, and whether it is told from none. */
function meanSquare(squares: readonly number[]): { readonly mean: number; readonly isClear: boolean } {
  const count = squares.length;
  // A spectrum that stands alone, and those beside it, must not speak for all.
  const limit = 20 * squares.map(Math.abs).sort((a, b) => a - b)[count >> 1]!;
  const used = squares.map((value) => Math.max(-limit, Math.min(value, limit)));
  const mean = used.reduce((sum, value) => sum + value, 0) / count;
  const spread = used.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  // Second differences that follow each other share two spectra of three: some half of them say something new.
  return { mean, isClear: mean > clearly * Math.sqrt((2 * spread) / count) };
}

/** What wanders, of the levels in which it is told from none. */
function meanSquares(found: readonly LevelDrift[]): LevelDrift | undefined {
  if (found.length < enough) return undefined;
  const [below, above, both] = (['below', 'above', 'both'] as const).map((name) =>
    meanSquare(found.map((each) => each[name])),
  ) as [ReturnType<typeof meanSquare>, ReturnType<typeof meanSquare>, ReturnType<typeof meanSquare>];
  if (!below.isClear && !above.isClear) return undefined;
  const [low, high] = [below, above].map(({ mean, isClear }) => (isClear ? mean : 0)) as [number, number];
  const most = Math.sqrt(low * high);
  return { below: low, above: high, both: Math.max(-most, Math.min(most, both.mean)) };
}

/** Variance of a position for levels that wander, eV squared. */
export function varianceOfLevels({ below, above }: SeriesTerms, drift: LevelDrift): number {
  return below * below * drift.below + 2 * below * above * drift.both + above * above * drift.above;
}
