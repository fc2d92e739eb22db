/**
 * What became of a lag. `converged`: a minimum, and b follows a; `not-significant`: series that only wander as b does follow a
 * as well; `ambiguous`: other lags fit as well, all are listed; `at-bound`: the best lag lies at the end of the range searched;
 * `below-clock`: not larger than twice what the clocks may be apart; `different-cells`: the signals are of different cells, no
 * lag was sought.
 */
export type LagStatus = 'converged' | 'not-significant' | 'ambiguous' | 'at-bound' | 'below-clock' | 'different-cells';

/** Options of {@link lagBetween}. */
export interface LagOptions {
  /** Lowest and highest lag tried, s. @default a quarter of the time that both cover, either way */
  readonly range?: readonly [number, number] | undefined;
  /** Times of `a`, s, at which the common curve may have a kink, as where the current changes. @default none */
  readonly kinks?: readonly number[] | undefined;
  /** Knots of the common curve, s. @default 1.5 samples of the denser signal, but no less than 1/80 of the time covered */
  readonly spacing?: number | undefined;
  /** Series drawn for the p-value; 0 for none. @default 199 */
  readonly surrogates?: number | undefined;
  /** Of the surrogates. @default 1 */
  readonly seed?: number | undefined;
  /** Below this p-value a lag is one. @default 0.05 */
  readonly level?: number | undefined;
  /** Standard error of the offset between the clocks of the two signals, s. @default 0 */
  readonly clockStderr?: number | undefined;
  /** The signals are of different cells: only values at equal charge may be compared. @default false */
  readonly differentCells?: boolean | undefined;
}

/** A minimum of the profile. */
export interface LagMinimum {
  /** s. */
  readonly lag: number;
  /** How much worse than the best, in units of chi-square after scaling; below 0 where it fits better and less of the signals overlaps. */
  readonly above: number;
}

/** How much later one signal does what another did. Positive: b later. */
export interface Lag {
  /** s; NaN where none was sought. */
  readonly lag: number;
  /** Of the fit alone, s: half the width of the profile at one above its minimum. NaN at a bound. */
  readonly stderr: number;
  /** With the error between the clocks. */
  readonly totalStderr: number;
  /** Ends of the 95 % interval by the profile, s; NaN where it does not end inside the range. */
  readonly interval: readonly [number, number];
  /** Share of wandering series that follow a as well as b does, over the whole range searched. */
  readonly pValue: number;
  /** Share of the scatter of b about a straight line that a explains. */
  readonly explained: number;
  /** What the lag is worth. */
  readonly status: LagStatus;
  /** Other minima within 4 of the best. */
  readonly others: readonly LagMinimum[];
  /** Objective less its minimum, over the lags tried, after scaling. */
  readonly profile: { readonly lag: Float64Array; readonly above: Float64Array };
  /** b = gain x a(t - lag) + offset. */
  readonly gain: number;
  /** Of the common curve over its degrees of freedom; errors are scaled by its root where it is above 1. */
  readonly reducedChiSquare: number;
  /** How many were compared. */
  readonly samples: number;
}
