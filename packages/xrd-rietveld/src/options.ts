import type { Background } from './model/background.js';
import type { RefineChoice } from './model/layout.js';
import type { IntensityMethod, Phase } from './model/phase.js';
import type { Instrument } from './profile/instrument.js';

/** One powder pattern. */
export interface Pattern {
  /** Degrees, increasing. */
  readonly twoTheta: ArrayLike<number>;
  /** Counts, or what `sigma` belongs to, one for each angle. */
  readonly intensity: ArrayLike<number>;
  /**
   * Standard deviations. Without them intensities are counts, and weighted as those: 1 / calculated; or, where they are no
   * whole numbers, in proportion to counts, by a unit that the scatter of neighbouring points says.
   */
  readonly sigma?: ArrayLike<number> | undefined;
  /** 1 for points that must not be used. */
  readonly mask?: ArrayLike<number> | undefined;
}

/** What is refined, and how. */
export interface RefineOptions {
  /** All that there may be. */
  readonly phases: readonly Phase[];
  /** Source, geometry and widths. */
  readonly instrument: Instrument;
  /** Of phases that do not say themselves. @default `rietveld` */
  readonly method?: IntensityMethod | undefined;
  /** What is refined beside scales and background. @default the cells */
  readonly refine?: RefineChoice | undefined;
  /** What lies under the lines. @default six Chebyshev polynomials */
  readonly background?: Background | undefined;
  /** Range of 2 theta that is used, degrees. @default all */
  readonly range?: readonly [number, number] | undefined;
  /** Ranges that are left out, degrees: lines of windows and foils. */
  readonly excluded?: readonly (readonly [number, number])[] | undefined;
  /** Most cycles of a refinement. @default 50 */
  readonly maximumCycles?: number | undefined;
  /** A fit ends when chi^2 could fall by no more than this: 1e-3 are 0.03 standard errors. @default 1e-3 */
  readonly tolerance?: number | undefined;
}
