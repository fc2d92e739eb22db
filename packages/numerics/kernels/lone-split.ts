import {
  amplitudesAt,
  beforeAt,
  chiAt,
  dampingAt,
  errorsAt,
  evaluationsAt,
  gainAt,
  largestEvaluations,
  lastAt,
  lowerAt,
  ofGaussian,
  ofLorentzian,
  shapesAt,
  toleranceAt,
  trialAt,
  upperAt,
} from './shared/lone-state';
import { factorise, productIn, productOf, solveLower, solveUpper } from './shared/small-factors';
import {
  add,
  copy,
  crossAt,
  empty,
  factorAt,
  free,
  gradientAt,
  inverseAt,
  linear,
  mixingAt,
  row,
  schurAt,
  schurFactorAt,
  schurInverseAt,
  shapeRow,
  stepAt,
  workAt,
} from './shared/split-state';

/** Steps of halves end, evaluated but not linearised, where gains fall to so small a share, and so little is left. */
const fallingFast: f64 = 0.01;
const largestRest: f64 = 0.01;

/** Derivatives of the amplitudes by the shapes, negated; so many times the step changes the amplitudes by them. */
function mix(s: usize, times: f64): void {
  copy(s + crossAt, s + mixingAt, 3 * row);
  for (let k: usize = 0; k < free; k++) {
    const own = s + mixingAt + k * row;
    solveUpper(s + factorAt, linear, s + inverseAt, own);
    const step = times * load<f64>(s + stepAt + (k << 3));
    for (let i: usize = 0; i < row; i += 8) add(s + amplitudesAt + i, -load<f64>(own + i) * step);
  }
}

/** Standard error of the quantity whose derivatives are in the work, which is emptied. */
function putError(s: usize, out: usize): void {
  const byAmplitudes = s + workAt;
  const byShapes = byAmplitudes + row;
  for (let k: usize = 0; k < free; k++)
    add(byShapes + (k << 3), -productOf(s + mixingAt + k * row, byAmplitudes, linear));
  solveLower(s + factorAt, linear, byAmplitudes);
  solveLower(s + schurFactorAt, free, byShapes);
  const ofAmplitudes = productIn(s + inverseAt, byAmplitudes, byAmplitudes, linear);
  const variance = ofAmplitudes + productIn(s + schurInverseAt, byShapes, byShapes, free);
  store<f64>(out, variance > 0 ? Math.sqrt(variance) : NaN);
  empty(byAmplitudes, row + shapeRow);
}

/** All errors: center, mean width, area, height, widths and Lorentzian shares of both halves, background. */
function putErrors(s: usize): void {
  const byAmplitudes = s + workAt;
  const byShapes = byAmplitudes + row;
  const height = load<f64>(s + amplitudesAt + 16);
  const out = s + errorsAt;
  empty(byAmplitudes, row + shapeRow);
  store<f64>(byShapes, 1);
  putError(s, out);
  store<f64>(byShapes + 8, 0.5);
  store<f64>(byShapes + 16, 0.5);
  putError(s, out + 8);
  store<f64>(byAmplitudes + 16, 1);
  putError(s, out + 24);
  let widths: f64 = 0;
  for (let p: usize = 0; p < 16; p += 8) {
    const own = load<f64>(s + amplitudesAt + 24 + p);
    store<f64>(byShapes + 8 + p, 1);
    putError(s, out + 32 + p);
    store<f64>(byAmplitudes + 16, -own / (height * height));
    store<f64>(byAmplitudes + 24 + p, 1 / height);
    putError(s, out + 48 + p);
    store<f64>(byAmplitudes + p, 1);
    putError(s, out + 64 + p);
  }
  for (let p: usize = 0; p < 16; p += 8) {
    const own = load<f64>(s + amplitudesAt + 24 + p);
    const width = load<f64>(s + shapesAt + 8 + p);
    widths += width;
    store<f64>(byAmplitudes + 24 + p, 0.5 * width * (ofLorentzian - ofGaussian));
    store<f64>(byShapes + 8 + p, 0.5 * (own * ofLorentzian + (height - own) * ofGaussian));
  }
  store<f64>(byAmplitudes + 16, 0.5 * widths * ofGaussian);
  putError(s, out + 16);
}

/** Fill the damped step of the shapes, not limited. @returns the gain it promises, NaN where shapes are not determined. */
function solveShapes(s: usize, damping: f64): f64 {
  const factor = s + schurFactorAt;
  const step = s + stepAt;
  copy(s + schurAt, factor, 3 * shapeRow);
  copy(s + gradientAt, step, shapeRow);
  for (let k: usize = 0; k < free; k++) {
    const diagonal = factor + k * (shapeRow + 8);
    store<f64>(diagonal, load<f64>(diagonal) * (1 + damping));
  }
  if (!factorise(factor, free, s + schurInverseAt, 1e-12)) return NaN;
  solveLower(factor, free, step);
  solveUpper(factor, free, s + schurInverseAt, step);
  return productOf(step, s + gradientAt, free);
}

/** Limit the step and fill the shapes that it leads to. @returns false where they meet a bound. */
function moveShapes(s: usize): bool {
  const step = s + stepAt;
  const shapes = s + shapesAt;
  const low = load<f64>(shapes + 8);
  const high = load<f64>(shapes + 16);
  const ofCenter = Math.min(low, high) / Math.abs(load<f64>(step));
  const ofWidths = Math.min(low / Math.abs(load<f64>(step + 8)), high / Math.abs(load<f64>(step + 16)));
  const part = Math.min(1, 0.5 * Math.min(ofCenter, ofWidths));
  for (let i: usize = 0; i < shapeRow; i += 8) {
    const change = part * load<f64>(step + i);
    const value = load<f64>(shapes + i) + change;
    store<f64>(step + i, change);
    store<f64>(s + trialAt + i, value);
    if (!(value > load<f64>(s + lowerAt + i) && value < load<f64>(s + upperAt + i))) return false;
  }
  return true;
}

/**
 * The step after it, as `fitSeparable` has it.
 *
 * @returns 0 to go on with new shapes, 1 at the end, 2 where others must do it: digits run out, or a bound is met.
 */
export function stepSplit(s: usize, judged: i32): i32 {
  if (judged == 2) return 2;
  let ended = judged == 3;
  let along: f64 = 0;
  if (!ended) {
    const damping = load<f64>(s + dampingAt);
    const undamped = damping == 0;
    const gain = solveShapes(s, damping);
    if (!(gain >= 0 && moveShapes(s))) return 2;
    const enough = Math.min(load<f64>(s + toleranceAt) * load<f64>(s + chiAt), load<f64>(s + gainAt));
    if (undamped && gain <= enough) {
      ended = true;
      along = 1;
      copy(s + trialAt, s + shapesAt, shapeRow);
      add(s + chiAt, -productOf(s + stepAt, s + gradientAt, free));
    } else {
      const before = load<f64>(s + beforeAt);
      const last = undamped && gain <= fallingFast * before && gain * gain <= largestRest * enough * before;
      store<f64>(s + lastAt, last ? 1 : 0);
      store<f64>(s + beforeAt, undamped ? gain : 0);
    }
  }
  if (!ended) return load<f64>(s + evaluationsAt) >= largestEvaluations ? 2 : 0;
  mix(s, along);
  putErrors(s);
  return 1;
}
