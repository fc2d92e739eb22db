import { OperandoError } from '../error.js';
import { rowAt, valueBetween } from './log-sampling.js';

/** A quantity through time, seconds never decreasing. */
export interface TimeCurve {
  /** Seconds, one for each value. */
  readonly time: Float64Array;
  /** In any unit; both curves of a comparison in the same. */
  readonly values: Float64Array;
}

/** Options of {@link estimateClockOffset}. */
export interface ClockOffsetOptions {
  /** Largest offset looked for, either way, in seconds. */
  readonly maxOffset: number;
  /** Points of the common grid. @default 2000 */
  readonly points?: number | undefined;
}

/** Seconds to add to the second clock so that both curves agree. */
export interface ClockOffset {
  /** Seconds. */
  readonly offset: number;
  /** Its standard error, seconds. */
  readonly stderr: number;
  /** Root mean square difference of both curves at that offset. */
  readonly residual: number;
}

/**
 * The offset between two clocks that recorded the same quantity (the cycler's
 * voltage and the beamline's), by least squares: the sum of squared differences
 * against the offset, its minimum by a parabola through three points, the error
 * from its curvature and the residual.
 *
 * @param a The curve whose clock is right; every point of it that lies inside the other is used.
 * @param b The curve whose clock is to be shifted.
 * @throws OperandoError `too-few-points` when fewer than 5 points overlap, `outside-range` when
 * the best offset lies at the end of the range, `singular` when the curves do not change.
 */
export function estimateClockOffset(a: TimeCurve, b: TimeCurve, options: ClockOffsetOptions): ClockOffset {
  const { maxOffset, points = 2000 } = options;
  const from = Math.max(a.time[0]!, b.time[0]! + maxOffset);
  const to = Math.min(a.time[a.time.length - 1]!, b.time[b.time.length - 1]! - maxOffset);
  const inside = a.time.reduce((count, t) => count + (t >= from && t <= to ? 1 : 0), 0);
  if (!(to > from) || inside < 5) {
    throw new OperandoError(
      'too-few-points',
      `only ${Math.max(0, inside)} points overlap for every offset up to ${maxOffset} s.`,
      {
        cure: 'Give longer curves or a smaller maxOffset.',
      },
    );
  }
  const n = Math.min(points, Math.max(inside, 200));
  const grid = Float64Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
  const sample = ({ time, values }: TimeCurve, shift: number): Float64Array => {
    let row = 0;
    return grid.map((t) => {
      row = Math.max(0, rowAt(time, t - shift, row));
      return valueBetween(time, values, t - shift, row);
    });
  };
  const target = sample(a, 0);
  const contrast = Math.max(...target) - Math.min(...target);
  if (!(contrast > 1e-9 * Math.abs(target[0]!))) {
    throw new OperandoError('singular', 'the curves do not change, so the clocks cannot be compared.');
  }
  const cost = (shift: number): number => {
    const shifted = sample(b, shift);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (target[i]! - shifted[i]!) ** 2;
    return sum;
  };
  let best = 0;
  let step = maxOffset / 50;
  let lowest = cost(0);
  let center = 0;
  // Refine around the lowest point until the step is far below the sampling.
  for (let level = 0; level < 12; level++) {
    for (let k = -50; k <= 50; k++) {
      const shift = center + k * step;
      if (Math.abs(shift) > maxOffset) continue;
      const value = cost(shift);
      if (value < lowest) {
        lowest = value;
        best = shift;
      }
    }
    center = best;
    if (step < 1e-3 * ((to - from) / n)) break;
    step /= 10;
  }
  if (maxOffset - Math.abs(best) < 1e-6 * maxOffset) {
    throw new OperandoError('outside-range', `the best offset lies at the end of the range, ${best} s.`, {
      where: { parameter: 'maxOffset' },
      cure: 'Give a larger maxOffset.',
    });
  }
  const h = Math.max(0.25 * ((to - from) / n), 1e-6 * maxOffset);
  const left = cost(best - h);
  const right = cost(best + h);
  const curvature = (left - 2 * lowest + right) / (h * h);
  if (!(curvature > 0)) {
    throw new OperandoError('singular', 'the curves do not change enough to compare the clocks.');
  }
  const offset = best - (0.5 * (right - left)) / h / curvature;
  const residual = Math.sqrt(lowest / n);
  // Cost = chi2 for unit variance: variance of the offset = 2 s^2 / curvature.
  return {
    offset,
    stderr: Math.sqrt((2 * lowest) / Math.max(1, inside - 1) / curvature) * Math.sqrt(n / inside),
    residual,
  };
}
