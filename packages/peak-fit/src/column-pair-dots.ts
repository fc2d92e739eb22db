import { addKernelPairs } from './kernel-dots.js';
import type { SeparableSpace } from './separable-space.js';

/** As `addDots` for two columns `a` and `c` with the same partners at once, so that each value read serves twice; products of `c` go to m[second] ... */
export function addPairDots(
  { memory: m, kernels }: SeparableSpace,
  a: number,
  c: number,
  partners: Int32Array,
  count: number,
  from: number,
  to: number,
  at: number,
  second: number,
): void {
  if (kernels !== undefined) {
    addKernelPairs(kernels, a, c, partners, count, from, to, at, second);
    return;
  }
  let k = 0;
  for (; count - k === 3 || count - k > 4; k += 3) {
    pairThree(m, a, c, partners[k]!, partners[k + 1]!, partners[k + 2]!, from, to, at + k, second + k);
  }
  for (; count - k >= 2; k += 2) pairTwo(m, a, c, partners[k]!, partners[k + 1]!, from, to, at + k, second + k);
  if (k < count) pairOne(m, a, c, partners[k]!, from, to, at + k, second + k);
}

function pairOne(
  m: Float64Array,
  a: number,
  c: number,
  b0: number,
  from: number,
  to: number,
  at: number,
  second: number,
): void {
  let s0 = 0;
  let t0 = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const v = m[a + i]!;
    const w = m[c + i]!;
    const x = m[a + i + 1]!;
    const y = m[c + i + 1]!;
    const p0 = m[b0 + i]!;
    const q0 = m[b0 + i + 1]!;
    s0 += v * p0 + x * q0;
    t0 += w * p0 + y * q0;
  }
  if (i < to) {
    const v = m[a + i]!;
    const w = m[c + i]!;
    const p0 = m[b0 + i]!;
    s0 += v * p0;
    t0 += w * p0;
  }
  m[at]! += s0;
  m[second]! += t0;
}

function pairTwo(
  m: Float64Array,
  a: number,
  c: number,
  b0: number,
  b1: number,
  from: number,
  to: number,
  at: number,
  second: number,
): void {
  let s0 = 0;
  let t0 = 0;
  let s1 = 0;
  let t1 = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const v = m[a + i]!;
    const w = m[c + i]!;
    const x = m[a + i + 1]!;
    const y = m[c + i + 1]!;
    const p0 = m[b0 + i]!;
    const q0 = m[b0 + i + 1]!;
    s0 += v * p0 + x * q0;
    t0 += w * p0 + y * q0;
    const p1 = m[b1 + i]!;
    const q1 = m[b1 + i + 1]!;
    s1 += v * p1 + x * q1;
    t1 += w * p1 + y * q1;
  }
  if (i < to) {
    const v = m[a + i]!;
    const w = m[c + i]!;
    const p0 = m[b0 + i]!;
    s0 += v * p0;
    t0 += w * p0;
    const p1 = m[b1 + i]!;
    s1 += v * p1;
    t1 += w * p1;
  }
  m[at]! += s0;
  m[second]! += t0;
  m[at + 1]! += s1;
  m[second + 1]! += t1;
}

function pairThree(
  m: Float64Array,
  a: number,
  c: number,
  b0: number,
  b1: number,
  b2: number,
  from: number,
  to: number,
  at: number,
  second: number,
): void {
  let s0 = 0;
  let t0 = 0;
  let s1 = 0;
  let t1 = 0;
  let s2 = 0;
  let t2 = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const v = m[a + i]!;
    const w = m[c + i]!;
    const x = m[a + i + 1]!;
    const y = m[c + i + 1]!;
    const p0 = m[b0 + i]!;
    const q0 = m[b0 + i + 1]!;
    s0 += v * p0 + x * q0;
    t0 += w * p0 + y * q0;
    const p1 = m[b1 + i]!;
    const q1 = m[b1 + i + 1]!;
    s1 += v * p1 + x * q1;
    t1 += w * p1 + y * q1;
    const p2 = m[b2 + i]!;
    const q2 = m[b2 + i + 1]!;
    s2 += v * p2 + x * q2;
    t2 += w * p2 + y * q2;
  }
  if (i < to) {
    const v = m[a + i]!;
    const w = m[c + i]!;
    const p0 = m[b0 + i]!;
    s0 += v * p0;
    t0 += w * p0;
    const p1 = m[b1 + i]!;
    s1 += v * p1;
    t1 += w * p1;
    const p2 = m[b2 + i]!;
    s2 += v * p2;
    t2 += w * p2;
  }
  m[at]! += s0;
  m[second]! += t0;
  m[at + 1]! += s1;
  m[second + 1]! += t1;
  m[at + 2]! += s2;
  m[second + 2]! += t2;
}
