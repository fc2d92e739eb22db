import { OperandoError } from '@operando/core';
import type { DepthAxis } from './depth-axis.js';

/**
 * Which channels make up each depth bin: channels `first` to `last`, whole but
 * for the outermost two, of which only a share belongs to the bin.
 */
export interface DepthRebinPlan {
  /** Of depth. */
  readonly bins: number;
  /** Of the spectra. */
  readonly channels: number;
  /** Row-major [bins x 2]: first and last channel; the last is below the first in a bin without any. */
  readonly range: Int32Array;
  /** Row-major [bins x 2]: share of the first and of the last channel. */
  readonly share: Float64Array;
  /** Channels below this one lie beyond the deepest bin or under the threshold. */
  readonly firstSeen: number;
  /** Channels from this one on lie above the energy of the surface. */
  readonly firstAbove: number;
}

/**
 * Share channels out over depth bins by depth: a channel's counts are spread
 * evenly over the depths its edges span. The channel with the surface's
 * energy, and that with the deepest visible point's, belong wholly to the sample.
 *
 * @param channelEdges keV, increasing.
 * @param depthEdges um, increasing, within the axis's reach.
 * @throws OperandoError `outside-range` for depth edges that reach beyond what the axis shows, `axis-not-increasing`.
 */
export function depthRebinPlan(
  axis: DepthAxis,
  channelEdges: ArrayLike<number>,
  depthEdges: ArrayLike<number>,
): DepthRebinPlan {
  const channels = channelEdges.length - 1;
  const bins = depthEdges.length - 1;
  for (let j = 0; j < bins; j++) {
    if (!(depthEdges[j + 1]! > depthEdges[j]!))
      throw new OperandoError('axis-not-increasing', `depth edges ${depthEdges[j]} and ${depthEdges[j + 1]} um.`, {
        where: { row: j },
      });
  }
  if (!(depthEdges[0]! >= 0) || depthEdges[bins]! > axis.reach * (1 + 1e-9)) {
    throw new OperandoError('outside-range', `depth bins from ${depthEdges[0]} to ${depthEdges[bins]} um.`, {
      where: { parameter: 'depthEdges' },
      cure: `This ion shows depths from 0 to ${axis.reach.toFixed(4)} um.`,
    });
  }
  let firstAbove = channels;
  while (firstAbove > 0 && channelEdges[firstAbove - 1]! >= axis.surfaceEnergy) firstAbove--;
  let firstSeen = 0;
  const hidden = (i: number): boolean =>
    axis.lowestEnergy > axis.threshold ? channelEdges[i + 1]! <= axis.lowestEnergy : channelEdges[i]! < axis.threshold;
  while (firstSeen < firstAbove && hidden(firstSeen)) firstSeen++;
  const depthOf = (energy: number): number =>
    axis.depthAt(Math.min(axis.surfaceEnergy, Math.max(axis.lowestEnergy, energy)));
  const range = new Int32Array(2 * bins);
  const share = new Float64Array(2 * bins);
  for (let j = 0; j < bins; j++) range.set([0, -1], 2 * j);
  let j = bins - 1;
  for (let i = firstSeen; i < firstAbove; i++) {
    const top = depthOf(channelEdges[i + 1]!);
    const bottom = depthOf(channelEdges[i]!);
    while (j > 0 && depthEdges[j]! >= bottom) j--;
    for (let k = j; k >= 0 && depthEdges[k + 1]! > top; k--) {
      const overlap = Math.min(bottom, depthEdges[k + 1]!) - Math.max(top, depthEdges[k]!);
      if (!(overlap > 0)) continue;
      const part = overlap / (bottom - top);
      if (range[2 * k + 1]! < range[2 * k]!) {
        range[2 * k] = i;
        share[2 * k] = part;
      }
      range[2 * k + 1] = i;
      share[2 * k + 1] = part;
    }
  }
  return { bins, channels, range, share, firstSeen, firstAbove };
}
