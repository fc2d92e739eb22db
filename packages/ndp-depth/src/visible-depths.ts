import type { DepthAxis } from './depth-axis.js';
import { depthGrid } from './response-matrix.js';
import type { DepthGrid, DepthGridOptions } from './response-matrix.js';

/** Depths in um, top and bottom. */
export type DepthStretch = readonly [number, number];

/**
 * What the particles show of a sample through a range of energies (the threshold of each
 * axis counts too): one stretch of depths for each axis that shows any.
 *
 * @param low Lowest and highest energy counted, keV: of the channels there are, or of those that are used.
 */
export function visibleStretches(axes: readonly DepthAxis[], low: number, high: number): DepthStretch[] {
  return axes.flatMap((axis) => {
    const first = Math.min(high, axis.surfaceEnergy);
    const last = Math.max(low, axis.lowestEnergy);
    return first > last ? [[axis.depthAt(first), axis.depthAt(last)] as const] : [];
  });
}

/** Depth bins that end where sight ends, unless told. */
export function visibleGrid(
  axes: readonly DepthAxis[],
  stretches: readonly DepthStretch[],
  options: DepthGridOptions = {},
): DepthGrid {
  const deepest =
    options.deepest ?? (stretches.length === 0 ? undefined : Math.max(...stretches.map(([, bottom]) => bottom)));
  return depthGrid(axes, { ...options, deepest });
}

/** 1 for bins whose middle one of the stretches holds. */
export function visibleBins({ edges, layer }: DepthGrid, stretches: readonly DepthStretch[]): Uint8Array {
  return Uint8Array.from(layer, (_, j) => {
    const middle = 0.5 * (edges[j]! + edges[j + 1]!);
    return stretches.some(([top, bottom]) => middle >= top && middle <= bottom) ? 1 : 0;
  });
}

/** Widths of a Gaussian beyond which what lies deeper adds nothing above the lowest energy... */
const sigmas = 3;
/** ... and up to which it adds enough for a layer to be told from the one above. */
const sigmasOfLayer = 1.5;

/**
 * A grid that ends where sight ends, with as many more bins below as still send particles above the lowest energy by
 * their spread: without them their counts would be taken for those of the deepest bins seen.
 */
export function withUnseenBins(
  axes: readonly DepthAxis[],
  grid: DepthGrid,
  stretches: readonly DepthStretch[],
): DepthGrid {
  const end = grid.edges.at(-1)!;
  const deepest = Math.max(...stretches.map(([, bottom]) => bottom));
  const { layers } = axes[0]!;
  if (!(end >= deepest * (1 - 1e-9)) || end >= layers.at(-1)!.bottom * (1 - 1e-9)) return grid;
  const axis = axes.reduce((a, b) => (b.reach > a.reach ? b : a));
  const seen = Math.min(end, axis.reach);
  const blur = axis.arrivalAt(seen).sigma / axis.slopeAt(seen);
  const until = end + sigmas * blur;
  const width = end - grid.edges.at(-2)!;
  const edges = Array.from(grid.edges);
  const layer = Array.from(grid.layer);
  for (const [index, { top: begin, bottom }] of layers.entries()) {
    if (begin >= end + sigmasOfLayer * blur) break;
    while (edges.at(-1)! < Math.min(bottom, until) * (1 - 1e-9)) {
      const top = edges.at(-1)!;
      // A rest thinner than half a bin goes with the bin above it.
      const next = bottom - top < 1.5 * width ? bottom : top + width;
      if (axis.arrivalAt(0.5 * (top + next)).energy <= 0)
        return { edges: Float64Array.from(edges), layer: Int32Array.from(layer) };
      edges.push(next);
      layer.push(index);
    }
  }
  return { edges: Float64Array.from(edges), layer: Int32Array.from(layer) };
}
