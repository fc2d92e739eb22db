import type { BodyRuns } from '../bodies/kept-runs.js';
import type { GreyScale } from '../grey/grey-scale.js';
import { rowSpans } from '../grey/row-spans.js';
import { eachSlice } from '../grey/slices.js';
import type { SlabSource } from '../volume.js';
import { differencesFrom } from './expected.js';
import type { ExcessBodies } from './find-excess.js';
import { paintedSlices, runsOfSlices } from './paint-bodies.js';

/** Integrals over a body and what is blurred out of it. */
export interface ExcessSum {
  /** Sum of the differences from sound material, the level beside the body taken away. */
  readonly excess: number;
  /** Standard error by the scatter of voxels, and by that of the level beside. */
  readonly noise: number;
  readonly level: number;
  /** Voxels of the grown body. */
  readonly voxels: number;
}

/** How bodies are integrated. */
export interface ExcessGrowth {
  /** Voxels by which bodies are grown, so that what is blurred out of them counts. */
  readonly grow: number;
  /** Voxels beyond, in which the level beside the body is taken. */
  readonly shell: number;
  /** Voids above the interface, which are taken away: their heights over a footprint, and what they miss. @default none */
  readonly voids?:
    | { readonly footprint: Uint8Array; readonly heights: Float32Array; readonly contrast: number }
    | undefined;
  /** How far above the interface a body goes on being summed, where it reaches it. */
  readonly above: number;
}

/** Integrals over each body of a search. */
export async function sumExcess(
  source: SlabSource,
  scale: GreyScale,
  { bodies, runs, search }: ExcessBodies,
  growth: ExcessGrowth,
): Promise<ExcessSum[]> {
  if (runs === undefined || bodies.length === 0) return [];
  const { height, width, depth } = source.shape;
  const size = height * width;
  const { expected, from, to } = search;
  const { pixels, below } = expected;
  const { voids } = growth;
  const step = below?.step;
  const first = runsOfSlices(runs, height, to - from);
  const painted = paintedSlices(runs, first, growth, height, width);
  const { body, beside } = painted;
  const { take, deepest } = differencesFrom(expected, scale, source.shape);
  const plane = new Float32Array(size);
  const sums = { inside: new Float64Array(bodies.length), voxels: new Float64Array(bodies.length) };
  const shell = { sum: new Float64Array(bodies.length), voxels: new Float64Array(bodies.length) };
  // Blurred material of other kinds in the shell would shift the level: what lies far off does not count.
  const far = 3 * scale.sigma;
  const highest = voids?.heights.reduce((most, each) => Math.max(most, each), 0) ?? 0;
  const begin = Math.max(0, from - Math.ceil(growth.above + highest));
  // Where a body reaches the interface, the column above it belongs to it too.
  const reaches = new Int32Array(size);
  if (below !== undefined) markReach(runs, first, below.sheet.z, search.from, search.clear, height, width, reaches);
  const reached = rowSpans(
    Uint8Array.from(reaches, (own) => Number(own > 0)),
    height,
    width,
  );
  await eachSlice(source, begin, Math.min(depth, to + growth.grow), (slice, z) => {
    painted.paint(z - from);
    const isNear = z - deepest < search.clear;
    if (isNear) reached.first.forEach((start, y) => start < width && painted.widen(y, start, reached.end[y]!));
    for (let y = painted.top(); y < painted.bottom(); y++) {
      const [start, end] = [y * width + painted.first[y]!, y * width + painted.end[y]!];
      take(slice, z, start, end, plane);
      for (let i = start; i < end; i++) {
        if (pixels[i] === 0 || (beside[i] === 0 && !isNear)) continue;
        const distance = isNear ? z - below!.sheet.z[i]! : Infinity;
        const isAbove = distance < search.clear;
        const voidHeight =
          isAbove && voids !== undefined && voids.footprint[i] === 1 ? Math.max(0, voids.heights[i]!) : 0;
        if (isAbove && distance < -growth.above - voidHeight) continue;
        const own = isAbove && body[i] === 0 ? reaches[i]! : body[i]!;
        if (own > 0) {
          sums.inside[own - 1]! +=
            plane[i]! - (voidHeight > 0 ? voids!.contrast * (step!(distance + voidHeight) - step!(distance)) : 0);
          sums.voxels[own - 1]!++;
        } else if (beside[i]! > 0 && !isAbove && Math.abs(plane[i]!) < far) {
          shell.sum[beside[i]! - 1]! += plane[i]!;
          shell.voxels[beside[i]! - 1]!++;
        }
      }
    }
  });
  return bodies.map((_, k) => {
    const count = sums.voxels[k]!;
    const level = shell.voxels[k]! > 0 ? shell.sum[k]! / shell.voxels[k]! : 0;
    return {
      excess: sums.inside[k]! - count * level,
      noise: scale.sigma * Math.sqrt(count),
      level: (count * scale.sigma) / Math.sqrt(Math.max(1, shell.voxels[k]!)),
      voxels: count,
    };
  });
}

/** Columns in which a body comes as near to the interface as bodies may. */
function markReach(
  runs: BodyRuns,
  first: Int32Array,
  sheet: Float32Array,
  from: number,
  clear: number,
  height: number,
  width: number,
  out: Int32Array,
): void {
  for (let z = 0; z + 1 < first.length; z++) {
    for (let k = first[z]!; k < first[z + 1]!; k++) {
      if (runs.body[k]! < 0) continue;
      const row = (runs.row[k]! - z * height) * width;
      for (let x = runs.start[k]! - 3; x < runs.end[k]! + 3; x++) {
        if (x >= 0 && x < width && from + z - sheet[row + x]! < clear + 1.5) out[row + x] = runs.body[k]! + 1;
      }
    }
  }
}
