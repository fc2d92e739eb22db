import { createAxialImages } from './axial-divergence.js';
import type { AxialImages } from './axial-divergence.js';

/** A unit that axial divergence smears: each of its lines is a sum of images, which its columns hold ready made. */
export interface Smear {
  /** S/L and H/L. */
  readonly heights: Float64Array;
  readonly images: AxialImages;
  /** Columns, weighted: d L / d centre, d L / d width, and the same of G. */
  readonly byCenter: number;
  readonly byWidth: number;
  readonly gaussianByCenter: number;
  readonly gaussianByWidth: number;
  /** u and G of an image, in passing. */
  readonly u: number;
  readonly bell: number;
}

/** @param column Gives the place of a column that is not taken yet. */
export function createSmear(column: () => number): Smear {
  return {
    heights: new Float64Array(2),
    images: createAxialImages(),
    byCenter: column(),
    byWidth: column(),
    gaussianByCenter: column(),
    gaussianByWidth: column(),
    u: column(),
    bell: column(),
  };
}
