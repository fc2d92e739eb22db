import { sigmaFromMedianInPlace } from '@operando/numerics';
import type { PictureSize, Pixels } from './picture.js';

/** How the noise of a pixel grows with its signal: variance = gain x signal + read variance, in units of the camera. */
export interface NoiseModel {
  /** Variance per signal: units of the camera per detected particle where pixels are independent. */
  readonly gain: number;
  /** Variance without any signal, units of the camera squared. */
  readonly readVariance: number;
}

/** Variance of one frame by the differences of frames that follow each other, not moved by single spots. */
function pairVariance(frames: readonly Float32Array[], scales: Float64Array, used: Int32Array): number {
  const sums: number[] = [];
  for (let k = 0; k + 1 < frames.length; k++) {
    const [a, b] = [frames[k]!, frames[k + 1]!];
    const [scaleA, scaleB] = [scales[k]!, scales[k + 1]!];
    const differences = Float64Array.from(used, (i) => a[i]! * scaleA - b[i]! * scaleB);
    sums.push(sigmaFromMedianInPlace(differences) ** 2 / 2);
  }
  return sums.reduce((sum, each) => sum + each, 0) / sums.length;
}

/** Robust variance of what a camera reads without light: integers of small spread need the mean, spots its clipping. */
export function readVarianceOf(dark: readonly Float32Array[], used: Int32Array): number {
  if (dark.length < 2) return 0;
  let [sum, count] = [0, 0];
  for (let k = 0; k + 1 < dark.length; k++) {
    const [a, b] = [dark[k]!, dark[k + 1]!];
    const differences = Float64Array.from(used, (i) => a[i]! - b[i]!);
    const limit = 5 * Math.max(1, sigmaFromMedianInPlace(Float64Array.from(differences)));
    for (const each of differences)
      if (Math.abs(each) < limit) {
        sum += each * each;
        count++;
      }
  }
  return count === 0 ? 0 : sum / (2 * count);
}

/**
 * Gain by photon transfer: the variance of differences of open-beam frames against their mean.
 * @param open Frames less dark. @param doses Their doses. @param used Pixels that are sound.
 */
export function gainOf(
  open: readonly Float32Array[],
  doses: Float64Array,
  used: Int32Array,
  readVariance: number,
): number {
  const mean = doses.reduce((sum, each) => sum + each, 0) / doses.length;
  const scales = doses.map((dose) => mean / dose);
  const variance = pairVariance(open, scales, used);
  let signal = 0;
  for (const [k, frame] of open.entries()) for (const i of used) signal += frame[i]! * scales[k]!;
  signal /= open.length * used.length;
  return Math.max(0, (variance - readVariance) / signal);
}

/** Pixels that tell the noise of a camera: as many as it takes to know it to 0.3 %. */
const mostForNoise = 200_000;

/** Every so many pixels of a picture. */
export function somePixels({ width, height }: PictureSize): Int32Array {
  let step = Math.ceil((width * height) / mostForNoise);
  // Not the same columns in every row.
  while (step > 1 && width % step === 0) step++;
  return Int32Array.from({ length: Math.ceil((width * height) / step) }, (_, k) => k * step);
}

/** A frame at some pixels. */
export function sampled(frame: Pixels, at: Int32Array): Float32Array {
  return Float32Array.from(at, (i) => frame[i]!);
}

/**
 * What the camera's noise is, by pairs of dark and of open-beam frames.
 * @param darks Frames, and open-beam frames less dark, at the same few pixels. @param sound Those of them that are no bad pixels.
 * @param doses Of the open-beam frames.
 */
export function noiseOf(
  darks: readonly Float32Array[],
  signals: readonly Float32Array[],
  sound: Int32Array,
  doses: Float64Array,
  given: number | undefined,
): NoiseModel {
  const readVariance = readVarianceOf(darks, sound);
  return { gain: given ?? gainOf(signals, doses, sound, readVariance), readVariance };
}
