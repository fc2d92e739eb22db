import { fillPlainGaussian, fillPlainLorentzian, gaussianReach } from './column-fills.js';
import { firstFrom } from './first-from.js';
import { sumsOfG, sumsOfHighL, sumsOfL, sumsOfSquaredG } from './moment-sums.js';
import type { SeparableKernel, SeparableSpace } from './separable-space.js';

const ln2 = Math.LN2;
/** chi2 is a difference of sums of squares: below this share of them its digits run out, and columns must do. */
const leastShare = 1e-9;

const reach = 0.5 * Math.sqrt(gaussianReach);

/** What {@link createMomentKernel} works with. */
interface MomentSpace {
  readonly space: SeparableSpace;
  readonly half: number;
  /** Columns that the column kernel fills anew each time, should it take over: u, L, G. */
  readonly u: number;
  readonly l: number;
  readonly g: number;
  /** Columns of squared weights, and of these times the data. */
  readonly w: number;
  readonly wy: number;
  /** Sums of a frame that need no peak. */
  readonly frame: Float64Array;
  /** Moment sums of a peak. */
  readonly s: Float64Array;
}

/** Squared weights, their products with the data, and the sums that need no peak. */
function loadMoments(moments: MomentSpace, y: Float64Array, from: number): void {
  const { space, w, wy, half, frame } = moments;
  const { points, memory, at } = space;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let t0 = 0;
  let t1 = 0;
  let t2 = 0;
  for (let i = 0; i < points; i++) {
    const weight = memory[at.weights + i]! ** 2;
    const x = memory[at.x + i]!;
    const value = y[from + i]!;
    const one = weight * x;
    const data = weight * value;
    memory[w + i] = weight;
    memory[wy + i] = data;
    s0 += weight;
    s1 += one;
    s2 += one * x;
    t0 += data;
    t1 += data * x;
    t2 += data * value;
  }
  frame[0] = s0;
  frame[1] = s1 / half;
  frame[2] = s2 / half / half;
  frame[3] = t0;
  frame[4] = t1 / half;
  frame[5] = t2;
}

/** Normal matrix and right-hand side at given shapes. */
function normalOfMoments(moments: MomentSpace, shapes: Float64Array): void {
  const { space, u, l, g, w, wy, half, frame, s } = moments;
  const { points, terms, linear, memory, at, gram, right } = space;
  const center = shapes[0]!;
  const width = shapes[1]!;
  const from = firstFrom(memory, at.x, points, center - reach * width);
  const to = firstFrom(memory, at.x, points, center + reach * width);
  fillPlainLorentzian(memory, at.x, center, width, points, u, l);
  fillPlainGaussian(memory, u, from, to, g);
  sumsOfL(memory, u, l, w, wy, points, s);
  sumsOfHighL(memory, u, l, w, points, s);
  sumsOfG(memory, u, l, g, w, from, to, s);
  sumsOfSquaredG(memory, u, g, w, wy, from, to, s);
  // x = center + u width / 2 turns moments in u into moments in x.
  const c = center / half;
  const h = (0.5 * width) / half;
  const row = terms * linear;
  if (terms > 0) {
    gram[0] = frame[0]!;
    gram[row] = s[0]!;
    gram[row + linear] = s[11]!;
    right[0] = frame[3]!;
  }
  if (terms > 1) {
    gram[linear] = frame[1]!;
    gram[linear + 1] = frame[2]!;
    gram[row + 1] = c * s[0]! + h * s[1]!;
    gram[row + linear + 1] = c * s[11]! + h * s[12]!;
    right[1] = frame[4]!;
  }
  gram[row + terms] = s[2]!;
  gram[row + linear + terms] = s[15]!;
  gram[row + linear + terms + 1] = s[19]!;
  right[terms] = s[4]!;
  right[terms + 1] = s[24]!;
}

/** chi2 at the amplitudes, NaN where digits run out. */
function remainderOfMoments({ space, frame }: MomentSpace): number {
  const { linear, amplitudes, right } = space;
  let chiSquare = frame[5]!;
  for (let j = 0; j < linear; j++) chiSquare -= amplitudes[j]! * right[j]!;
  return chiSquare > leastShare * frame[5]! ? chiSquare : Number.NaN;
}

/** Gradient and products of the slopes at the shapes and amplitudes of the remainder. */
function lineariseMoments(moments: MomentSpace, shapes: Float64Array): void {
  const { space, half, s } = moments;
  const { terms, linear, amplitudes, cross, curvature, gradient } = space;
  const width = shapes[1]!;
  const a = amplitudes[terms]!;
  const b = ln2 * amplitudes[terms + 1]!;
  const c = shapes[0]! / half;
  const h = (0.5 * width) / half;
  const ofX = 4 / width;
  const ofY = 2 / width;
  // Sums of w X and w Y, w u X and w u Y, without their factors.
  const x0 = a * s[3]! + b * s[12]!;
  const x1 = a * (s[0]! - s[2]!) + b * s[13]!;
  const y1 = a * (s[1]! - s[3]!) + b * s[14]!;
  if (terms > 0) {
    cross[0] = ofX * x0;
    cross[linear] = ofY * x1;
  }
  if (terms > 1) {
    cross[1] = ofX * (c * x0 + h * x1);
    cross[linear + 1] = ofY * (c * x1 + h * y1);
  }
  cross[terms] = ofX * (a * s[8]! + b * s[16]!);
  cross[terms + 1] = ofX * (a * s[18]! + b * s[20]!);
  cross[linear + terms] = ofY * (a * (s[2]! - s[7]!) + b * (s[11]! - s[15]!));
  cross[linear + terms + 1] = ofY * (a * (s[15]! - s[17]!) + b * s[21]!);
  let gradientX = ofX * (a * s[6]! + b * s[25]!);
  let gradientY = ofY * (a * (s[4]! - s[5]!) + b * s[26]!);
  for (let j = 0; j < linear; j++) {
    gradientX -= amplitudes[j]! * cross[j]!;
    gradientY -= amplitudes[j]! * cross[linear + j]!;
  }
  gradient[0] = gradientX;
  gradient[1] = gradientY;
  curvature[0] = ofX * ofX * (a * a * (s[7]! - s[9]!) + 2 * a * b * (s[15]! - s[17]!) + b * b * s[21]!);
  curvature[2] = ofX * ofY * (a * a * (s[8]! - s[10]!) + 2 * a * b * (s[16]! - s[18]!) + b * b * s[22]!);
  curvature[3] =
    ofY * ofY * (a * a * (s[2]! - 2 * s[7]! + s[9]!) + 2 * a * b * (s[11]! - 2 * s[15]! + s[17]!) + b * b * s[23]!);
}

/**
 * The kernel for one pseudo-Voigt on at most a line: half the work of columns,
 * by {@link sumsOfL} and its siblings. Background functions are 1 and
 * (x - middle) / half, as Chebyshev's first two.
 */
export function createMomentKernel(space: SeparableSpace, half: number): SeparableKernel {
  const { at, images } = space;
  const moments: MomentSpace = {
    space,
    half,
    u: images.u[0]!,
    l: images.plain[0]!,
    g: at.slopeX[0]!,
    w: at.slopeY[0]!,
    wy: at.data,
    frame: new Float64Array(6),
    s: new Float64Array(27),
  };
  return {
    load: (y, from) => loadMoments(moments, y, from),
    normal: (shapes) => normalOfMoments(moments, shapes),
    remainder: () => remainderOfMoments(moments),
    linearise: (shapes) => lineariseMoments(moments, shapes),
  };
}
