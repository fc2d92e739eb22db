import { timesIm, timesRe } from './shared/complex';
import { areTiny, cosineOf, exponentialOf, fourTerms, sineOf, tinyCosine, tinySine } from './shared/waves';

/** The end of exponents, as the plain loop has it; exponents below which series do. */
const limits = memory.data<f64>([200, -200, 0.05], 16);
/** Series of even and of odd powers of the exponential. */
const evens = memory.data<f64>([1, 1.0 / 2.0, 1.0 / 24.0, 1.0 / 720.0], 16);
const odds = memory.data<f64>([1, 1.0 / 6.0, 1.0 / 120.0, 1.0 / 5040.0], 16);

/**
 * Roughness factor of a pair over that of the first, and its inverse over the same, to an address. The others differ little from the
 * first: by series; behind them are exponent and squared inverse of the first.
 */
function factorsInto(to: usize, given: v128, isFirst: bool): void {
  const exponent = f64x2.pmax(f64x2.pmin(given, v128.load64_splat(limits)), v128.load64_splat(limits, 8));
  if (isFirst) {
    const fall = exponentialOf(f64x2.mul(f64x2.splat(-2), exponent));
    v128.store(to, f64x2.splat(1));
    v128.store(to, fall, 16);
    v128.store(to, exponent, 32);
    v128.store(to, fall, 48);
    return;
  }
  const beside = f64x2.sub(exponent, v128.load(to, 32));
  const z = f64x2.mul(beside, beside);
  const z2 = f64x2.mul(z, z);
  const even = fourTerms(evens, z, z2);
  const odd = f64x2.mul(beside, fourTerms(odds, z, z2));
  let grow = f64x2.add(even, odd);
  let fall = f64x2.sub(even, odd);
  const near = f64x2.lt(f64x2.abs(beside), v128.load64_splat(limits, 16));
  if (i64x2.bitmask(near) != 3) {
    grow = v128.bitselect(grow, exponentialOf(beside), near);
    fall = v128.bitselect(fall, exponentialOf(f64x2.neg(beside)), near);
  }
  v128.store(to, grow);
  v128.store(to, f64x2.mul(v128.load(to, 48), fall), 16);
}

/**
 * What waves of one spin below make of those of one spin above that go the same way, P, and the other, M: four vectors.
 *
 * @param top k above.
 * @param low k below.
 * @param over 1 / |k|^2 above.
 * @param factors Room for roughness factors, those of the first pair kept.
 */
function pairInto(
  to: usize,
  top: usize,
  low: usize,
  over: v128,
  weight: v128,
  variance: f64,
  factors: usize,
  isFirst: bool,
): void {
  const uRe = v128.load(top);
  const uIm = v128.load(top, 16);
  const vRe = v128.load(low);
  const vIm = v128.load(low, 16);
  const ratioRe = f64x2.mul(over, f64x2.add(f64x2.mul(vRe, uRe), f64x2.mul(vIm, uIm)));
  const ratioIm = f64x2.mul(over, f64x2.sub(f64x2.mul(vIm, uRe), f64x2.mul(vRe, uIm)));
  const one = f64x2.splat(1);
  let pRe = f64x2.mul(weight, f64x2.add(one, ratioRe));
  let pIm = f64x2.mul(weight, ratioIm);
  let mRe = f64x2.mul(weight, f64x2.sub(one, ratioRe));
  let mIm = f64x2.neg(pIm);
  if (variance != 0) {
    const factor = f64x2.splat(variance);
    const given = f64x2.mul(factor, timesRe(uRe, uIm, vRe, vIm));
    factorsInto(factors, given, isFirst);
    const grow = v128.load(factors);
    const fall = v128.load(factors, 16);
    const angle = f64x2.mul(factor, timesIm(uRe, uIm, vRe, vIm));
    if (v128.any_true(f64x2.ne(angle, f64x2.splat(0)))) {
      const z = f64x2.mul(angle, angle);
      let cosine = tinyCosine(z);
      let sine = tinySine(angle, z);
      if (i64x2.bitmask(areTiny(z)) != 3) {
        cosine = cosineOf(angle, z, cosine);
        sine = sineOf(angle, z, sine);
      }
      let keep = pRe;
      pRe = timesRe(keep, pIm, cosine, sine);
      pIm = timesIm(keep, pIm, cosine, sine);
      keep = mRe;
      const back = f64x2.neg(sine);
      mRe = timesRe(keep, mIm, cosine, back);
      mIm = timesIm(keep, mIm, cosine, back);
    }
    pRe = f64x2.mul(grow, pRe);
    pIm = f64x2.mul(grow, pIm);
    mRe = f64x2.mul(fall, mRe);
    mIm = f64x2.mul(fall, mIm);
  }
  v128.store(to, pRe);
  v128.store(to, pIm, 16);
  v128.store(to, mRe, 32);
  v128.store(to, mIm, 48);
}

const packedBytes: usize = 80;
const waveBytes: usize = 128;

/**
 * What waves of either spin below an interface make of those of either spin above, two Q at a time, with the roughness factors of each
 * pair over that of the first, which N and E of `polarisedReflectivities` have in common, of the waves that `polarisedWaves` made.
 *
 * @param points Of an odd number, one more is written.
 * @param packed As for `polarisedWaves`; of an interface its roughness squared, cosine and sine of half the angle that the axis turns by, and ratios of roughness factors of both spins, above, below, and the inverse of that above.
 * @param pairs 32 numbers for each layer and two Q: of up above with up below, up with down, down with up, down with down, P and M.
 * @param room 64 bytes that are overwritten.
 */
export function polarisedPairs(points: i32, count: i32, packed: usize, work: usize, pairs: usize, room: usize): void {
  const one = f64x2.splat(1);
  for (let point = 0; point < points; point += 2) {
    let layer = packed;
    for (let i = 1; i < count; i++) {
      const top = work;
      work += waveBytes;
      pairs += 256;
      layer += packedBytes;
      const variance = load<f64>(layer, 32);
      const c = v128.load64_splat(layer, 40);
      const s = v128.load64_splat(layer, 48);
      const column = v128.load64_splat(layer, 64);
      for (let spin: usize = 0; spin < 2; spin++) {
        const above = top + (spin << 5);
        const uRe = v128.load(above);
        const uIm = v128.load(above, 16);
        const over = f64x2.div(one, f64x2.add(f64x2.mul(uRe, uRe), f64x2.mul(uIm, uIm)));
        const to = pairs + (spin << 7);
        const other = f64x2.mul(column, spin == 0 ? f64x2.neg(s) : c);
        pairInto(to, above, work, over, spin == 0 ? c : s, variance, room, spin == 0);
        pairInto(to + 64, above, work + 32, over, other, variance, room, false);
      }
    }
    work += waveBytes;
    pairs += 256;
  }
}
