import type { SeparableSpace } from './separable-space.js';

const ln2 = Math.LN2;

/** What the kernel by moments works with. */
export interface MomentSpace {
  readonly space: SeparableSpace;
  readonly half: number;
  /** Columns of squared weights, and of these times the data. */
  readonly w: number;
  readonly wy: number;
  /** Sums of a frame that need no peak. */
  readonly frame: Float64Array;
  /** Moment sums of each unit. */
  readonly sums: readonly Float64Array[];
}

/** Gradient and products of the slopes at the shapes and amplitudes of the remainder. */
export function lineariseMoments(moments: MomentSpace, shapes: Float64Array): void {
  const { units } = moments.space;
  for (let p = 0; p < units; p++) lineariseUnit(moments, p, shapes);
}

function lineariseUnit({ space, half, sums }: MomentSpace, p: number, shapes: Float64Array): void {
  const { units, terms, linear, amplitudes, cross, curvature, gradient } = space;
  const s = sums[p]!;
  const n = terms + 2 * p;
  const a = amplitudes[n]!;
  const b = ln2 * amplitudes[n + 1]!;
  const width = shapes[2 * p + 1]!;
  const c = shapes[2 * p]! / half;
  const h = (0.5 * width) / half;
  const ofX = 4 / width;
  const ofY = 2 / width;
  // Sums of w X and w Y, w u X and w u Y, without their factors.
  const x0 = a * s[3]! + b * s[12]!;
  const x1 = a * (s[0]! - s[2]!) + b * s[13]!;
  const y1 = a * (s[1]! - s[3]!) + b * s[14]!;
  const rowX = 2 * p * linear;
  const rowY = rowX + linear;
  if (terms > 0) {
    cross[rowX] = ofX * x0;
    cross[rowY] = ofY * x1;
  }
  if (terms > 1) {
    cross[rowX + 1] = ofX * (c * x0 + h * x1);
    cross[rowY + 1] = ofY * (c * x1 + h * y1);
  }
  cross[rowX + n] = ofX * (a * s[8]! + b * s[16]!);
  cross[rowX + n + 1] = ofX * (a * s[18]! + b * s[20]!);
  cross[rowY + n] = ofY * (a * (s[2]! - s[7]!) + b * (s[11]! - s[15]!));
  cross[rowY + n + 1] = ofY * (a * (s[15]! - s[17]!) + b * s[21]!);
  let gradientX = ofX * (a * s[6]! + b * s[25]!);
  let gradientY = ofY * (a * (s[4]! - s[5]!) + b * s[26]!);
  for (let j = 0; j < linear; j++) {
    gradientX -= amplitudes[j]! * cross[rowX + j]!;
    gradientY -= amplitudes[j]! * cross[rowY + j]!;
  }
  gradient[2 * p] = gradientX;
  gradient[2 * p + 1] = gradientY;
  const count = 2 * units;
  const own = 2 * p * (count + 1);
  curvature[own] = ofX * ofX * (a * a * (s[7]! - s[9]!) + 2 * a * b * (s[15]! - s[17]!) + b * b * s[21]!);
  curvature[own + count] = ofX * ofY * (a * a * (s[8]! - s[10]!) + 2 * a * b * (s[16]! - s[18]!) + b * b * s[22]!);
  curvature[own + count + 1] =
    ofY * ofY * (a * a * (s[2]! - 2 * s[7]! + s[9]!) + 2 * a * b * (s[11]! - 2 * s[15]! + s[17]!) + b * b * s[23]!);
}
