import { OperandoError } from '@operando/core';
import type { DepthAxis } from './depth-axis.js';

/**
 * Which channels make up each depth bin: channels `first` to `last`, whole but
 * for the outermost two, of which only a share belongs to the bin.
 */
export interface DepthRebinPlan {
  readonly bins: number;
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

/** A stack of counts that {@link rebinToDepth} reads as it is. */
export type CountStack = Float64Array | Float32Array | Uint32Array | Uint16Array;

/**
 * Counts of each frame per depth bin, [frames x bins]: sums, so that nothing is
 * lost or made between the first and last bin.
 *
 * @param stack Row-major [frames x channels].
 * @throws OperandoError `shape-mismatch`.
 */
export function rebinToDepth(plan: DepthRebinPlan, stack: CountStack): Float64Array {
  const frames = stack.length / plan.channels;
  if (!Number.isInteger(frames)) {
    throw new OperandoError('shape-mismatch', `${stack.length} counts are not frames of ${plan.channels} channels.`, {
      where: { parameter: 'stack' },
    });
  }
  const out = new Float64Array(frames * plan.bins);
  // One kernel for each kind of array: one that has seen several reads them all slowly.
  if (stack instanceof Float64Array) rebinDoubles(stack, frames, plan, out);
  else if (stack instanceof Uint16Array) rebinShorts(stack, frames, plan, out);
  else {
    const tile = new Float64Array(plan.channels);
    const oneFrame = new Float64Array(plan.bins);
    for (let f = 0; f < frames; f++) {
      tile.set(stack.subarray(f * plan.channels, (f + 1) * plan.channels));
      rebinDoubles(tile, 1, plan, oneFrame);
      out.set(oneFrame, f * plan.bins);
    }
  }
  return out;
}

function rebinDoubles(stack: Float64Array, frames: number, plan: DepthRebinPlan, out: Float64Array): void {
  const { bins, channels, range, share } = plan;
  for (let f = 0; f < frames; f++) {
    const at = f * channels;
    for (let j = 0; j < bins; j++) {
      const first = range[2 * j]!;
      const last = range[2 * j + 1]!;
      let sum = 0;
      if (last > first) {
        sum = share[2 * j]! * stack[at + first]! + share[2 * j + 1]! * stack[at + last]!;
        for (let i = at + first + 1; i < at + last; i++) sum += stack[i]!;
      } else if (last === first) sum = share[2 * j]! * stack[at + first]!;
      out[f * bins + j] = sum;
    }
  }
}

/** Four frames at a time: what a bin needs is looked up once for all of them, and four sums run side by side. */
function rebinShorts(stack: Uint16Array, frames: number, plan: DepthRebinPlan, out: Float64Array): void {
  const { bins, channels, range, share } = plan;
  let f = 0;
  for (; f + 3 < frames; f += 4) {
    const a = f * channels;
    for (let j = 0; j < bins; j++) {
      const first = range[2 * j]! + a;
      const last = range[2 * j + 1]! + a;
      if (last < first) continue;
      const one = share[2 * j]!;
      const two = last === first ? 0 : share[2 * j + 1]!;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      // Whole numbers of 16 bits add up exactly in 32.
      for (let i = first + 1; i < last; i++) {
        s0 = (s0 + stack[i]!) | 0;
        s1 = (s1 + stack[i + channels]!) | 0;
        s2 = (s2 + stack[i + 2 * channels]!) | 0;
        s3 = (s3 + stack[i + 3 * channels]!) | 0;
      }
      const to = f * bins + j;
      out[to] = one * stack[first]! + two * stack[last]! + s0;
      out[to + bins] = one * stack[first + channels]! + two * stack[last + channels]! + s1;
      out[to + 2 * bins] = one * stack[first + 2 * channels]! + two * stack[last + 2 * channels]! + s2;
      out[to + 3 * bins] = one * stack[first + 3 * channels]! + two * stack[last + 3 * channels]! + s3;
    }
  }
  const rest = frames - f;
  if (rest > 0) {
    const tail = new Float64Array(rest * bins);
    rebinDoubles(Float64Array.from(stack.subarray(f * channels)), rest, plan, tail);
    out.set(tail, f * bins);
  }
}
