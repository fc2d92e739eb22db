import { gaussianArea } from '@operando/peak-fit';
import type { Doublet } from '@operando/peak-fit';
import { secondPeak } from './second-peak.js';

/** What a hump's column is made of: its lines, the second as far from the first as at the given center. */
function linesOf(center: number, doublet: Doublet | undefined): readonly (readonly [place: number, weight: number])[] {
  return doublet === undefined
    ? [[center, 1]]
    : [
        [center, 1],
        [secondPeak(doublet, center), doublet.ratio ?? 0.5],
      ];
}

/** Write a Gaussian of area 1 (and its second line) to a column. */
export function fillHump(
  x: Float64Array,
  center: number,
  fwhm: number,
  doublet: Doublet | undefined,
  column: Float64Array,
): void {
  column.fill(0);
  for (const [place, weight] of linesOf(center, doublet)) {
    const norm = weight / (fwhm * gaussianArea);
    for (let i = 0; i < x.length; i++) {
      const u = (2 * (x[i]! - place)) / fwhm;
      column[i]! += norm * Math.exp(-Math.LN2 * u * u);
    }
  }
}

/** Write what {@link fillHump} times `area` changes by with center and width; the second line moves with the first all but equally. */
export function fillHumpSlopes(
  x: Float64Array,
  center: number,
  fwhm: number,
  doublet: Doublet | undefined,
  area: number,
  byCenter: Float64Array,
  byWidth: Float64Array,
): void {
  byCenter.fill(0);
  byWidth.fill(0);
  for (const [place, weight] of linesOf(center, doublet)) {
    const norm = (area * weight) / (fwhm * gaussianArea);
    for (let i = 0; i < x.length; i++) {
      const u = (2 * (x[i]! - place)) / fwhm;
      const value = norm * Math.exp(-Math.LN2 * u * u);
      byCenter[i]! += (4 * Math.LN2 * u * value) / fwhm;
      byWidth[i]! += ((2 * Math.LN2 * u * u - 1) * value) / fwhm;
    }
  }
}
