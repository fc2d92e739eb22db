import type { LineShape } from './line-shape.js';

/** Height of a Lorentzian, and of a Gaussian, of unit area and width. */
export const unitLorentzian: number = 2 / Math.PI;
export const unitGaussian: number = 2 * Math.sqrt(Math.LN2 / Math.PI);
const [flat, bell] = [unitLorentzian, unitGaussian];
/** Square of the distance in half widths beyond which a Gaussian is nothing. */
const farAway = 42;

/** Columns of one line over its window: value, and derivatives by place, Gaussian width, Lorentzian width and heights. */
export interface LineColumns {
  readonly value: Float64Array;
  readonly place: Float64Array;
  readonly gaussian: Float64Array;
  readonly lorentzian: Float64Array;
  readonly axial: Float64Array;
}

/** Room for windows of so many points. */
export function createLineColumns(points: number): LineColumns {
  const array = (): Float64Array => new Float64Array(points);
  return { value: array(), place: array(), gaussian: array(), lorentzian: array(), axial: array() };
}

/**
 * Fill the columns with the line of unit area at points from..to. The asymmetry goes with the place of the line; its own
 * change with that place is left out of the derivative.
 */
export function fillLine(
  shape: LineShape,
  points: Float64Array,
  from: number,
  to: number,
  place: number,
  out: LineColumns,
  withAxial: boolean,
): void {
  if (shape.images.count === 1 && !withAxial) fillSingle(shape, points, from, to, place + shape.images.shift[0]!, out);
  else fillImages(shape, points, from, to, place, out, withAxial);
}

function fillSingle(
  { widths }: LineShape,
  points: Float64Array,
  from: number,
  to: number,
  place: number,
  { value, place: byPlace, gaussian, lorentzian }: LineColumns,
): void {
  const inverse = 1 / widths[0]!;
  const eta = widths[1]!;
  const [widthByG, widthByL] = [widths[2]! * inverse * inverse, widths[3]! * inverse * inverse];
  const [etaByG, etaByL] = [widths[4]! * inverse, widths[5]! * inverse];
  const scale = 2 * inverse;
  const slopeScale = 2 * scale * inverse;
  const wideTop = flat * eta;
  const gaussianTop = bell * (1 - eta);
  for (let i = from, j = 0; i < to; i++, j++) {
    const u = (points[i]! - place) * scale;
    const u2 = u * u;
    const lor = 1 / (1 + u2);
    const gau = u2 < farAway ? Math.exp(-Math.LN2 * u2) : 0;
    const here = wideTop * lor + gaussianTop * gau;
    // The derivative by u, halved and without its sign.
    const steep = u * (wideTop * lor * lor + Math.LN2 * gaussianTop * gau);
    const byWidth = 2 * u * steep - here;
    const byEta = flat * lor - bell * gau;
    value[j] = here * inverse;
    byPlace[j] = steep * slopeScale;
    gaussian[j] = byWidth * widthByG + byEta * etaByG;
    lorentzian[j] = byWidth * widthByL + byEta * etaByL;
  }
}

function fillImages(
  { widths, images }: LineShape,
  points: Float64Array,
  from: number,
  to: number,
  place: number,
  { value, place: byPlace, gaussian, lorentzian, axial }: LineColumns,
  withAxial: boolean,
): void {
  const inverse = 1 / widths[0]!;
  const eta = widths[1]!;
  const scale = 2 * inverse;
  const wideTop = flat * eta;
  const gaussianTop = bell * (1 - eta);
  const { count, shift, weight } = images;
  const [, shiftBySample, shiftBySlit] = images.shiftBy;
  const [, weightBySample, weightBySlit] = images.weightBy;
  for (let i = from, j = 0; i < to; i++, j++) {
    let sum = 0;
    let slope = 0;
    let byWidth = 0;
    let byEta = 0;
    let byAxial = 0;
    const r = points[i]! - place;
    for (let k = 0; k < count; k++) {
      const w = weight[k]!;
      const u = (r - shift[k]!) * scale;
      const u2 = u * u;
      const lor = 1 / (1 + u2);
      const gau = u2 < farAway ? Math.exp(-Math.LN2 * u2) : 0;
      const here = wideTop * lor + gaussianTop * gau;
      const steep = u * (wideTop * lor * lor + Math.LN2 * gaussianTop * gau);
      sum += w * here;
      slope += w * steep;
      byWidth += w * (2 * u * steep - here);
      byEta += w * (flat * lor - bell * gau);
      if (withAxial) {
        byAxial += (weightBySample[k]! + weightBySlit[k]!) * here;
        byAxial += w * (shiftBySample[k]! + shiftBySlit[k]!) * 2 * scale * steep;
      }
    }
    value[j] = sum * inverse;
    byPlace[j] = 2 * scale * slope * inverse;
    const widthHere = byWidth * inverse * inverse;
    const etaHere = byEta * inverse;
    gaussian[j] = widthHere * widths[2]! + etaHere * widths[4]!;
    lorentzian[j] = widthHere * widths[3]! + etaHere * widths[5]!;
    if (withAxial) axial[j] = byAxial * inverse;
  }
}
