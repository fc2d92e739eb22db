import type { SiteImages } from './geometric-sums.js';

const turn = 2 * Math.PI;

/** Sums over the atoms of one site, for each reflection: what it adds to F for scattering power and occupancy 1. */
export interface SiteSums {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  /** Their derivatives to x, y, z, three for each reflection, and with anisotropic displacements to the six U behind these. */
  readonly slopesReal: Float64Array;
  readonly slopesImaginary: Float64Array;
}

/** Room for the sums of a site. @param slopes Derivatives for each reflection: 0, 3 or 9. */
export const emptySums = (size: number, slopes: number): SiteSums => ({
  real: new Float64Array(size),
  imaginary: new Float64Array(size),
  slopesReal: new Float64Array(slopes * size),
  slopesImaginary: new Float64Array(slopes * size),
});

/**
 * Sums of an isotropic site, without its displacement factor.
 *
 * @param turned Of `turnedIndices`.
 * @param x, y, z Its place, in fractions.
 */
export function isotropicSums(
  images: SiteImages,
  turned: Float64Array,
  x: number,
  y: number,
  z: number,
  out: SiteSums,
): void {
  const { real, imaginary, slopesReal, slopesImaginary } = out;
  const count = images.operations.length;
  const { weight } = images;
  const withSlopes = slopesReal.length > 0;
  let at = 0;
  for (let n = 0; n < real.length; n++) {
    let [c, s, cx, cy, cz, sx, sy, sz] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < count; i++, at += 4) {
      const h = turned[at]!;
      const k = turned[at + 1]!;
      const l = turned[at + 2]!;
      const angle = turn * (h * x + k * y + l * z + turned[at + 3]!);
      const cosine = Math.cos(angle);
      const sine = Math.sin(angle);
      c += cosine;
      s += sine;
      if (!withSlopes) continue;
      cx -= h * sine;
      cy -= k * sine;
      cz -= l * sine;
      sx += h * cosine;
      sy += k * cosine;
      sz += l * cosine;
    }
    real[n] = weight * c;
    imaginary[n] = weight * s;
    if (!withSlopes) continue;
    const scale = turn * weight;
    slopesReal[3 * n] = scale * cx;
    slopesReal[3 * n + 1] = scale * cy;
    slopesReal[3 * n + 2] = scale * cz;
    slopesImaginary[3 * n] = scale * sx;
    slopesImaginary[3 * n + 1] = scale * sy;
    slopesImaginary[3 * n + 2] = scale * sz;
  }
}

/**
 * Sums of an anisotropic site, its displacement factors included.
 *
 * @param u U11, U22, U33, U23, U13, U12, square angstrom.
 * @param edges Lengths of the reciprocal axes, 1/angstrom.
 */
export function anisotropicSums(
  images: SiteImages,
  turned: Float64Array,
  place: readonly [x: number, y: number, z: number],
  u: ArrayLike<number>,
  edges: ArrayLike<number>,
  out: SiteSums,
): void {
  const { real, imaginary, slopesReal, slopesImaginary } = out;
  const count = images.operations.length;
  const [x, y, z] = place;
  const slopes = slopesReal.length === 0 ? 0 : 9;
  const terms = new Float64Array(9);
  let at = 0;
  real.fill(0);
  imaginary.fill(0);
  slopesReal.fill(0);
  slopesImaginary.fill(0);
  for (let n = 0; n < real.length; n++)
    for (let i = 0; i < count; i++, at += 4) {
      const [h, k, l] = [turned[at]!, turned[at + 1]!, turned[at + 2]!];
      const [p, q, r] = [h * edges[0]!, k * edges[1]!, l * edges[2]!];
      terms[3] = p * p;
      terms[4] = q * q;
      terms[5] = r * r;
      terms[6] = 2 * q * r;
      terms[7] = 2 * p * r;
      terms[8] = 2 * p * q;
      let exponent = 0;
      for (let m = 0; m < 6; m++) exponent += terms[3 + m]! * u[m]!;
      const factor = images.weight * Math.exp(-2 * Math.PI ** 2 * exponent);
      const angle = turn * (h * x + k * y + l * z + turned[at + 3]!);
      const cosine = factor * Math.cos(angle);
      const sine = factor * Math.sin(angle);
      real[n]! += cosine;
      imaginary[n]! += sine;
      if (slopes === 0) continue;
      terms[0] = turn * h;
      terms[1] = turn * k;
      terms[2] = turn * l;
      for (let m = 0; m < 3; m++) {
        slopesReal[9 * n + m]! -= terms[m]! * sine;
        slopesImaginary[9 * n + m]! += terms[m]! * cosine;
      }
      for (let m = 3; m < 9; m++) {
        slopesReal[9 * n + m]! -= 2 * Math.PI ** 2 * terms[m]! * cosine;
        slopesImaginary[9 * n + m]! -= 2 * Math.PI ** 2 * terms[m]! * sine;
      }
    }
}
