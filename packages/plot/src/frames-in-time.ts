import { median, padExtent } from './numbers.js';

/** Where each frame is drawn along the time axis. */
export interface FrameSpans {
  /** Where each begins, in the unit of time of the figure. */
  readonly from: Float64Array;
  /** Where each ends. */
  readonly to: Float64Array;
  /** When its values hold: the middle of its exposure, or where that is not known of what is drawn. */
  readonly middle: Float64Array;
}

/**
 * Stretch each frame to the next when that follows closely (within 2.5 usual
 * steps), so that a series without dead time shows no stripes; before a longer
 * pause a frame ends after its exposure, or after one usual step where it has none.
 *
 * Every frame has some extent, whatever its exposure is said to be.
 *
 * @param start Increasing starts.
 */
export function frameSpans(start: ArrayLike<number>, duration: ArrayLike<number> | undefined): FrameSpans {
  const n = start.length;
  const steps = Float64Array.from({ length: Math.max(0, n - 1) }, (_, i) => start[i + 1]! - start[i]!);
  const exposure = (i: number): number => {
    const own = duration?.[i] ?? 0;
    return own > 0 && own < Infinity ? own : 0;
  };
  const usual = steps.length === 0 ? exposure(0) || 1 : median(steps);
  const from = Float64Array.from(start);
  const to = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const next = i + 1 < n ? start[i + 1]! : Infinity;
    const close = next - start[i]! <= 2.5 * usual;
    // A lone exposure before a pause would be a hairline: it is drawn one usual step wide.
    to[i] = close ? next : Math.min(next, start[i]! + Math.max(usual, exposure(i)));
    // Starts so large (or so far apart) that a step is lost in them.
    if (!(to[i]! > start[i]! && to[i]! < Infinity)) to[i] = Math.min(next, padExtent([start[i]!, start[i]!], 0)[1]);
  }
  const middle = from.map((begin, i) => (exposure(i) > 0 ? begin + 0.5 * exposure(i) : 0.5 * begin + 0.5 * to[i]!));
  return { from, to, middle };
}
