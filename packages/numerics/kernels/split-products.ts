import { judge } from './shared/lone-judge';
import {
  amplitudesAt,
  clear,
  halfAt,
  lastAt,
  ofY,
  productXY,
  shapesAt,
  slopesOfMoments,
  squareX,
  squareY,
  trialAt,
  withData,
  withG,
  withL,
  withOne,
  withX,
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
  rightAt,
  row,
  schurAt,
  schurFactorAt,
  shapeRow,
  workAt,
} from './shared/split-state';

/** Doubles of 27 moments in bytes. */
const momentsSize: usize = 216;

/** Amplitudes at the shapes tried, from the moments of both halves. @returns chi2, NaN where digits run out. */
function project(s: usize, moments: usize, frame: usize): f64 {
  const half = load<f64>(s + halfAt);
  const c = load<f64>(s + trialAt) / half;
  const factor = s + factorAt;
  const right = s + rightAt;
  store<f64>(factor, load<f64>(frame));
  store<f64>(factor + row, load<f64>(frame + 8));
  store<f64>(factor + row + 8, load<f64>(frame + 16));
  store<f64>(right, load<f64>(frame + 24));
  store<f64>(right + 8, load<f64>(frame + 32));
  const common = factor + 2 * row;
  empty(common, 3 * row);
  store<f64>(right + 16, 0);
  for (let p: usize = 0; p < 2; p++) {
    const m = moments + p * momentsSize;
    const h = (0.5 * load<f64>(s + trialAt + 8 + (p << 3))) / half;
    const s0 = load<f64>(m);
    const s11 = load<f64>(m + 88);
    const s15 = load<f64>(m + 120);
    const s19 = load<f64>(m + 152);
    const s24 = load<f64>(m + 192);
    const narrow = c * s11 + h * load<f64>(m + 96);
    add(common, s11);
    add(common + 8, narrow);
    add(common + 16, s19);
    add(right + 16, s24);
    const own = common + row + p * row;
    store<f64>(own, s0 - s11);
    store<f64>(own + 8, c * s0 + h * load<f64>(m + 8) - narrow);
    store<f64>(own + 16, s15 - s19);
    store<f64>(own + 24 + (p << 3), load<f64>(m + 16) - 2 * s15 + s19);
    store<f64>(right + 24 + (p << 3), load<f64>(m + 32) - s24);
  }
  const amplitudes = s + amplitudesAt;
  copy(right, amplitudes, row);
  if (!factorise(factor, linear, s + inverseAt, 1e-11)) return NaN;
  solveLower(factor, linear, amplitudes);
  solveUpper(factor, linear, s + inverseAt, amplitudes);
  const all = load<f64>(frame + 40);
  return clear(all, all - productOf(amplitudes, right, linear));
}

/** Gradient and Schur complement at the shapes, whose moments and amplitudes are there. */
function linearise(s: usize, moments: usize): void {
  const half = load<f64>(s + halfAt);
  const amplitudes = s + amplitudesAt;
  const cross = s + crossAt;
  const gradient = s + gradientAt;
  const schur = s + schurAt;
  const slopes = s + workAt;
  empty(cross, schurFactorAt - crossAt);
  for (let p: usize = 0; p < 2; p++) {
    const width = load<f64>(s + shapesAt + 8 + (p << 3));
    const a = load<f64>(amplitudes + 24 + (p << 3));
    const m = moments + p * momentsSize;
    const c = load<f64>(s + shapesAt) / half;
    slopesOfMoments(m, c, (0.5 * width) / half, width, a, load<f64>(amplitudes + 16) - a, slopes);
    const own = 24 + (p << 3);
    const k = p + 1;
    for (let shape: usize = 0; shape < 2; shape++) {
      const from = slopes + shape * ofY;
      const to = cross + shape * k * row;
      const narrow = load<f64>(from + withG);
      add(to, load<f64>(from + withOne));
      add(to + 8, load<f64>(from + withX));
      add(to + 16, narrow);
      add(to + own, load<f64>(from + withL) - narrow);
      add(gradient + ((shape * k) << 3), load<f64>(from + withData));
    }
    add(schur, load<f64>(slopes + squareX));
    add(schur + k * shapeRow, load<f64>(slopes + productXY));
    add(schur + k * (shapeRow + 8), load<f64>(slopes + squareY));
  }
  for (let k: usize = 0; k < free; k++) {
    const one = cross + k * row;
    add(gradient + (k << 3), -productOf(amplitudes, one, linear));
    solveLower(s + factorAt, linear, one);
    for (let m: usize = 0; m <= k; m++)
      add(schur + k * shapeRow + (m << 3), -productIn(s + inverseAt, one, cross + m * row, linear));
  }
}

/**
 * Amplitudes of one split pseudo-Voigt on a line at the shapes tried, from the moments of both halves there, whether it is taken, and
 * then the products of its slopes.
 *
 * @returns what `stepSplit` asks for: 0 where it was taken, 1 where it was not, 2 where others must do it, 3 at the end.
 */
export function projectSplit(s: usize, moments: usize, frame: usize): i32 {
  const next = project(s, moments, frame);
  const taken = judge(s, next);
  if (taken != 0) return taken;
  store<f64>(s + shapesAt + 16, load<f64>(s + trialAt + 16));
  if (load<f64>(s + lastAt) != 0) return 3;
  linearise(s, moments);
  return 0;
}
