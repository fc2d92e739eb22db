import { statusOf } from '@operando/core';
import { backgroundTerms } from './basis.js';
import type { SpectrumFit } from './spectrum-fit.js';

/** Edges of one map, pixel after pixel. */
export interface EdgeFrame {
  /** Of each edge: its amplitude over the counts of the background before it; NaN where the edge is not fitted. */
  readonly ratios: readonly Float64Array[];
  /** Standard errors by counts alone, and by the energy shift of a pixel. */
  readonly stderr: readonly Float64Array[];
  /** Change of each ratio with the energy shift, 1/eV. */
  readonly responses: readonly Float64Array[];
  /** eV. */
  readonly shift: Float64Array;
  /** Standard error of the shift that neighbouring pixels share, eV. */
  readonly shiftStderr: Float64Array;
  /** Counts of the background in the window before the edges. */
  readonly background: Float64Array;
  /** Chi-square over degrees of freedom. */
  readonly chiSquare: Float64Array;
  /** Bytes of `statusNames`, one for each pixel. */
  readonly status: Uint8Array;
  /** Pixels have shifts of their own beside the plane. */
  readonly departs: boolean;
}

/** A frame of which nothing is known yet: every pixel is masked. @param value Of shifts. */
export function emptyFrame(edges: number, pixels: number, value: number = Number.NaN): EdgeFrame {
  const empty = (): Float64Array => new Float64Array(pixels).fill(Number.NaN);
  const many = (): Float64Array[] => Array.from({ length: edges }, empty);
  return {
    ratios: many(),
    stderr: many(),
    responses: many(),
    shift: empty().fill(value),
    shiftStderr: empty().fill(value),
    background: empty(),
    chiSquare: empty(),
    status: new Uint8Array(pixels).fill(statusOf.masked),
    departs: false,
  };
}

/** Normal deviates of chi-square beyond which a model does not describe a spectrum. */
const misfitAt = 4;

/** The deviate of a reduced chi-square (Wilson and Hilferty). */
function chiSquareDeviate(reduced: number, degrees: number): number {
  const spread = 2 / (9 * degrees);
  return (Math.cbrt(reduced) - 1 + spread) / Math.sqrt(spread);
}

/** What a pixel was fitted with. */
export interface PixelTerms {
  readonly terms: number;
  /** Its edges, by their places among all. */
  readonly edges: readonly number[];
  /** Sum of every term over the window before the edges. */
  readonly sums: Float64Array;
}

/**
 * Writes what was concluded of a pixel.
 * @param shift Where it was fitted, eV. @param own Variance of the shift that it does not share, eV^2.
 */
export function putPixel(
  frame: EdgeFrame,
  pixel: number,
  fit: SpectrumFit,
  { terms, edges, sums }: PixelTerms,
  shift: number,
  own: number,
  mostShift: number,
): void {
  const { amplitudes, covariance, response } = fit;
  let background = 0;
  let variance = 0;
  let slope = 0;
  for (let j = 0; j < backgroundTerms; j++) {
    background += sums[j]! * amplitudes[j]!;
    slope += sums[j]! * response[j]!;
    for (let k = 0; k < backgroundTerms; k++) variance += sums[j]! * sums[k]! * covariance[j * terms + k]!;
  }
  for (let e = 0; e < edges.length; e++) {
    const edge = edges[e]!;
    const k = backgroundTerms + e;
    const ratio = amplitudes[k]! / background;
    let both = 0;
    for (let j = 0; j < backgroundTerms; j++) both += sums[j]! * covariance[k * terms + j]!;
    const change = (response[k]! - ratio * slope) / background;
    const counting = (covariance[k * terms + k]! - 2 * ratio * both + ratio * ratio * variance) / background ** 2;
    frame.ratios[edge]![pixel] = ratio;
    frame.responses[edge]![pixel] = change;
    frame.stderr[edge]![pixel] = Math.sqrt(counting + change * change * own);
  }
  const reduced = fit.chiSquare / fit.degreesOfFreedom;
  frame.shift[pixel] = shift;
  frame.background[pixel] = background;
  frame.chiSquare[pixel] = reduced;
  frame.status[pixel] = !fit.isDetermined
    ? statusOf.singular
    : !(background > 0)
      ? statusOf.failed
      : Math.abs(shift) >= mostShift
        ? statusOf['at-bound']
        : chiSquareDeviate(reduced, fit.degreesOfFreedom) > misfitAt
          ? statusOf.misfit
          : statusOf.converged;
}
