import type { Optics } from './optics.js';
import { addPeakTo, reachOf } from './peak-shape.js';
import type { PeakShape } from './peak-shape.js';
import { secondPeak } from './second-peak.js';
import type { WindowData } from './window/types.js';

/** A window with what other peaks put into it. */
export function withGround(
  data: WindowData,
  others: readonly PeakShape[],
  settings: Optics & { readonly least: number },
): WindowData {
  const { doublet, least } = settings;
  const [from, to] = [data.x[0]!, data.x.at(-1)!];
  let ground: Float64Array | undefined;
  for (const peak of others) {
    const { center, area } = peak;
    if (!(area > 0)) continue;
    const last = doublet === undefined ? center : secondPeak(doublet, center);
    const reach = reachOf(peak, least);
    if (!(last > from - reach && center < to + reach)) continue;
    ground ??= new Float64Array(data.x.length);
    addPeakTo(data.x, ground, peak, settings, 1, least);
  }
  // Field by field: all windows have one layout.
  return ground === undefined ? data : { x: data.x, y: data.y, variance: data.variance, ground };
}
