/** Ones for as many of eight counts as are summed, from the end of this list back. */
const ones = memory.data<i16>([1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], 16);
/** Bytes of a bin in its table: first and last channel, shares of both. */
const binBytes: usize = 24;

/** A count of each of four frames, as 32-bit numbers. */
function countsOf(a: usize, b: usize, c: usize, d: usize): v128 {
  let four = v128.load16_lane(a, i16x8.splat(0), 0);
  four = v128.load16_lane(b, four, 2);
  four = v128.load16_lane(c, four, 4);
  return v128.load16_lane(d, four, 6);
}

/** The two upper numbers, as doubles. */
function upper(four: v128): v128 {
  return f64x2.convert_low_i32x4_s(v128.shuffle<i32>(four, four, 2, 3, 2, 3));
}

/** The sum of each of four vectors. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
}

/**
 * Counts of 16 bits in bins of depth, for four frames at a time. Behind the last frame, 14 bytes more are read.
 *
 * @param fours Fours of frames.
 * @param table Of each bin: first and last channel, 32 bits each, and shares of both; the last is below the first in one without any.
 * @param stack Rows of counts; what comes out are rows of doubles.
 */
export function binCounts(fours: i32, channels: i32, bins: i32, table: usize, stack: usize, out: usize): void {
  const row = (channels as usize) << 1;
  const width = (bins as usize) << 3;
  // Products of signed numbers: counts are moved by half their range.
  const half = i16x8.splat(-32768);
  const every = i16x8.splat(1);
  const none = f64x2.splat(0);
  for (let k = 0; k < fours; k++) {
    const s1 = stack + row;
    const s2 = s1 + row;
    const s3 = s2 + row;
    let to = out;
    let bin = table;
    for (let j = 0; j < bins; j++) {
      const first = load<i32>(bin);
      const last = load<i32>(bin, 4);
      let low = none;
      let high = none;
      if (last >= first) {
        const whole = max<i32>(0, last - first - 1);
        let i = ((first + 1) as usize) << 1;
        let left = whole;
        let a = i32x4.splat(0);
        let b = a;
        let c = a;
        let d = a;
        for (; left > 8; left -= 8) {
          a = i32x4.add(a, i32x4.dot_i16x8_s(v128.xor(v128.load(stack + i), half), every));
          b = i32x4.add(b, i32x4.dot_i16x8_s(v128.xor(v128.load(s1 + i), half), every));
          c = i32x4.add(c, i32x4.dot_i16x8_s(v128.xor(v128.load(s2 + i), half), every));
          d = i32x4.add(d, i32x4.dot_i16x8_s(v128.xor(v128.load(s3 + i), half), every));
          i += 16;
        }
        const some = v128.load(ones + (((8 - left) as usize) << 1));
        a = i32x4.add(a, i32x4.dot_i16x8_s(v128.xor(v128.load(stack + i), half), some));
        b = i32x4.add(b, i32x4.dot_i16x8_s(v128.xor(v128.load(s1 + i), half), some));
        c = i32x4.add(c, i32x4.dot_i16x8_s(v128.xor(v128.load(s2 + i), half), some));
        d = i32x4.add(d, i32x4.dot_i16x8_s(v128.xor(v128.load(s3 + i), half), some));
        const sums = i32x4.add(sumsOf(a, b, c, d), i32x4.splat(whole << 15));
        const f = (first as usize) << 1;
        const l = (last as usize) << 1;
        const head = countsOf(stack + f, s1 + f, s2 + f, s3 + f);
        const tail = countsOf(stack + l, s1 + l, s2 + l, s3 + l);
        const one = v128.load64_splat(bin, 8);
        const two = v128.load64_splat(bin, 16);
        low = f64x2.add(
          f64x2.mul(one, f64x2.convert_low_i32x4_s(head)),
          f64x2.mul(two, f64x2.convert_low_i32x4_s(tail)),
        );
        low = f64x2.add(low, f64x2.convert_low_i32x4_s(sums));
        high = f64x2.add(f64x2.mul(one, upper(head)), f64x2.mul(two, upper(tail)));
        high = f64x2.add(high, upper(sums));
      }
      v128.store64_lane(to, low, 0);
      v128.store64_lane(to + width, low, 1);
      v128.store64_lane(to + 2 * width, high, 0);
      v128.store64_lane(to + 3 * width, high, 1);
      to += 8;
      bin += binBytes;
    }
    stack = s3 + row;
    out += width << 2;
  }
}
