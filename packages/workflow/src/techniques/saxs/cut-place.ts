import { OperandoError } from '@operando/core';
import { azimuthalAverage, azimuthalPlan, binnedCut, lineCut, yonedaAngle } from '@operando/small-angle-fit';
import type { DetectorGeometry, DetectorImage, LineCut } from '@operando/small-angle-fit';
import type { SaxsOptions } from './options.js';

/** Where images are cut, in degrees or 1/angstrom; NaN for averages around the beam. */
export interface CutPlace {
  readonly at: number;
  readonly width: number;
}

/** Where images are cut: as asked for, or at the brightest row beside the rod. @throws OperandoError `invalid-argument`, `outside-range`. */
export function placeOf(
  { at, cut, cutWidth }: SaxsOptions,
  given: DetectorGeometry,
  mean: DetectorImage,
  mask: Uint8Array,
): CutPlace {
  if (cut === 'azimuthal') return { at: Number.NaN, width: Number.NaN };
  if (cut === 'vertical') {
    if (at === 'yoneda')
      throw new OperandoError('invalid-argument', 'a vertical cut is not at the Yoneda maximum.', {
        where: { parameter: 'at' },
        cure: 'Give the q_y of the cut in 1/angstrom, beside the beam stop.',
      });
    const step = (2 * Math.PI * given.pixel) / (given.wavelength * given.distance);
    return { at, width: cutWidth ?? 5 * step };
  }
  const angle = at === 'yoneda' ? yonedaAngle(mean, given, { mask }) : at;
  return { at: angle, width: cutWidth ?? (5 * given.pixel * 180) / (given.distance * Math.PI) };
}

/** Cut function of all frames. */
export function createCutter(
  { cut, binning }: SaxsOptions,
  given: DetectorGeometry,
  { rows, columns }: Pick<DetectorImage, 'rows' | 'columns'>,
  { at, width }: CutPlace,
  mask: Uint8Array,
): (data: ArrayLike<number>) => LineCut {
  if (cut === 'azimuthal') {
    const plan = azimuthalPlan(rows, columns, given, { mask });
    return (data) => binnedCut(azimuthalAverage({ data, rows, columns }, plan), binning);
  }
  return (data) => binnedCut(lineCut({ data, rows, columns }, given, { direction: cut, at, width, mask }), binning);
}
