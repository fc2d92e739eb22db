import { profileSeriesDefaults as defaults } from './defaults.js';
import type { DepthModel } from './depth-model.js';
import type { GatheredSpectrum } from './inversion.js';
import { addBending, expectedSquares, noBending, smoothedBy, smoothingFor } from './local-smoothing.js';
import type { LocalSmoothing } from './local-smoothing.js';
import type { ProfileSeriesOptions } from './options.js';

/** Whether the smoothing adapts to the depth. */
export function isAdaptive({ method, smoothing, lambda, sample }: ProfileSeriesOptions): boolean {
  return (
    (method ?? defaults.method) === 'tikhonov' &&
    (smoothing ?? defaults.smoothing) === 'adaptive' &&
    (lambda ?? defaults.lambda) === 'evidence' &&
    typeof sample !== 'function'
  );
}

/** How many differences of its own the series counts for in each frame: few, so that a frame may bend where the others do not. */
const seriesWeight = 0.5;
const frameRounds = 2;
/** How much more than expected, as a factor, a frame must bend somewhere for its smoothing to be made anew. */
const bendsMore = 1.5;

/**
 * The smoothing of one frame: that of the series, but weaker where the frame itself bends more and stronger where it bends less.
 * The variance of each difference is not known but has a distribution of its own (inverse gamma about that of the series), which makes
 * the prior of differences one of long tails: a front that was somewhere else in the frames before is not smoothed away, and bands
 * hold what is not known of the smoothing.
 *
 * @param model Smoothed as the series is. @param learnt That of the series.
 * @param start Profile to begin at. @returns The model smoothed as the frame is, and the profile to go on from.
 */
export function frameSmoothing(
  model: DepthModel,
  learnt: LocalSmoothing,
  spectrum: GatheredSpectrum,
  start: ArrayLike<number> | undefined,
): { readonly model: DepthModel; readonly start: Float64Array } {
  let smoothing = learnt;
  let own = model;
  let from = start;
  for (let round = 0; ; round++) {
    const bending = noBending(model.grid);
    const profile = addBending(bending, spectrum, own, smoothing, from);
    from = profile;
    const usual = { expected: learnt.expected, weight: seriesWeight };
    const expected = expectedSquares(bending, model.grid.layer, usual);
    const bends = expected.some((square, i) => square > bendsMore * learnt.expected[i]!);
    if (!bends && round === 0) return { model: own, start: profile };
    smoothing = smoothingFor(expected, learnt.lambda, learnt.correlations);
    own = smoothedBy(model, smoothing);
    if (round + 1 >= frameRounds) return { model: own, start: profile };
  }
}
