import type { ExcessBodies } from '../excess/find-excess.js';
import type { GreyScale } from '../grey/grey-scale.js';
import { eachSlice } from '../grey/slices.js';
import type { InterfaceCourse } from '../interface/measure-interface.js';
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
  { runs, search }: ExcessBodies,
  body: number,
): Promise<SliceSums> {
  const slices = search.to - search.from;
  const { height, width } = source.shape;
  const sums = { first: new Float64Array(slices), second: new Float64Array(slices), count: new Float64Array(slices) };
  const noise = scale.sigma ** 2;
  let k = 0;
  await eachSlice(source, search.from, search.to, (slice, z) => {
    const own = z - search.from;
    for (; k < runs!.row.length && runs!.row[k]! < (own + 1) * height; k++) {
      if (runs!.body[k] !== body) continue;
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

/** What is missing in the middle of a crack of one filling, by its two sums over a length: solved for the aperture. */
function missingOf(first: number, second: number, length: number, blur: number): number {
  let missing = 1.2;
  for (let round = 0; round < 30; round++) {
    const aperture = first / (missing * length * blur);
    missing = second / first / Math.max(0.05, squareRatio(aperture));
  }
  return missing;
}

/**
 * The deepest slice at which a crack is filled with the material above the interface: where what is missing in its middle
 * passes from 1 to that of void. NaN where the crack is too thin to tell, or nowhere filled.
 */
export async function filledDepth(
  source: SlabSource,
  scale: GreyScale,
  found: ExcessBodies,
  body: number,
  { sheet }: InterfaceCourse,
  contrast: number,
): Promise<number> {
  const { first, second, count } = await sliceSums(source, scale, found, body);
  const { from, to } = found.bodies[body]!;
  const { height } = source.shape;
  const { runs } = found;
  const limit = 1 + contrast / 2;
  let deepest = Number.NaN;
  for (let own = from[0]; own < to[0]; own++) {
    if (count[own]! < fewest) continue;
    const length = traceLength(runs!, own, height, body);
    const sums = [own - 1, own, own + 1].filter((z) => z >= from[0] && z < to[0] && count[z]! >= fewest);
    const total = (of: Float64Array): number => sums.reduce((sum, z) => sum + of[z]!, 0) / sums.length;
    const missing = missingOf(total(first), total(second), length, sheet.blur);
    const aperture = total(first) / (missing * length);
    if (aperture < 3 * sheet.blur) continue;
    if (missing < limit) deepest = found.search.from + own;
  }
  return deepest;
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
