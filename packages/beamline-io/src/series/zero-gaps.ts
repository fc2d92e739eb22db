import { finiteMedian } from '@operando/core';

/** Zeros in a row that are looked at: one or two may be lone dead points, or few counts. */
const fewestZeros = 3;
/** Points on each side that tell what was to be expected between them. */
const sidePoints = 5;
/** Points on each side whose steps tell the scatter: of fewer steps, near the end of a pattern, half may be large by chance. */
const scatterPoints = 12;
/** Least count beside: three times none where ten are expected has odds of e^-30. */
const leastCount = 10;
/** Usual height beside, of data that are no counts, in standard deviations from point to point. */
const leastDeviations = 5;
/** Beside a gap all values are alike; on the flank of a peak over a background that was cut off at 0 they are not. */
const leastOfMedian = 0.2;

/** Standard deviation of independent errors from a median step of neighbours. */
const sigmaPerStep = 1 / 0.954;

/** Values from a place on that tell the scatter, until one is no number. */
function side(y: Float64Array, at: number, step: 1 | -1): number[] {
  const found: number[] = [];
  for (let i = at; found.length < scatterPoints && i >= 0 && i < y.length && Number.isFinite(y[i]!); i += step)
    found.push(y[i]!);
  return found;
}

/** Whether nothing at all cannot have been measured between these values. */
function standAbove(before: readonly number[], after: readonly number[], areCounts: boolean): boolean {
  const beside = [before, after].flatMap((values) => values.slice(0, sidePoints));
  const least = Math.min(...beside);
  if (beside.length < sidePoints || !(least > 0) || least < leastOfMedian * finiteMedian(Float64Array.from(beside)))
    return false;
  if (areCounts) return least >= leastCount;
  const steps = [before, after].flatMap((values) => values.slice(1).map((value, i) => Math.abs(value - values[i]!)));
  return (
    finiteMedian(Float64Array.from(beside)) > leastDeviations * sigmaPerStep * finiteMedian(Float64Array.from(steps))
  );
}

/**
 * Points of a diffraction pattern that hold exactly 0, several in a row, between values far above it: gaps of the detector and masked
 * pixels, as integration programs write them where no other value for none was chosen.
 * @returns 1 where so; undefined for a pattern without any.
 */
export function zeroGaps(y: Float64Array): Uint8Array | undefined {
  let gaps: Uint8Array | undefined;
  let areCounts: boolean | undefined;
  for (let from = 0; from < y.length; from++) {
    if (y[from] !== 0) continue;
    let to = from;
    while (y[to] === 0) to++;
    if (to - from >= fewestZeros) {
      areCounts ??= y.every((value) => Number.isInteger(value) || !Number.isFinite(value));
      if (standAbove(side(y, from - 1, -1), side(y, to, 1), areCounts)) {
        gaps ??= new Uint8Array(y.length);
        gaps.fill(1, from, to);
      }
    }
    from = to;
  }
  return gaps;
}
