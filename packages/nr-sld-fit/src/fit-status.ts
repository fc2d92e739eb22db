import type { Status } from '@operando/core';

/**
 * How a fit ended.
 *
 * - `converged`: a minimum that describes the data
 * - `misfit`: a minimum, but chi2 is five standard deviations above what noise explains
 * - `ambiguous`: a minimum that describes the data, and a search found others within 10 of its chi2
 * - `stalled`: nothing is gained any more, yet no minimum is confirmed
 * - `singular`: the data do not determine all parameters; those that they do not have this status, and no errors, the others have theirs
 * - `limit-reached`: out of iterations
 * - `failed`: the model gave no numbers at the start
 */
export type FitStatus = Extract<
  Status,
  'converged' | 'misfit' | 'ambiguous' | 'stalled' | 'singular' | 'limit-reached' | 'failed'
>;

/** That of the fit; `held` for a parameter that was fixed, `at-bound` for one that ended on a bound, `singular` for one that the data do not determine: none has an error. */
export type ParameterStatus = FitStatus | Extract<Status, 'held' | 'at-bound'>;
