import { edgeWidth, fourPi, highestExponent, inversePi, leastSquare, piHigh, piLow } from './parratt-constants.js';
import { polarisedInterfaces } from './polarised-interfaces.js';
import { packedWidth, wavesWidth } from './polarised-widths.js';
import type { Magnetism, SlabTable } from './slab-table.js';

/**
 * Layers for the kernel: SLD of both spins above the fronting's, absorption, thickness; of the interface above its roughness squared,
 * cosine and sine of half the angle that the axis turns by, the ratios of the roughness factors of both spins, above and below, and the
 * inverse of that above.
 */
export function packMagnetic(
  { count, thickness, sld, isld, roughness }: SlabTable,
  { sld: magnetic, angle }: Magnetism,
): Float64Array {
  const packed = new Float64Array(packedWidth * count);
  for (let j = 0; j < count; j++) {
    const at = packedWidth * j;
    packed[at] = fourPi * (sld[j]! + magnetic[j]! - sld[0]!);
    packed[at + 1] = fourPi * (sld[j]! - magnetic[j]! - sld[0]!);
    packed[at + 2] = j === 0 ? 0 : fourPi * Math.abs(isld[j]!);
    packed[at + 3] = thickness[j]!;
    packed[at + 4] = roughness[j]! ** 2;
    if (j === 0) continue;
    const half = 0.5 * (angle[j]! - angle[j - 1]!);
    packed[at + 5] = Math.cos(half);
    packed[at + 6] = Math.sin(half);
    // exp(-s k^2 / 2) of one spin over that of the other: squares of k differ by the same at every Q.
    packed[at + 7] = Math.exp(-fourPi * packed[at + 4]! * magnetic[j - 1]!);
    packed[at + 8] = Math.exp(-fourPi * packed[at + 4]! * magnetic[j]!);
    packed[at + 9] = 1 / packed[at + 7]!;
  }
  return packed;
}

/** k of both spins in every layer but the fronting, with a negative imaginary part. */
function wavesInto(square: number, packed: Float64Array, count: number, waves: Float64Array): void {
  const least = edgeWidth * square;
  for (let j = 1; j < count; j++) {
    const absorption = packed[packedWidth * j + 2]!;
    for (let spin = 0; spin < 2; spin++) {
      const at = wavesWidth * j + 2 * spin;
      let x = square - packed[packedWidth * j + spin]!;
      if (absorption < least && x < least && -x < least) x = least;
      if (absorption === 0) {
        waves[at] = x >= 0 ? Math.sqrt(x) : 0;
        waves[at + 1] = x >= 0 ? 0 : -Math.sqrt(-x);
        continue;
      }
      const size = x < 0 ? -x : x;
      const large = Math.sqrt(0.5 * (Math.sqrt(x * x + absorption * absorption) + size));
      const small = (0.5 * absorption) / large;
      waves[at] = x >= 0 ? large : small;
      waves[at + 1] = x >= 0 ? -small : -large;
    }
  }
}

/** exp(-i k d) of both spins in every layer between fronting and backing. */
function phasesInto(packed: Float64Array, count: number, waves: Float64Array): void {
  for (let j = 1; j < count - 1; j++) {
    const depth = packed[packedWidth * j + 3]!;
    for (let spin = 0; spin < 2; spin++) {
      const at = wavesWidth * j + 2 * spin;
      const weak = depth * waves[at + 1]!;
      const size = weak === 0 ? 1 : Math.exp(weak);
      const phase = depth * waves[at]!;
      const turns = (phase * inversePi + 0.5) | 0;
      const rest = phase - turns * piHigh - turns * piLow;
      const z = rest * rest;
      const signed = size * (1 - 2 * (turns & 1));
      waves[at + 4] =
        signed *
        (1 +
          z *
            (-0.49999999999989936 +
              z *
                (0.04166666666580973 +
                  z *
                    (-0.0013888888861087183 +
                      z *
                        (2.4801582870372985e-5 +
                          z * (-2.7556935431582117e-7 + z * (2.085831802290141e-9 - z * 1.1007956573034519e-11)))))));
      waves[at + 5] =
        -signed *
        rest *
        (1 +
          z *
            (-0.16666666666666072 +
              z *
                (0.008333333333282756 +
                  z *
                    (-0.00019841269824861897 +
                      z *
                        (2.7557316609073673e-6 +
                          z * (-2.505188194671259e-8 + z * (1.6048168318165643e-10 - z * 7.374387503862757e-13)))))));
    }
  }
}

/**
 * Amplitudes of reflection of both spins at each Q, eight numbers each: real and imaginary part of up to up, down to up, up to down, and
 * down to down. In every layer the spin is taken along its magnetisation, where both waves are plain; at interfaces waves go over as the
 * axes are turned, with the roughness factors of Nevot and Croce for each pair. From the backing up, matrices of two by two.
 *
 * @param packed As {@link packMagnetic} makes it.
 * @see Majkrzak, O'Donovan and Berk, in: Neutron Scattering from Magnetic Materials (Elsevier, 2006) 397; Nevot and Croce (1980)
 */
export function plainAmplitudes(
  q: Float64Array,
  points: number,
  packed: Float64Array,
  count: number,
  out: Float64Array,
): void {
  const waves = new Float64Array(wavesWidth * count);
  for (let point = 0; point < points; point++) {
    const half = 0.5 * Math.abs(q[point]!);
    if (half * half < leastSquare) {
      out.fill(0, 8 * point, 8 * point + 8);
      out[8 * point] = -1;
      out[8 * point + 6] = -1;
      continue;
    }
    waves[0] = half;
    waves[2] = half;
    wavesInto(half * half, packed, count, waves);
    phasesInto(packed, count, waves);
    polarisedInterfaces(packed, waves, count, highestExponent, out, 8 * point);
  }
}
