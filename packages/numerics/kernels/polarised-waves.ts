import { cosines, evenSeries, exponentialOf, fourTerms, halfTurns, restOf, sines, turned } from './shared/waves';

/**
 * Least |k^2| over (Q / 2)^2 inside a layer, as the plain loop has it; a half; absorption over k^2 below which the root is a series, whose
 * coefficients follow; decay below which the exponential is one.
 */
const limits = memory.data<f64>([1e-12, 0.5, 1e-3, 0.125, 0.0625, 0.01], 16);
/** Series of the exponential from the square on. */
const decays = memory.data<f64>([0.5, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0], 16);
/** Bytes of a layer: numbers that do not depend on Q, and those of two Q. */
const packedBytes: usize = 80;
const waveBytes: usize = 128;

/**
 * k of both spins in every layer but the fronting, with a negative imaginary part, and exp(-i k d) of both, two Q at a time.
 *
 * @param points Of an odd number, one more is read and written.
 * @param packed Ten numbers for each layer: 4 pi times the SLD of either spin above the fronting's, 4 pi times the imaginary part, the thickness, and six of its interface.
 * @param work 16 numbers for each layer and two Q.
 */
export function polarisedWaves(points: i32, q: usize, count: i32, packed: usize, work: usize): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const end: usize = (points as usize) << 3;
  const wide = (count as usize) * waveBytes;
  for (let place: usize = 0; place < end; place += 16) {
    const half = f64x2.mul(v128.load64_splat(limits, 8), f64x2.abs(v128.load(q + place)));
    const square = f64x2.mul(half, half);
    const least = f64x2.mul(v128.load64_splat(limits), square);
    let to = work + (place >> 4) * wide;
    v128.store(to, half);
    v128.store(to, zero, 16);
    v128.store(to, half, 32);
    v128.store(to, zero, 48);
    let layer = packed;
    for (let j = 1; j < count; j++) {
      layer += packedBytes;
      to += waveBytes;
      const b = v128.load64_splat(layer, 16);
      const depth = v128.load64_splat(layer, 24);
      for (let spin: usize = 0; spin < 2; spin++) {
        let a = f64x2.sub(square, v128.load64_splat(layer + (spin << 3)));
        const near = v128.and(f64x2.lt(f64x2.abs(a), least), f64x2.lt(b, least));
        a = v128.bitselect(least, a, near);
        const size = f64x2.abs(a);
        let large = f64x2.sqrt(size);
        let small = zero;
        if (load<f64>(layer, 16) != 0) {
          const half = v128.load64_splat(limits, 8);
          const e = f64x2.div(b, size);
          const e2 = f64x2.mul(e, e);
          small = f64x2.mul(f64x2.mul(large, e), f64x2.sub(half, f64x2.mul(v128.load64_splat(limits, 32), e2)));
          large = f64x2.mul(large, f64x2.add(one, f64x2.mul(v128.load64_splat(limits, 24), e2)));
          const weak = f64x2.lt(e, v128.load64_splat(limits, 16));
          if (i64x2.bitmask(weak) != 3) {
            const modulus = f64x2.sqrt(f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)));
            const root = f64x2.sqrt(f64x2.mul(half, f64x2.add(modulus, size)));
            small = v128.bitselect(small, f64x2.div(f64x2.mul(half, b), root), weak);
            large = v128.bitselect(large, root, weak);
          }
        }
        const above = f64x2.ge(a, zero);
        const kRe = v128.bitselect(large, small, above);
        const kIm = f64x2.neg(v128.bitselect(small, large, above));
        const at = to + (spin << 5);
        v128.store(at, kRe);
        v128.store(at, kIm, 16);
        // The backing has no end.
        if (j == count - 1) continue;
        const decay = f64x2.mul(depth, kIm);
        const decay2 = f64x2.mul(decay, decay);
        let left = f64x2.add(f64x2.add(one, decay), f64x2.mul(decay2, fourTerms(decays, decay, decay2)));
        const slight = f64x2.lt(f64x2.abs(decay), v128.load64_splat(limits, 40));
        if (i64x2.bitmask(slight) != 3) left = v128.bitselect(left, exponentialOf(decay), slight);
        const phase = f64x2.mul(depth, kRe);
        const turns = halfTurns(phase);
        const rest = restOf(phase, turns);
        const z = f64x2.mul(rest, rest);
        const z2 = f64x2.mul(z, z);
        left = turned(left, turns);
        v128.store(at, f64x2.mul(left, evenSeries(cosines, z, z2)), 64);
        v128.store(at, f64x2.neg(f64x2.mul(f64x2.mul(left, rest), evenSeries(sines, z, z2))), 80);
      }
    }
  }
}
