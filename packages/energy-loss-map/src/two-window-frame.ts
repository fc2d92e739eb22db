import { statusOf } from '@operando/core';
import { emptyFrame } from './edge-frame.js';
import type { EdgeFrame } from './edge-frame.js';
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
export function twoWindowFrame(
  { shape, energies, before, windows, gain }: TwoWindowPlan,
  { counts }: MapFrame,
): EdgeFrame {
  const pixels = shape.rows * shape.columns;
  const frame = emptyFrame(windows.length, pixels, 0);
  for (const response of frame.responses) response.fill(0);
  const { ratios, stderr, background, status } = frame;
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
  return frame;
}
