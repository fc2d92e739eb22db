/**
 * Scalar products between columns of one flat array: the loops that take most
 * of a fit. One array with offsets costs half of as many arrays (their bounds
 * and bases are looked up once), additions wait for each other so that several
 * sums must run side by side, and more than some eight no longer stay in
 * registers (measured on V8).
 */

/**
 * Add the products of the column at `a` with those at `partners` over points [from, to) to out[at], out[at + 1] ...
 */
export function addDots(m: Float64Array, a: number, partners: Int32Array, from: number, to: number, out: Float64Array, at: number): void {
  const count = partners.length;
  let k = 0;
  for (; count - k > 8 || count - k === 6; k += 6) {
    dotSix(m, a, partners[k]!, partners[k + 1]!, partners[k + 2]!, partners[k + 3]!, partners[k + 4]!, partners[k + 5]!, from, to, out, at + k);
  }
  // Seven or eight are better halved than six and a rest.
  if (count - k > 6) {
    dotFour(m, a, partners[k]!, partners[k + 1]!, partners[k + 2]!, partners[k + 3]!, from, to, out, at + k);
    k += 4;
  }
  const b0 = partners[k]!;
  const b1 = partners[k + 1]!;
  const b2 = partners[k + 2]!;
  switch (count - k) {
    case 5:
      dotFive(m, a, b0, b1, b2, partners[k + 3]!, partners[k + 4]!, from, to, out, at + k);
      break;
    case 4:
      dotFour(m, a, b0, b1, b2, partners[k + 3]!, from, to, out, at + k);
      break;
    case 3:
      dotThree(m, a, b0, b1, b2, from, to, out, at + k);
      break;
    case 2:
      dotTwo(m, a, b0, b1, from, to, out, at + k);
      break;
    case 1:
      dotOne(m, a, b0, from, to, out, at + k);
      break;
    default:
  }
}

/** As {@link addDots} for two columns `a` and `c` with the same partners at once; products of `c` go to out[second] ... */
export function addPairDots(m: Float64Array, a: number, c: number, partners: Int32Array, from: number, to: number, out: Float64Array, at: number, second: number): void {
  const count = partners.length;
  let k = 0;
  for (; count - k === 3 || count - k > 4; k += 3) {
    pairThree(m, a, c, partners[k]!, partners[k + 1]!, partners[k + 2]!, from, to, out, at + k, second + k);
  }
  for (; count - k >= 2; k += 2) pairTwo(m, a, c, partners[k]!, partners[k + 1]!, from, to, out, at + k, second + k);
  if (k < count) pairOne(m, a, c, partners[k]!, from, to, out, at + k, second + k);
}

function dotOne(m: Float64Array, a: number, b: number, from: number, to: number, out: Float64Array, at: number): void {
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
  out[at]! += s0 + s1 + (s2 + s3);
}

function dotTwo(m: Float64Array, a: number, b0: number, b1: number, from: number, to: number, out: Float64Array, at: number): void {
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
  out[at]! += s0;
  out[at + 1]! += s1;
}

function dotThree(m: Float64Array, a: number, b0: number, b1: number, b2: number, from: number, to: number, out: Float64Array, at: number): void {
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
  out[at]! += s0;
  out[at + 1]! += s1;
  out[at + 2]! += s2;
}

function dotFour(m: Float64Array, a: number, b0: number, b1: number, b2: number, b3: number, from: number, to: number, out: Float64Array, at: number): void {
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
  out[at]! += s0;
  out[at + 1]! += s1;
  out[at + 2]! += s2;
  out[at + 3]! += s3;
}

function dotFive(m: Float64Array, a: number, b0: number, b1: number, b2: number, b3: number, b4: number, from: number, to: number, out: Float64Array, at: number): void {
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
  out[at]! += s0;
  out[at + 1]! += s1;
  out[at + 2]! += s2;
  out[at + 3]! += s3;
  out[at + 4]! += s4;
}

function dotSix(m: Float64Array, a: number, b0: number, b1: number, b2: number, b3: number, b4: number, b5: number, from: number, to: number, out: Float64Array, at: number): void {
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
  out[at]! += s0;
  out[at + 1]! += s1;
  out[at + 2]! += s2;
  out[at + 3]! += s3;
  out[at + 4]! += s4;
  out[at + 5]! += s5;
}

function pairOne(m: Float64Array, a: number, c: number, b0: number, from: number, to: number, out: Float64Array, at: number, second: number): void {
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
  out[at]! += s0;
  out[second]! += t0;
}

function pairTwo(m: Float64Array, a: number, c: number, b0: number, b1: number, from: number, to: number, out: Float64Array, at: number, second: number): void {
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
  out[at]! += s0;
  out[second]! += t0;
  out[at + 1]! += s1;
  out[second + 1]! += t1;
}

function pairThree(m: Float64Array, a: number, c: number, b0: number, b1: number, b2: number, from: number, to: number, out: Float64Array, at: number, second: number): void {
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
  out[at]! += s0;
  out[second]! += t0;
  out[at + 1]! += s1;
  out[second + 1]! += t1;
  out[at + 2]! += s2;
  out[second + 2]! += t2;
}
