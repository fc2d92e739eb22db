import { statusOf } from '@operando/core';
import type { EdgeFrame } from './edge-fitter.js';
import type { MapFrame, MapShape } from './map-frame.js';
import { edgeIntegral, powerLawBackground } from './power-law.js';
import type { ChannelRange } from './power-law.js';

/** How edges are integrated over a power law. */
export interface TwoWindowPlan {
  readonly shape: MapShape;
  readonly energies: Float64Array;
  readonly before: ChannelRange;
  /** A window for each edge. */
  readonly windows: readonly ChannelRange[];
  readonly gain: number;
}

/** Edges of a map by two windows: what stands above a power law, over the counts before the edge. */
export function twoWindowFrame({ shape, energies, before, windows, gain }: TwoWindowPlan, { counts }: MapFrame): EdgeFrame {
  const pixels = shape.rows * shape.columns;
  const empty = (value = Number.NaN): Float64Array => new Float64Array(pixels).fill(value);
  const many = (value?: number): Float64Array[] => windows.map(() => empty(value));
  const [ratios, stderr, background] = [many(), many(), empty()];
  const status = new Uint8Array(pixels).fill(statusOf.masked);
  for (let p = 0; p < pixels; p++) {
    const at = p * shape.channels;
    const law = powerLawBackground(energies, counts, before, at, gain);
    const [first, second] = law.counts;
    if (first + second === 0) continue;
    background[p] = first + second;
    status[p] = statusOf.failed;
    if (!Number.isFinite(law.amplitude)) continue;
    status[p] = statusOf.converged;
    for (const [k, window] of windows.entries()) {
      const integral = edgeIntegral(energies, counts, law, window, at, gain);
      ratios[k]![p] = integral.ratio;
      stderr[k]![p] = integral.ratioStderr;
    }
  }
  return {
    ratios,
    stderr,
    responses: many(0),
    shift: empty(0),
    shiftStderr: empty(0),
    background,
    chiSquare: empty(),
    status,
    departs: false,
  };
}
