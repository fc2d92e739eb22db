import type { CutFit } from './fit-cut.js';

/** The parameter that an estimate goes together with most. */
export interface Partner {
  /** Empty where there is none. */
  readonly name: string;
  /** From -1 to 1. */
  readonly correlation: number;
}

/** The parameter that the estimate of another goes together with most, by their covariance. */
export function partnerOf({ covariance, parameters, values }: CutFit, which: number): Partner {
  const n = values.length;
  let best: Partner = { name: '', correlation: 0 };
  for (let j = 0; j < n; j++) {
    const scale = Math.sqrt(covariance[which * n + which]! * covariance[j * n + j]!);
    const correlation = covariance[which * n + j]! / scale;
    if (j !== which && Math.abs(correlation) > Math.abs(best.correlation))
      best = { name: parameters[j]!.name, correlation };
  }
  return best;
}
