import type { Mixture } from './mixture.js';
import type { Observations } from './weighting.js';

/** How well a pattern is described. */
export interface FiguresOfMerit {
  /** Weighted residual, root of sum w (o - c)^2 / sum w o^2; the same of what lies above the background; and what noise alone would leave. */
  readonly rwp: number;
  /** The same of what lies above the background. */
  readonly rwpBackgroundFree: number;
  /** What rwp would be by the errors of the points alone. */
  readonly rexp: number;
  /** rwp / rexp. */
  readonly goodnessOfFit: number;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Points less what was refined. */
  readonly degreesOfFreedom: number;
  /** 2 when residuals of neighbouring points have nothing to do with each other; far below when they go together. */
  readonly durbinWatson: number;
  /**
   * How much larger errors are than statistical ones because residuals of neighbouring points go together (Berar and Lelann,
   * J. Appl. Cryst. 24 (1991) 1): each run of one sign counts as one observation. 1 or more.
   */
  readonly serialFactor: number;
}

/** Figures of a fit with so many free parameters. */
export function figuresOfMerit(
  { y, fixedWeights }: Observations,
  mixture: Mixture,
  parameters: number,
): FiguresOfMerit {
  const { residual, weights, background } = mixture;
  let [points, chiSquare, observed, peaks, steps, runs, run, before] = [0, 0, 0, 0, 0, 0, 0, Number.NaN];
  for (let i = 0; i < y.length; i++) {
    if (fixedWeights[i] === 0) {
      runs += run * run;
      run = 0;
      before = Number.NaN;
      continue;
    }
    const w = weights[i]!;
    const r = Math.sqrt(w) * residual[i]!;
    points++;
    chiSquare += r * r;
    observed += w * y[i]! * y[i]!;
    peaks += w * (y[i]! - background[i]!) ** 2;
    if (!Number.isNaN(before)) {
      steps += (r - before) ** 2;
      if (r * before < 0) {
        runs += run * run;
        run = 0;
      }
    }
    run += r;
    before = r;
  }
  runs += run * run;
  const degreesOfFreedom = points - parameters;
  const rwp = Math.sqrt(chiSquare / observed);
  const rexp = Math.sqrt(Math.max(0, degreesOfFreedom) / observed);
  // Independent residuals have runs too: their squares come to twice what single ones do, 1 + 2 (2 / pi) of a coin's runs.
  const independent = 1 + 4 / Math.PI;
  return {
    rwp,
    rwpBackgroundFree: Math.sqrt(chiSquare / peaks),
    rexp,
    goodnessOfFit: rwp / rexp,
    chiSquare,
    degreesOfFreedom,
    durbinWatson: steps / chiSquare,
    serialFactor: Math.sqrt(Math.max(1, runs / chiSquare / independent)),
  };
}

/** chi^2 is five standard deviations above what noise explains. */
export function isMisfit(chiSquare: number, degreesOfFreedom: number): boolean {
  return degreesOfFreedom > 0 && chiSquare > degreesOfFreedom + 5 * Math.sqrt(2 * degreesOfFreedom);
}
