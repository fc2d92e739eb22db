import { OperandoError } from '../error.js';
import { createTurnFinder } from './turn-finder.js';

/** One pass over the range of a continuous scan. */
export interface Sweep {
  /** First point, and one past the last. */
  readonly from: number;
  /** One past its last point. */
  readonly to: number;
  /** Whether the position rises or falls. */
  readonly direction: 'up' | 'down';
  /** It covers nearly the whole range; the first and last sweep of a record often do not. */
  readonly complete: boolean;
}

/** Options of {@link splitSweeps}. */
export interface SplitSweepsOptions {
  /** A turn counts when the position goes back by more than this share of the whole range: noise and jitter do not. @default 0.1 */
  readonly minimumTravel?: number | undefined;
  /** A sweep is complete when it covers this share of the whole range. @default 0.9 */
  readonly completeTravel?: number | undefined;
  /** Points at either end of a sweep that lie within this share of the range of its turning point, where the monochromator stands still, are cut. @default 0 */
  readonly trim?: number | undefined;
}

/**
 * Split a continuous record of encoder positions, angles or energies at its turning points.
 *
 * A turning point is the extreme before the position goes back by more than `minimumTravel` of the range (zigzag with
 * hysteresis), so that noise of any smaller size makes none.
 *
 * @throws OperandoError `too-few-points`, `non-finite` with the row, `invalid-argument` for a position that never moves.
 */
export function splitSweeps(position: ArrayLike<number>, options: SplitSweepsOptions = {}): Sweep[] {
  const { minimumTravel = 0.1, completeTravel = 0.9, trim = 0 } = options;
  const n = position.length;
  if (n < 3) throw new OperandoError('too-few-points', `${n} positions make no sweep.`);
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < n; i++) {
    const value = position[i]!;
    if (!Number.isFinite(value))
      throw new OperandoError('non-finite', `position ${i} is ${value}.`, {
        where: { row: i },
        cure: 'Cut the point, or repair the record.',
      });
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const range = high - low;
  const threshold = minimumTravel * range;
  if (!(threshold > 0))
    throw new OperandoError('invalid-argument', `the position stays at ${low}.`, {
      where: { parameter: 'position' },
      cure: 'Give the channel that moves: encoder, angle or energy.',
    });
  const turns: number[] = [0];
  const directions: number[] = [];
  const finder = createTurnFinder(threshold);
  for (let i = 0; i < n; i++) {
    const turn = finder.push(position[i]!);
    if (turn < 0) continue;
    turns.push(turn);
    directions.push(-finder.direction());
  }
  directions.push(finder.direction());
  turns.push(n - 1);
  return directions.map((sign, k): Sweep => {
    let from = turns[k]!;
    let last = turns[k + 1]!;
    const travel = Math.abs(position[last]! - position[from]!);
    // A turning point belongs to the sweep it ends.
    if (k > 0) from++;
    if (trim > 0) {
      const [start, end] = [position[from]!, position[last]!];
      while (from < last && Math.abs(position[from]! - start) < trim * range) from++;
      while (last > from && Math.abs(position[last]! - end) < trim * range) last--;
    }
    return { from, to: last + 1, direction: sign >= 0 ? 'up' : 'down', complete: travel >= completeTravel * range };
  });
}
