import { statusOf } from '@operando/core';
import type { Status } from '@operando/core';

/**
 * What became of a reflection in a frame and slice.
 *
 * - `converged`: fitted, and the fit describes the counts
 * - `misfit`: fitted, but chi2 is too large for profile or background: errors are scaled up
 * - `not-visible`: not above the noise: area and error are given, place and width are not
 * - `masked`: not fitted, for one of {@link maskReasons}
 * - `failed`: the fit did not converge, or ended on a bound
 */
export type ReflectionStatus = Extract<Status, 'converged' | 'misfit' | 'not-visible' | 'masked' | 'failed'>;

/**
 * Why a reflection was not fitted where its status is `masked`; a reason's place in the list is the byte that stands for it.
 *
 * - `fixed`: under a line of fixed energy, or outside the spectrum
 * - `overlapped`: too near to another reflection to be told apart
 * - `saturated`: a channel of the window stands at the ceiling of its counter
 * - `bad-channel`: a channel of the window is masked in the data
 */
export const maskReasons = ['', 'fixed', 'overlapped', 'saturated', 'bad-channel'] as const;

/** A word of {@link maskReasons}; empty where there is none. */
export type MaskReason = (typeof maskReasons)[number];

/** Whether a place was measured. */
export function isMeasured(status: number): boolean {
  return status === statusOf.converged || status === statusOf.misfit;
}
