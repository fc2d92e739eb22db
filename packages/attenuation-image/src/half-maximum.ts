import type { FrontData, FrontState } from './front-equations.js';
import type { FrontSeriesFit } from './front-series.js';
import { bump, crossings } from './front-start.js';

/** Where the difference to the first frame falls to half of its height: no model, and no honest error of shapes that differ. */
export function halfMaximum(data: FrontData, start: FrontState & { readonly direction: 1 | -1 }): FrontSeriesFit {
  const { frames, rows, variances } = data;
  const center = new Float64Array(frames).fill(Number.NaN);
  const centerStderr = new Float64Array(frames).fill(Number.NaN);
  const sign = Math.sign(start.height) * start.direction;
  for (let f = 1; f < frames; f++) {
    const band = bump(data, f, sign);
    const top = Math.abs(start.height);
    if (Math.max(...band) < 0.75 * top) continue;
    const [low, high] = crossings(band, top / 2);
    center[f] = start.direction === 1 ? high : low;
    const y = Math.min(rows - 2, Math.max(1, Math.round(center[f]!)));
    const slope = Math.abs(band[y + 1]! - band[y - 1]!) / 2;
    centerStderr[f] = Math.sqrt((variances[f * rows + y]! + variances[y]!) / 3) / slope;
  }
  const none = new Float64Array(frames).fill(Number.NaN);
  return {
    ...start,
    center,
    width: none,
    centerStderr,
    widthStderr: none,
    heightStderr: Number.NaN,
    chiSquare: none,
    totalChiSquare: Number.NaN,
    degreesOfFreedom: 0,
    isConverged: true,
    isSingular: false,
  };
}
