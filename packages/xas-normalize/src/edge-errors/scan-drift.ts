import { unexplained } from './level-forms.js';
import type { SeriesTerms } from './position-error.js';
import type { RowFit } from './row-fit.js';
import type { RowNoise } from './row-noise.js';
import { factsBy, levelForms, suits } from './scan-facts.js';
import type { LevelForms, ScanFacts } from './scan-facts.js';

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
  /** What spectra are looked at by now; nothing where none has told. */
  forms(this: void): LevelForms | undefined;
  /** The next spectra of the series, looked at by these forms. @returns Whether they are the present ones; else nothing is done. */
  join(this: void, by: LevelForms | undefined, facts: readonly ScanFacts[]): boolean;
}

/** Variance of a second difference of three spectra. */
const ofThree = 6;
/** A wandering must be told from none by so many standard errors, in at least so many spectra. */
const clearly = 3;
const enough = 10;
/** A sample whose edge changes by more than so many variances of the noise from scan to scan says nothing of what wanders. */
const unchanged = 4;
/** Begin with a series on one grid. */
export function createScanDrift(energy: Float64Array): ScanDrift {
  const difference = new Float64Array(energy.length);
  let older: Float64Array = difference;
  let old: Float64Array = difference;
  let kept = 0;
  let forms: LevelForms | undefined;
  let seen: (readonly [below: number, above: number])[] = [];
  const found: LevelDrift[] = [];

  const begin = (): void => {
    kept = 0;
    seen = [];
  };

  const formsOf = (fit: RowFit, flat: Float64Array, offset: number): LevelForms | undefined => {
    if (forms !== undefined && suits(forms, energy, fit)) return forms;
    begin();
    return levelForms(energy, flat, offset, fit);
  };

  /** Whether what is seen at the edge is noise, levels aside: a sample that changes fast changes its EXAFS, too. */
  const isSteady = ({ fit }: LevelForms, { values, noise: variances }: ScanFacts): boolean => {
    const { from } = fit.below;
    let noise = 0;
    for (let k = 0; k < values.length; k++) {
      difference[from + k] = values[k]! - 2 * old[k]! + older[k]!;
      noise += ofThree * variances[k]!;
    }
    return unexplained(fit, difference) <= unchanged * noise;
  };

  const squaresOf = ({ variances }: ScanFacts): LevelDrift => {
    const [low, high] = [0, 1].map((k) => seen[2]![k]! - 2 * seen[1]![k]! + seen[0]![k]!) as [number, number];
    const [ofLow, ofHigh, ofSum] = variances();
    return {
      below: low ** 2 / ofThree - ofLow,
      above: high ** 2 / ofThree - ofHigh,
      both: (low * high) / ofThree - 0.5 * (ofSum - ofLow - ofHigh),
    };
  };

  const take = (by: LevelForms, facts: ScanFacts): void => {
    seen = [...seen.slice(-2), [facts.low, facts.high]];
    if (kept >= 2 && isSteady(by, facts)) found.push(squaresOf(facts));
    [older, old] = [old, facts.values];
    kept++;
  };

  return {
    add(flat, offset, fit, noise) {
      forms = fit === undefined ? undefined : formsOf(fit, flat, offset);
      if (fit === undefined || forms === undefined) begin();
      else take(forms, factsBy(forms, flat, offset, fit, noise));
    },
    levels: () => meanSquares(found),
    forms: () => forms,
    join(by, facts) {
      if (by !== forms) return false;
      if (by !== undefined) for (const each of facts) take(by, each);
      return true;
    },
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
