import { addKernelDots } from './kernel-dots.js';
import type { SeparableSpace } from './separable-space.js';

/**
 * Scalar products between columns of one flat array: the loops that take most
 * of a fit. One array with offsets costs half of as many arrays (their bounds
 * and bases are looked up once), additions wait for each other so that several
 * sums must run side by side, and more than some eight no longer stay in
 * registers (measured on V8).
 */

/**
 * Add the products of the column at `a` with the first `count` of those at `partners` over points [from, to) to m[at], m[at + 1] ...
 */
export function addDots(
  { memory: m, kernels }: SeparableSpace,
  a: number,
  partners: Int32Array,
  count: number,
  from: number,
  to: number,
  at: number,
): void {
  if (kernels !== undefined) {
    addKernelDots(kernels, a, partners, count, from, to, at);
    return;
  }
  let k = 0;
  for (; count - k > 8 || count - k === 6; k += 6) {
    dotSix(
      m,
      a,
      partners[k]!,
      partners[k + 1]!,
      partners[k + 2]!,
      partners[k + 3]!,
      partners[k + 4]!,
      partners[k + 5]!,
      from,
      to,
      at + k,
    );
  }
  // Seven or eight are better halved than six and a rest.
  if (count - k > 6) {
    dotFour(m, a, partners[k]!, partners[k + 1]!, partners[k + 2]!, partners[k + 3]!, from, to, at + k);
    k += 4;
  }
  const b0 = partners[k]!;
  const b1 = partners[k + 1]!;
  const b2 = partners[k + 2]!;
  switch (count - k) {
    case 5:
      dotFive(m, a, b0, b1, b2, partners[k + 3]!, partners[k + 4]!, from, to, at + k);
      break;
    case 4:
      dotFour(m, a, b0, b1, b2, partners[k + 3]!, from, to, at + k);
      break;
    case 3:
      dotThree(m, a, b0, b1, b2, from, to, at + k);
      break;
    case 2:
      dotTwo(m, a, b0, b1, from, to, at + k);
      break;
    case 1:
      dotOne(m, a, b0, from, to, at + k);
      break;
    default:
  }
}

function dotOne(m: Float64Array, a: number, b: number, from: number, to: number, at: number): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = from;
  for (; i + 3 < to; i += 4) {
    s0 += m[a + i]! * m[b + i]!;
    s1 += m[a + i + 1]! * m[b + i + 1]!;
    s2 += m[a + i + 2]! * m[b + i + 2]!;
    s3 += m[a + i + 3]! * m[b + i + 3]!;
  }
  for (; i < to; i++) s0 += m[a + i]! * m[b + i]!;
  m[at]! += s0 + s1 + (s2 + s3);
}

function dotTwo(m: Float64Array, a: number, b0: number, b1: number, from: number, to: number, at: number): void {
  let s0 = 0;
  let s1 = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const v = m[a + i]!;
    const w = m[a + i + 1]!;
    s0 += v * m[b0 + i]! + w * m[b0 + i + 1]!;
    s1 += v * m[b1 + i]! + w * m[b1 + i + 1]!;
  }
  if (i < to) {
    const v = m[a + i]!;
    s0 += v * m[b0 + i]!;
    s1 += v * m[b1 + i]!;
  }
  m[at]! += s0;
  m[at + 1]! += s1;
}

function dotThree(
  m: Float64Array,
  a: number,
  b0: number,
  b1: number,
  b2: number,
  from: number,
  to: number,
  at: number,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const v = m[a + i]!;
    const w = m[a + i + 1]!;
    s0 += v * m[b0 + i]! + w * m[b0 + i + 1]!;
    s1 += v * m[b1 + i]! + w * m[b1 + i + 1]!;
    s2 += v * m[b2 + i]! + w * m[b2 + i + 1]!;
  }
  if (i < to) {
    const v = m[a + i]!;
    s0 += v * m[b0 + i]!;
    s1 += v * m[b1 + i]!;
    s2 += v * m[b2 + i]!;
  }
  m[at]! += s0;
  m[at + 1]! += s1;
  m[at + 2]! += s2;
}

function dotFour(
  m: Float64Array,
  a: number,
  b0: number,
  b1: number,
  b2: number,
  b3: number,
  from: number,
  to: number,
  at: number,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const v = m[a + i]!;
    const w = m[a + i + 1]!;
    s0 += v * m[b0 + i]! + w * m[b0 + i + 1]!;
    s1 += v * m[b1 + i]! + w * m[b1 + i + 1]!;
    s2 += v * m[b2 + i]! + w * m[b2 + i + 1]!;
    s3 += v * m[b3 + i]! + w * m[b3 + i + 1]!;
  }
  if (i < to) {
    const v = m[a + i]!;
    s0 += v * m[b0 + i]!;
    s1 += v * m[b1 + i]!;
    s2 += v * m[b2 + i]!;
    s3 += v * m[b3 + i]!;
  }
  m[at]! += s0;
  m[at + 1]! += s1;
  m[at + 2]! += s2;
  m[at + 3]! += s3;
}

function dotFive(
  m: Float64Array,
  a: number,
  b0: number,
  b1: number,
  b2: number,
  b3: number,
  b4: number,
  from: number,
  to: number,
  at: number,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const v = m[a + i]!;
    const w = m[a + i + 1]!;
    s0 += v * m[b0 + i]! + w * m[b0 + i + 1]!;
    s1 += v * m[b1 + i]! + w * m[b1 + i + 1]!;
    s2 += v * m[b2 + i]! + w * m[b2 + i + 1]!;
    s3 += v * m[b3 + i]! + w * m[b3 + i + 1]!;
    s4 += v * m[b4 + i]! + w * m[b4 + i + 1]!;
  }
  if (i < to) {
    const v = m[a + i]!;
    s0 += v * m[b0 + i]!;
    s1 += v * m[b1 + i]!;
    s2 += v * m[b2 + i]!;
    s3 += v * m[b3 + i]!;
    s4 += v * m[b4 + i]!;
  }
  m[at]! += s0;
  m[at + 1]! += s1;
  m[at + 2]! += s2;
  m[at + 3]! += s3;
  m[at + 4]! += s4;
}

function dotSix(
  m: Float64Array,
  a: number,
  b0: number,
  b1: number,
  b2: number,
  b3: number,
  b4: number,
  b5: number,
  from: number,
  to: number,
  at: number,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const v = m[a + i]!;
    const w = m[a + i + 1]!;
    s0 += v * m[b0 + i]! + w * m[b0 + i + 1]!;
    s1 += v * m[b1 + i]! + w * m[b1 + i + 1]!;
    s2 += v * m[b2 + i]! + w * m[b2 + i + 1]!;
    s3 += v * m[b3 + i]! + w * m[b3 + i + 1]!;
    s4 += v * m[b4 + i]! + w * m[b4 + i + 1]!;
    s5 += v * m[b5 + i]! + w * m[b5 + i + 1]!;
  }
  if (i < to) {
    const v = m[a + i]!;
    s0 += v * m[b0 + i]!;
    s1 += v * m[b1 + i]!;
    s2 += v * m[b2 + i]!;
    s3 += v * m[b3 + i]!;
    s4 += v * m[b4 + i]!;
    s5 += v * m[b5 + i]!;
  }
  m[at]! += s0;
  m[at + 1]! += s1;
  m[at + 2]! += s2;
  m[at + 3]! += s3;
  m[at + 4]! += s4;
  m[at + 5]! += s5;
}
