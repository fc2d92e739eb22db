import type { ExcessBodies } from '../excess/find-excess.js';
import type { GreyScale } from '../grey/grey-scale.js';
import { eachSlice } from '../grey/slices.js';
import type { InterfaceSheet } from '../interface/find-interface.js';
import type { SlabSource } from '../volume.js';

/** Fewest voxels of a slice of a crack from which its filling is told. */
const fewest = 8;

/** Moments of what is missing in a slice of a crack: the sum, and the sum of squares less noise. */
interface SliceSums {
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly count: Float64Array;
}

/** Sums over a crack, slice by slice, from the runs of its body widened by the blur. */
async function sliceSums(
  source: SlabSource,
  scale: GreyScale,
  { bodies, runs, search }: ExcessBodies,
  body: number,
): Promise<SliceSums> {
  const slices = search.to - search.from;
  const { height, width } = source.shape;
  const sums = { first: new Float64Array(slices), second: new Float64Array(slices), count: new Float64Array(slices) };
  const noise = scale.sigma ** 2;
  let k = 0;
  const { from, to } = bodies[body]!;
  await eachSlice(source, search.from + from[0], search.from + to[0], (slice, z) => {
    const own = z - search.from;
    for (; k < runs!.row.length && runs!.row[k]! < (own + 1) * height; k++) {
      if (runs!.body[k] !== body || runs!.row[k]! < own * height) continue;
      const row = (runs!.row[k]! - own * height) * width;
      for (let i = row + runs!.start[k]!; i < row + runs!.end[k]!; i++) {
        const missing = 1 - (slice[i]! - scale.offset[i]!) * scale.gain[i]!;
        sums.first[own]! += missing;
        sums.second[own]! += missing * missing - noise;
        sums.count[own]!++;
      }
    }
  });
  return sums;
}

/**
 * Ratio of the sum of squares to the sum of what is missing across a crack, per unit of what its filling misses: how far
 * blur leaves it below 1 for an aperture in blurs.
 */
function squareRatio(aperture: number): number {
  const step = 0.05;
  const edge = (u: number): number => 1 / (1 + Math.exp(-1.702 * u));
  let [first, second] = [0, 0];
  for (let u = -aperture / 2 - 5; u < aperture / 2 + 5; u += step) {
    const value = edge(u + aperture / 2) - edge(u - aperture / 2);
    first += value;
    second += value * value;
  }
  return second / first;
}

/**
 * What is missing in the middle of a crack of one filling, and its aperture, by its two sums over a length. A trace is widest
 * in its middle: what counts there is a tenth wider than the mean.
 */
function fillingOf(first: number, second: number, length: number, blur: number): { missing: number; aperture: number } {
  let missing = 1.2;
  let aperture = 0;
  for (let round = 0; round < 30; round++) {
    const before = missing;
    aperture = (1.1 * first) / (missing * length);
    missing = second / first / Math.max(0.05, squareRatio(aperture / blur));
    if (Math.abs(missing - before) < 1e-9) break;
  }
  return { missing, aperture };
}

/** A slice of a crack that is wide enough to tell its filling. */
interface Filling {
  readonly z: number;
  readonly isFilled: boolean;
}

/** Apertures in blurs from which a filling is told in a single slice; many slices that agree do better than one. */
const leastAperture = 2.3;

/** Fewest slices on either side, and share of slices that may be on the wrong one. */
const fewestSlices = 3;
const mostWrong = 0.2;

/** Where a crack goes from filled to empty: fewest slices are on the wrong side. Undefined where slices do not agree. */
function deepestFilled(fillings: readonly Filling[]): number | undefined {
  let wrong = fillings.filter(({ isFilled }) => isFilled).length;
  let [least, best] = [wrong, -1];
  fillings.forEach(({ isFilled }, k) => {
    wrong += isFilled ? -1 : 1;
    if (wrong < least) [least, best] = [wrong, k];
  });
  const sides = Math.min(best + 1, fillings.length - best - 1);
  return sides >= fewestSlices && least <= mostWrong * fillings.length ? fillings[best]?.z : undefined;
}

/**
 * The deepest slice at which a crack is filled with the material above the interface: where what is missing in its middle
 * passes from 1 to that of void. NaN where the crack is too thin to tell, or filled or empty everywhere.
 */
export async function filledDepth(
  source: SlabSource,
  scale: GreyScale,
  found: ExcessBodies,
  body: number,
  sheet: InterfaceSheet,
  contrast: number,
): Promise<number> {
  const { first, second, count } = await sliceSums(source, scale, found, body);
  const { from, to } = found.bodies[body]!;
  const { height } = source.shape;
  const all: { z: number; missing: number; aperture: number }[] = [];
  for (let own = from[0]; own < to[0]; own++) {
    if (count[own]! < fewest) continue;
    // Blur and smoothing make the trace longer at both ends.
    const length = Math.max(1, traceLength(found.runs!, own, height, body) - 4.5 * sheet.blur);
    all.push({ z: found.search.from + own, ...fillingOf(first[own]!, second[own]!, length, sheet.blur) });
  }
  const apertures = all.map(({ aperture }) => aperture).toSorted((a, b) => a - b);
  const usual = apertures[Math.floor(0.6 * apertures.length)] ?? 0;
  // Much wider slices hold another crack, which lies across.
  const fillings = all
    .filter(
      ({ aperture }) => aperture >= leastAperture * sheet.blur && aperture < 1.7 * Math.max(usual, 3 * sheet.blur),
    )
    .map(({ z, missing }) => ({ z, isFilled: missing < 1 + contrast / 2 }));
  return deepestFilled(fillings) ?? Number.NaN;
}

/** Length of the trace of a body in a slice: the largest extent of its runs. */
function traceLength(
  { row, start, end, body }: NonNullable<ExcessBodies['runs']>,
  slice: number,
  height: number,
  own: number,
): number {
  let [least, most, left, right] = [Infinity, -Infinity, Infinity, -Infinity];
  body.forEach((each, k) => {
    if (each !== own || Math.floor(row[k]! / height) !== slice) return;
    const y = row[k]! - slice * height;
    [least, most] = [Math.min(least, y), Math.max(most, y)];
    [left, right] = [Math.min(left, start[k]!), Math.max(right, end[k]! - 1)];
  });
  return Math.max(1, Math.hypot(most - least, right - left));
}
