import { fillPlainGaussian } from './column-fills.js';
import { gaussianReach } from './gaussian-powers.js';
import { firstFrom } from './first-from.js';
import { sumsOfG, sumsOfHighL, sumsOfL, sumsOfLG, sumsOfSquaredG } from './moment-sums.js';
import { lineariseMoments } from './moment-slopes.js';
import type { MomentSpace } from './moment-slopes.js';
import type { SeparableKernel, SeparableSpace } from './separable-space.js';

/** chi2 is a difference of sums of squares: below this share of them its digits run out, and columns must do. */
const leastShare = 1e-9;

const reach = 0.5 * Math.sqrt(gaussianReach);

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

/** Moment sums of a unit. */
function sumUnit({ space, w, wy, sums }: MomentSpace, p: number, shapes: Float64Array): void {
  const { points, memory, at, images, sides, kernels } = space;
  const u = images.u[p]!;
  const l = images.plain[p]!;
  const g = at.spare[1 + p]!;
  const s = sums[p]!;
  const center = shapes[2 * p]!;
  const distance = reach * shapes[2 * p + 1]!;
  const side = sides[p]!;
  const split = side === 0 ? 0 : firstFrom(memory, at.x, points, center);
  const low = side > 0 ? split : 0;
  const high = side < 0 ? split : points;
  const from = Math.max(low, firstFrom(memory, at.x, points, center - distance));
  const to = Math.min(high, firstFrom(memory, at.x, points, center + distance));
  if (kernels !== undefined) {
    const { base } = kernels;
    kernels.moments.peakMoments(
      base + 8 * at.x,
      base + 8 * w,
      base + 8 * wy,
      center,
      2 / shapes[2 * p + 1]!,
      low,
      high,
      from,
      to,
      base + 8 * u,
      base + 8 * l,
      base + 8 * g,
      kernels.table,
      base + 8 * at.moments[p]!,
    );
    return;
  }
  sumsOfL(memory, at.x, shapes, 2 * p, u, l, w, wy, low, high, s);
  sumsOfHighL(memory, u, l, w, low, high, s);
  fillPlainGaussian(memory, u, from, to, g);
  sumsOfG(memory, u, g, w, wy, from, to, s);
  sumsOfLG(memory, u, l, g, w, from, to, s);
  sumsOfSquaredG(memory, u, g, w, from, to, s);
}

/** Normal matrix and right-hand side at given shapes. */
function normalOfMoments(moments: MomentSpace, shapes: Float64Array): void {
  const { space, half, frame, sums } = moments;
  const { units, terms, linear, gram, right } = space;
  if (terms > 0) {
    gram[0] = frame[0]!;
    right[0] = frame[3]!;
  }
  if (terms > 1) {
    gram[linear] = frame[1]!;
    gram[linear + 1] = frame[2]!;
    right[1] = frame[4]!;
  }
  for (let p = 0; p < units; p++) {
    sumUnit(moments, p, shapes);
    const s = sums[p]!;
    // x = center + u width / 2 turns moments in u into moments in x.
    const c = shapes[2 * p]! / half;
    const h = (0.5 * shapes[2 * p + 1]!) / half;
    const n = terms + 2 * p;
    const row = n * linear;
    if (terms > 0) {
      gram[row] = s[0]!;
      gram[row + linear] = s[11]!;
    }
    if (terms > 1) {
      gram[row + 1] = c * s[0]! + h * s[1]!;
      gram[row + linear + 1] = c * s[11]! + h * s[12]!;
    }
    // The halves of a split profile have no point in common: their products stay 0.
    gram[row + n] = s[2]!;
    gram[row + linear + n] = s[15]!;
    gram[row + linear + n + 1] = s[19]!;
    right[n] = s[4]!;
    right[n + 1] = s[24]!;
  }
}

/** chi2 at the amplitudes, NaN where digits run out. */
function remainderOfMoments({ space, frame }: MomentSpace): number {
  const { linear, amplitudes, right } = space;
  let chiSquare = frame[5]!;
  for (let j = 0; j < linear; j++) chiSquare -= amplitudes[j]! * right[j]!;
  return chiSquare > leastShare * frame[5]! ? chiSquare : Number.NaN;
}

/**
 * The kernel for one pseudo-Voigt, whole or split, on at most a line: half the
 * work of columns, by {@link sumsOfL} and its siblings. Background functions are
 * 1 and (x - middle) / half, as Chebyshev's first two.
 */
export function createMomentKernel(space: SeparableSpace, half: number): SeparableKernel {
  const { at } = space;
  const moments: MomentSpace = {
    space,
    half,
    w: at.spare[0]!,
    wy: at.data,
    frame: new Float64Array(6),
    sums: Array.from(at.moments, (from) => space.memory.subarray(from, from + 27)),
  };
  return {
    load: (y, from) => loadMoments(moments, y, from),
    normal: (shapes) => normalOfMoments(moments, shapes),
    remainder: () => remainderOfMoments(moments),
    linearise: (shapes) => lineariseMoments(moments, shapes),
  };
}
