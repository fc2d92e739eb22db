import { judge } from './shared/lone-judge';
import { advance, project } from './shared/lone-line';

/**
 * Amplitudes of a doublet on a line at the shapes tried, from its products as `fillDoublet` makes them, and whether it is taken.
 *
 * @returns what {@link stepDoublet} asks for.
 */
export function projectDoublet(s: usize, sums: usize, frame: usize): i32 {
  const next = project(
    s,
    frame,
    load<f64>(sums),
    load<f64>(sums + 8),
    load<f64>(sums + 16),
    load<f64>(sums + 24),
    load<f64>(sums + 32),
    load<f64>(sums + 40),
    load<f64>(sums + 48),
    load<f64>(sums + 56),
    load<f64>(sums + 64),
  );
  return judge(s, next);
}

/**
 * The step after it, as `fitSeparable` has it.
 *
 * @param judged 0 where the products of the slopes are in the state, 1 where they were not wanted, 2 where others must do it.
 * @returns 0 to go on with new shapes, 1 at the end, 2 where others must do it: digits run out, or a bound is met.
 */
export function stepDoublet(s: usize, judged: i32): i32 {
  return advance(s, judged);
}
