import { statusOf } from '@operando/core';
import { median } from '@operando/numerics';
import type { ReactionFront } from './reaction-front.js';

/**
 * Rows by which the side that attenuates more is found too short at most, where the blur is not known: that of a front which is sharp
 * itself. To first order in the height sqrt(pi) / 6 |height| width, the dent Phi (1 - Phi) height^2 / 2 by least squares.
 */
export function mostBlurShift(height: number, width: number): number {
  return (Math.sqrt(Math.PI) / 6) * Math.abs(height) * width;
}

/** What a blur that is not known may do to a front that was found without it. */
export interface UnknownBlur {
  /** Rows by which the side that attenuates more may reach further: median of the frames. */
  readonly shift: number;
  /** Standard error of the centre that goes with it, rows: median of the frames. */
  readonly stderr: number;
}

/**
 * What a blur that is not known may do to a front that was found without `psfSigma`.
 * @returns undefined where that is less than its error, or there is no front.
 */
export function unknownBlur({ center, width, height }: ReactionFront): UnknownBlur | undefined {
  const seen = [...center.values.keys()].filter((f) => center.status?.[f] === statusOf.converged);
  if (seen.length === 0 || center.stderr === undefined) return undefined;
  const { stderr } = center;
  const shift = mostBlurShift(height, median(seen.map((f) => width.values[f]!)));
  const error = median(seen.map((f) => stderr[f]!));
  return shift < error ? undefined : { shift, stderr: error };
}
