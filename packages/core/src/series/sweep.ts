/** How a scanned coordinate runs. */
export interface SweepCourse {
  /** Steps back, however small. */
  readonly descents: number;
  /** How far it ever rises above an earlier value. */
  readonly rise: number;
  /** How far it ever falls below an earlier value. */
  readonly fall: number;
  /** Index at which the largest fall begins. */
  readonly turn: number;
  /** It runs up and down, each over more than a tenth of its range: several sweeps in one. */
  readonly turns: boolean;
}

/**
 * Look at the course of a scan: encoder jitter makes small steps back, a
 * quick-scanning monochromator that was not split runs the whole range both ways.
 */
export function describeSweep(x: ArrayLike<number>): SweepCourse {
  let low = Infinity;
  let high = -Infinity;
  let highAt = 0;
  let rise = 0;
  let fall = 0;
  let turn = 0;
  let descents = 0;
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    if (i > 0 && value < x[i - 1]!) descents++;
    if (value < low) low = value;
    if (value > high) {
      high = value;
      highAt = i;
    }
    rise = Math.max(rise, value - low);
    if (high - value > fall) {
      fall = high - value;
      turn = highAt;
    }
  }
  const tenth = 0.1 * (high - low);
  return { descents, rise, fall, turn, turns: rise > tenth && fall > tenth };
}
