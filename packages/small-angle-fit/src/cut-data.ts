import { OperandoError } from '@operando/core';

/** One cut. */
export interface CutData {
  /** Increasing, 1/angstrom; not 0 where there is a power law. */
  readonly q: Float64Array;
  /** One for each q, in any unit. */
  readonly intensity: Float64Array;
  /** Standard deviations. @default as for counts */
  readonly sigma?: Float64Array | undefined;
}

/**
 * How points are weighted. `poisson`: the likelihood of counts; `counts`: the square root of the counts, not below 1, as
 * many programs take it (biased where counts are few); `sigma`: standard deviations that were given.
 */
export type CutWeights = 'poisson' | 'counts' | 'sigma';

/** Largest q that can be in 1/angstrom in this field: beyond, the unit is likely 1/nm. */
export const largestMomentum = 10;

/**
 * Data as fits take them.
 *
 * @throws OperandoError `shape-mismatch`, `axis-not-increasing`, `unit-mismatch` for q that is likely in 1/nm, `bad-number`
 * for intensities that are no counts where counts are needed, `too-few-points`.
 */
export function checkCut({ q, intensity, sigma }: CutData, weights: CutWeights, parameters: number): void {
  if (q.length !== intensity.length || (sigma !== undefined && sigma.length !== q.length))
    throw new OperandoError('shape-mismatch', `${q.length} q, ${intensity.length} intensities.`, {
      cure: 'Give one intensity (and standard deviation) for each q.',
    });
  for (let i = 1; i < q.length; i++)
    if (!(q[i]! > q[i - 1]!))
      throw new OperandoError('axis-not-increasing', `q does not increase after ${q[i - 1]!} 1/angstrom.`, {
        cure: 'Sort the points by q, and leave out repeated ones.',
      });
  if (Math.abs(q.at(-1) ?? 0) > largestMomentum)
    throw new OperandoError('unit-mismatch', `q reaches ${q.at(-1)!}, too far for 1/angstrom.`, {
      cure: 'Say that it is in 1/nm (command: --q-unit 1/nm), or divide it by 10.',
    });
  if (q.length <= parameters)
    throw new OperandoError('too-few-points', `${q.length} points do not determine ${parameters} parameters.`, {
      cure: 'Widen the range of q, or hold parameters.',
    });
  if (weights === 'sigma') {
    const bad = sigma?.findIndex((each) => !(each > 0)) ?? 0;
    if (bad >= 0)
      throw new OperandoError('bad-number', `there is no standard deviation above 0 at q = ${q[bad]!}.`, {
        cure: 'Leave the point out, or weight by counts (weights: poisson).',
      });
    return;
  }
  const bad = intensity.findIndex((each) => !(each >= 0));
  if (bad >= 0)
    throw new OperandoError('bad-number', `the intensity at q = ${q[bad]!} is ${intensity[bad]!}, which is no count.`, {
      cure: 'Give counts before a background was subtracted, or standard deviations (weights: sigma).',
    });
}

/** Standard deviations for starts, and for fits that are not of a likelihood of counts. */
export function usedSigma({ intensity, sigma }: CutData, weights: CutWeights): Float64Array {
  return weights === 'sigma' ? sigma! : intensity.map((counts) => Math.sqrt(Math.max(1, counts)));
}
