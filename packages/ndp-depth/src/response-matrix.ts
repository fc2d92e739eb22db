import { OperandoError } from '@operando/core';
import { erf, gaussLegendre } from '@operando/numerics';
import { depthGridDefaults } from './defaults.js';
import type { DepthAxis } from './depth-axis.js';

/** Depth bins, each wholly inside one layer. */
export interface DepthGrid {
  /** um, one more than bins. */
  readonly edges: Float64Array;
  /** Layer of each bin. */
  readonly layer: Int32Array;
}

/** What {@link depthGrid} takes besides the axes. */
export interface DepthGridOptions {
  /** Bins for each depth resolution (full width at half maximum). @default 4 */
  readonly binsPerResolution?: number | undefined;
  /** Widest bin in um. @default none */
  readonly widest?: number | undefined;
  /** Deepest edge in um. @default the deepest any ion shows */
  readonly deepest?: number | undefined;
}

/** A finer grid than this has no use and a matrix too large to solve. */
const mostBins = 4000;

/**
 * Depth bins of a share of the best resolution among the ions, aligned with
 * the layer boundaries.
 *
 * @throws OperandoError `invalid-argument` without axes, `too-large` for more than 4000 bins.
 */
export function depthGrid(axes: readonly DepthAxis[], options: DepthGridOptions = {}): DepthGrid {
  const { binsPerResolution = depthGridDefaults.binsPerResolution, widest = Infinity } = options;
  if (axes.length === 0)
    throw new OperandoError('invalid-argument', 'there is no depth axis.', { where: { parameter: 'axes' } });
  if (!(binsPerResolution > 0) || !(widest > 0))
    throw new OperandoError(
      'invalid-argument',
      `${binsPerResolution} bins for each resolution, ${widest} um at most.`,
      { where: { parameter: 'binsPerResolution' } },
    );
  const end = options.deepest ?? Math.max(...axes.map((axis) => axis.reach));
  const edges = [0];
  const layers: number[] = [];
  for (const [index, { top, bottom }] of axes[0]!.layers.entries()) {
    const last = Math.min(bottom, end);
    if (last - top <= 1e-9) continue;
    let resolutions = 0;
    const samples = 16;
    for (let k = 0; k < samples; k++) {
      const depth = top + ((k + 0.5) / samples) * (last - top);
      // A thousandth of the layer is the finest that is ever asked of it.
      const finest = Math.min(
        ...axes
          .filter((axis) => depth <= axis.reach)
          .map((axis) => Math.max(axis.resolutionAt(depth), 0.001 * (last - top))),
      );
      resolutions += (last - top) / samples / Math.min(finest, 1e6);
    }
    const count = Math.max(1, Math.ceil(resolutions * binsPerResolution), Math.ceil((last - top) / widest));
    if (layers.length + count > mostBins) {
      throw new OperandoError('too-large', `the depth grid has more than ${mostBins} bins.`, {
        cure: 'Give fewer binsPerResolution, or a detector resolution, without which bins have no natural width.',
      });
    }
    for (let k = 1; k <= count; k++) {
      edges.push(k === count ? last : top + (k / count) * (last - top));
      layers.push(index);
    }
  }
  return { edges: Float64Array.from(edges), layer: Int32Array.from(layers) };
}

/** Expected counts per channel by atoms per depth bin. */
export interface ResponseMatrix {
  /** Row-major [channels x bins], um: the chance to be counted in a channel, integrated over the depth of the bin. */
  readonly values: Float64Array;
  /** Rows. */
  readonly channels: number;
  /** Columns. */
  readonly bins: number;
}

const rule = gaussLegendre(3);
/** Standard deviations beyond which a Gaussian has less than 1e-7 of its area. */
const reach = 5.5;

/**
 * Chance of particles from each depth bin to be counted in each channel: the
 * Gaussian integral over the channel, integrated over the depth of the bin.
 * Ions are added, since each capture yields one of each.
 *
 * @param channelEdges Energies of the channel edges in keV, increasing, one more than channels.
 */
export function responseMatrix(
  axes: readonly DepthAxis[],
  channelEdges: ArrayLike<number>,
  depthEdges: ArrayLike<number>,
): ResponseMatrix {
  const edges = Float64Array.from(channelEdges);
  const channels = edges.length - 1;
  const bins = depthEdges.length - 1;
  const values = new Float64Array(channels * bins);
  for (const axis of axes) {
    for (let j = 0; j < bins; j++) {
      const top = depthEdges[j]!;
      const width = depthEdges[j + 1]! - top;
      // Inside a bin that ends on a boundary the kink must not be met.
      const inside = 1 - 1e-9;
      const first = axis.arrivalAt(top);
      const last = axis.arrivalAt(top + width * inside);
      const pieces = Math.max(
        1,
        Math.ceil((first.energy - last.energy) / Math.max(first.sigma, 1e-3 * (first.energy - last.energy), 1e-9)),
      );
      for (let p = 0; p < pieces; p++) {
        for (let k = 0; k < 3; k++) {
          const share = (p + 0.5 + 0.5 * rule.nodes[k]!) / pieces;
          const { energy, sigma } = axis.arrivalAt(top + width * inside * share);
          if (energy > 0) addLine(values, bins, j, edges, energy, sigma, (0.5 * rule.weights[k]! * width) / pieces);
        }
      }
    }
  }
  return { values, channels, bins };
}

/** Spread one line's weight over the channels. */
function addLine(
  values: Float64Array,
  bins: number,
  j: number,
  edges: Float64Array,
  energy: number,
  sigma: number,
  weight: number,
): void {
  const channels = edges.length - 1;
  const from = energy - reach * sigma;
  let low = 0;
  let high = channels;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= from) low = middle;
    else high = middle;
  }
  const unit = sigma > 0 ? 1 / (Math.SQRT2 * sigma) : Infinity;
  const cumulative = (edge: number): number =>
    sigma > 0 ? 0.5 * (1 + erf((edge - energy) * unit)) : edge > energy ? 1 : 0;
  let before = cumulative(edges[low]!);
  for (let i = low; i < channels && edges[i]! < energy + reach * sigma + 1e-12; i++) {
    const after = cumulative(edges[i + 1]!);
    values[i * bins + j]! += weight * (after - before);
    before = after;
  }
}
