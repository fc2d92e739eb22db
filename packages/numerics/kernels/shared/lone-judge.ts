import { chiAt, dampingAt, evaluationsAt, shapesAt, trialAt } from './lone-state';

/**
 * Takes what was tried or not, by its chi2, and makes ready for it. @returns 0 where the slopes there are wanted, 1 where the step is to
 * be taken from where it was with more damping, 2 where others must do it.
 */
export function judge(s: usize, next: f64): i32 {
  const evaluations = load<f64>(s + evaluationsAt) + 1;
  store<f64>(s + evaluationsAt, evaluations);
  let damping = load<f64>(s + dampingAt);
  const first = evaluations == 1;
  if (first ? next == next : next <= load<f64>(s + chiAt)) {
    v128.store(s + shapesAt, v128.load(s + trialAt));
    store<f64>(s + chiAt, next);
    if (!first) store<f64>(s + dampingAt, damping > 1e-3 ? damping * 0.1 : 0);
    return 0;
  }
  if (first) return 2;
  damping = Math.max(1e-3, damping * 10);
  store<f64>(s + dampingAt, damping);
  return damping > 1e8 ? 2 : 1;
}
