import { createAxialImages, fillAxialImages, thompsonCoxHastingsWidths } from '@operando/peak-fit';
import type { AxialImages } from '@operando/peak-fit';

const flat = 2 / Math.PI;
const bell = 2 * Math.sqrt(Math.LN2 / Math.PI);
/** Square of the distance in half widths beyond which a Gaussian is nothing. */
const farAway = 55;
/** Spread of images, in widths of the line, below which two stand for all. */
const fewImages = 0.12;

/** What describes one line: its pseudo-Voigt, its images by axial divergence, and its Lorentzian tail. */
export interface LineShape {
  /** Width and Lorentzian share with derivatives by the Gaussian and Lorentzian width, as peak-fit gives them. */
  readonly widths: Float64Array;
  readonly images: AxialImages;
  /** Centre of mass of the images, from the place of the line. */
  shift: number;
  /** Greatest distance of an image from there. */
  spread: number;
  /** Strength of the tail, and its derivatives by the widths. */
  tail: number;
  tailByGaussian: number;
  tailByLorentzian: number;
}

/** Room for one line after another. */
export function createLineShape(): LineShape {
  const shape: LineShape = {
    widths: new Float64Array(6),
    images: createAxialImages(),
    shift: 0,
    spread: 0,
    tail: 0,
    tailByGaussian: 0,
    tailByLorentzian: 0,
  };
  fillAxialImages(shape.images, 90, 0, 0, 1);
  return shape;
}

/**
 * Describe a line at a place (degrees), with its widths and heights of axial divergence.
 *
 * @param isExact Keep all images, whose derivatives by the heights are wanted.
 */
export function describeLine(
  shape: LineShape,
  place: number,
  gaussian: number,
  lorentzian: number,
  sample: number,
  slit: number,
  isExact: boolean,
): void {
  const { widths, images } = shape;
  thompsonCoxHastingsWidths(gaussian, lorentzian, widths);
  const width = widths[0]!;
  const eta = widths[1]!;
  shape.tail = (eta * width) / (2 * Math.PI);
  shape.tailByGaussian = (widths[4]! * width + eta * widths[2]!) / (2 * Math.PI);
  shape.tailByLorentzian = (widths[5]! * width + eta * widths[3]!) / (2 * Math.PI);
  shape.shift = 0;
  shape.spread = 0;
  if (sample === 0 && slit === 0) {
    images.count = 1;
    images.weight[0] = 1;
    images.shift[0] = 0;
    return;
  }
  fillAxialImages(images, place, sample, slit, width);
  for (let k = 0; k < images.count; k++) shape.shift += images.weight[k]! * images.shift[k]!;
  for (let k = 0; k < images.count; k++) {
    shape.spread = Math.max(shape.spread, Math.abs(images.shift[k]! - shape.shift));
  }
  if (!isExact && shape.spread < fewImages * width) drawTogether(shape);
}

/**
 * Images that lie near each other beside the width of the line as two, of the same mass, mean, variance and skewness: what is
 * left is of fourth order in their distance.
 */
function drawTogether({ images, shift: mean }: LineShape): void {
  const { shift, weight, count } = images;
  let variance = 0;
  let third = 0;
  for (let k = 0; k < count; k++) {
    const away = shift[k]! - mean;
    variance += weight[k]! * away * away;
    third += weight[k]! * away * away * away;
  }
  const deviation = Math.sqrt(variance);
  const half = deviation > 0 ? third / (2 * variance * deviation) : 0;
  const root = Math.hypot(1, half);
  images.count = 2;
  shift[0] = mean + deviation * (half - root);
  shift[1] = mean + deviation * (half + root);
  weight[0] = 0.5 * (1 + half / root);
  weight[1] = 0.5 * (1 - half / root);
}

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
  const lorentzianTop = flat * eta;
  const gaussianTop = bell * (1 - eta);
  for (let i = from, j = 0; i < to; i++, j++) {
    const u = (points[i]! - place) * scale;
    const u2 = u * u;
    const lor = 1 / (1 + u2);
    const gau = u2 < farAway ? Math.exp(-Math.LN2 * u2) : 0;
    const here = lorentzianTop * lor + gaussianTop * gau;
    // The derivative by u, halved and without its sign.
    const steep = u * (lorentzianTop * lor * lor + Math.LN2 * gaussianTop * gau);
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
  const lorentzianTop = flat * eta;
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
      const here = lorentzianTop * lor + gaussianTop * gau;
      const steep = u * (lorentzianTop * lor * lor + Math.LN2 * gaussianTop * gau);
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
