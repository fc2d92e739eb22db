import { slopesAt } from './shared/line-state';
import { judge } from './shared/lone-judge';
import { advance, project } from './shared/lone-line';
import { amplitudesAt, halfAt, shapesAt, slopesOfMoments, trialAt } from './shared/lone-state';

/** Amplitudes at the shapes tried. @returns chi2, NaN where digits run out. */
function projectMoments(s: usize, m: usize, frame: usize): f64 {
  const half = load<f64>(s + halfAt);
  const c = load<f64>(s + trialAt) / half;
  const h = (0.5 * load<f64>(s + trialAt + 8)) / half;
  const s0 = load<f64>(m);
  const s11 = load<f64>(m + 88);
  return project(
    s,
    frame,
    s0,
    c * s0 + h * load<f64>(m + 8),
    load<f64>(m + 16),
    s11,
    c * s11 + h * load<f64>(m + 96),
    load<f64>(m + 120),
    load<f64>(m + 152),
    load<f64>(m + 32),
    load<f64>(m + 192),
  );
}

/**
 * One evaluation of the fit of one pseudo-Voigt on a line, and the step after it, as `fitSeparable` has them. The moments are those at
 * the shapes to be tried.
 *
 * @returns 0 to go on with the new ones, 1 at the end, 2 where others must do it: digits run out, or a bound is met.
 */
export function loneStep(s: usize, m: usize, frame: usize): i32 {
  const judged = judge(s, projectMoments(s, m, frame));
  if (judged == 0) {
    const half = load<f64>(s + halfAt);
    const width = load<f64>(s + shapesAt + 8);
    const a = load<f64>(s + amplitudesAt + 16);
    const b = load<f64>(s + amplitudesAt + 24);
    slopesOfMoments(m, load<f64>(s + shapesAt) / half, (0.5 * width) / half, width, a, b, s + slopesAt);
  }
  return advance(s, judged);
}
