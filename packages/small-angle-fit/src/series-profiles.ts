import type { Steps } from '@operando/core';
import type { CutSeriesFit } from './cut-series-fit.js';
import { isDegenerate, isStraight, isVague } from './doubtful-errors.js';
import { profileOf } from './profile-interval.js';
import type { ProfileInterval } from './profile-interval.js';

/**
 * Which profiles are computed. `doubtful`: of the first, the middle and the last frame, and where the curvature at the best
 * fit says that the standard error cannot be trusted; `all`: of every frame; `none`: none, and parameters are
 * degenerate by their standard errors and that curvature alone.
 */
export type ProfileChoice = 'doubtful' | 'all' | 'none';

/** What is known of the intervals of a series. */
export interface SeriesProfiles {
  /** Parameters that intervals are about: places in the model. */
  readonly parameters: readonly number[];
  /** Of each frame and parameter, in the order of `parameters`; undefined where none was computed. */
  readonly profiles: readonly (readonly (ProfileInterval | undefined)[])[];
  /** Whether the data do not determine it, or not as its error says. */
  readonly isDegenerate: readonly (readonly boolean[])[];
  /** Frames whose errors are doubtful and whose profiles were not computed, since there are too many. */
  readonly skipped: number;
}

/** Frames that are profiled at most where their errors are doubtful: each takes as long as some fifty fits. */
const mostDoubtful = 40;

/** Parameters of domains that change the shape of the curve and are fitted in a frame. */
function profiledParameters({ own }: CutSeriesFit): number[] {
  const { parameters, statuses } = own[0]!;
  const last = parameters.findIndex(({ name }) => name === 'flat');
  return parameters.flatMap(({ isLinear }, k) => (k < last && !isLinear && statuses[k] !== 'held' ? [k] : []));
}

/** Profiles of a series in steps: one after each frame. */
export function* seriesProfileSteps(series: CutSeriesFit, choice: ProfileChoice): Steps<SeriesProfiles> {
  const { own, problems } = series;
  const parameters = profiledParameters(series);
  const samples = new Set([0, own.length >> 1, own.length - 1]);
  const profiles: (ProfileInterval | undefined)[][] = [];
  const degenerate: boolean[][] = [];
  let doubtful = 0;
  let skipped = 0;
  for (let f = 0; f < own.length; f++) {
    const fit = own[f]!;
    const problem = problems[f]!;
    const isFitted = fit.status === 'converged' || fit.status === 'singular';
    const isInside = (k: number): boolean => fit.statuses[k] !== 'at-bound' && fit.statuses[k] !== 'not-visible';
    const isFlat = parameters.map((k) => isInside(k) && isFitted && !isStraight(problem, fit, k));
    const isWanted = choice === 'all' || (choice === 'doubtful' && samples.has(f));
    const isDoubtful = choice === 'doubtful' && isFlat.includes(true);
    if (isDoubtful && !isWanted) doubtful++;
    const isSkipped = isDoubtful && !isWanted && doubtful > mostDoubtful;
    if (isSkipped) skipped++;
    const row = parameters.map((k, p) =>
      isFitted && !isSkipped && isInside(k) && (isWanted || (isDoubtful && isFlat[p]!))
        ? profileOf(problem, fit, fit.parameters[k]!.name)
        : undefined,
    );
    profiles.push(row);
    degenerate.push(
      parameters.map((k, p) => {
        if (fit.statuses[k] === 'not-visible') return true;
        const profile = row[p];
        return profile === undefined ? isFlat[p]! && isVague(problem, fit, k) : isDegenerate(profile, fit, k);
      }),
    );
    yield { done: f + 1, total: own.length };
  }
  return { parameters, profiles, isDegenerate: degenerate, skipped };
}
