import { createAxialImages, fillAxialImages, thompsonCoxHastingsWidths } from '@operando/peak-fit';
import type { AxialImages } from '@operando/peak-fit';

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
  fillAxialImages(images, place, sample, slit, width, isExact);
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
