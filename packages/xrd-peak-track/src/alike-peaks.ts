import { gaussianArea, lorentzianArea } from '@operando/peak-fit';
import type { Optics } from './optics.js';
import { addCore, addPeakTo, addTail, firstAbove, gaussianReach, reachOf } from './peak-shape.js';
import type { PeakShape } from './peak-shape.js';

/** Widths by which centers may differ for far tails to be drawn as one: those differ by less than a thousandth of theirs then. */
const sameCenter = 0.05;
/** Relative difference of the widths. */
const sameWidth = 0.25;

/** Whether the tails of two peaks are so alike that they may be drawn together. */
function isAlike(one: PeakShape, other: PeakShape): boolean {
  return (
    Math.abs(one.center - other.center) < sameCenter * one.fwhm &&
    Math.abs(one.fwhm - other.fwhm) < sameWidth * one.fwhm
  );
}

/** Add a peak as it is in some frames to y: each by itself where it is high, the tails of those that are alike together. */
export function addPeaksTo(
  x: Float64Array,
  y: Float64Array,
  peaks: readonly PeakShape[],
  optics: Optics,
  least: number,
): void {
  const isPlain = optics.doublet === undefined && optics.axial === undefined;
  let from = 0;
  while (from < peaks.length) {
    let to = from + 1;
    while (to < peaks.length && isAlike(peaks[from]!, peaks[to]!)) to++;
    if (isPlain && peaks.slice(from, to).every(({ skew }) => skew === 0)) addAlike(x, y, peaks, from, to, least);
    else for (let k = from; k < to; k++) addPeakTo(x, y, peaks[k]!, optics, 1, least);
    from = to;
  }
}

/** Peaks from an index to before another, of which the tails are alike. */
function addAlike(
  x: Float64Array,
  y: Float64Array,
  peaks: readonly PeakShape[],
  from: number,
  to: number,
  least: number,
): void {
  let [low, high, reach] = [Infinity, -Infinity, 0];
  // Far out a Lorentzian is its height times the square of half its width over that of the distance: these add up.
  let [heights, tails, places] = [0, 0, 0];
  for (let k = from; k < to; k++) {
    const { center, fwhm } = peaks[k]!;
    low = Math.min(low, center - gaussianReach * 0.5 * fwhm);
    high = Math.max(high, center + gaussianReach * 0.5 * fwhm);
    reach = Math.max(reach, reachOf(peaks[k]!, least));
    const height = lorentzianHeight(peaks[k]!);
    const tail = height * fwhm * fwhm;
    heights += height;
    tails += tail;
    places += tail * center;
  }
  const [begin, end] = [firstAbove(x, low), firstAbove(x, high)];
  for (let k = from; k < to; k++) addCore(x, y, peaks[k]!, begin, end);
  if (!(tails > 0)) return;
  const center = places / tails;
  const rate = 2 / Math.sqrt(tails / heights);
  addTail(x, y, firstAbove(x, center - reach), begin, center, rate, heights);
  addTail(x, y, end, firstAbove(x, center + reach), center, rate, heights);
}

function lorentzianHeight({ fwhm, area, eta }: PeakShape): number {
  const share = Math.min(1, Math.max(0, eta));
  return (share * area) / (fwhm * (share * lorentzianArea + (1 - share) * gaussianArea));
}
