import { median } from '@operando/numerics';
import type { CutSeriesFit } from './cut-series-fit.js';
import type { CutFit } from './fit-cut.js';
import type { CutProblem } from './fit-from.js';

/** A frame whose chi-square is this many times that of the others has no vote on what they share. */
const outlying = 10;

/** Frames that determine what is shared: all but those that the model is far from describing, where these are few. */
export function voterFrames(fits: readonly CutFit[]): number[] {
  const reduced = fits.map(({ chiSquare, degreesOfFreedom }) => chiSquare / degreesOfFreedom);
  const usual = Math.max(1, median(reduced));
  const all = Array.from(fits.keys());
  const voters = all.filter((f) => fits[f]!.status === 'converged' || reduced[f]! < outlying * usual);
  return voters.length > 0.5 * fits.length ? voters : all;
}

/** Frames that had no vote, fitted with what the others share. */
export function withOthers(
  together: CutSeriesFit,
  voters: readonly number[],
  problems: readonly CutProblem[],
  fitAlone: (problem: CutProblem, values: Float64Array) => CutFit,
): CutSeriesFit {
  const place = new Map(voters.map((f, v) => [f, v]));
  const lone = new Map<number, CutFit>();
  problems.forEach((problem, f) => {
    if (place.has(f)) return;
    // A smooth parameter is taken from the nearest that had one.
    const nearest = voters.findLastIndex((each) => each < f);
    lone.set(f, fitAlone(problem, together.fits[Math.max(0, nearest)]!.values));
  });
  const pick = (of: readonly CutFit[]): CutFit[] => problems.map((_, f) => lone.get(f) ?? of[place.get(f)!]!);
  return {
    ...together,
    fits: pick(together.fits),
    own: pick(together.own),
    problems,
    commonStderr: problems.map((_, f) => {
      const v = place.get(f);
      return v === undefined ? lone.get(f)!.values.map(() => 0) : together.commonStderr[v]!;
    }),
  };
}
