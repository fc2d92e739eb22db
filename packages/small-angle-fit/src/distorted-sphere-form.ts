import type { DistortedWave } from './distorted-wave.js';
import type { FormFactor } from './form-terms.js';
import { sizeAverageForm } from './size-sums.js';
import type { SizeSpread } from './size-sums.js';
import { sinc, sphereShape } from './sphere.js';

/** Phases of the waves with one |q_z| for a centre at a height, and their derivatives by ln height. */
function phases(qz: number, height: number, up: readonly [number, number], down: readonly [number, number]) {
  const cosine = Math.cos(qz * height);
  const sine = Math.sin(qz * height);
  // up e^{i q z} + down e^{-i q z}
  const re = up[0] * cosine - up[1] * sine + down[0] * cosine + down[1] * sine;
  const im = up[0] * sine + up[1] * cosine - down[0] * sine + down[1] * cosine;
  const turn = qz * height;
  return {
    re,
    im,
    slopeRe: turn * (-up[0] * sine - up[1] * cosine - down[0] * sine + down[1] * cosine),
    slopeIm: turn * (up[0] * cosine - up[1] * sine - down[0] * cosine - down[1] * sine),
  };
}

/**
 * Spheres of many sizes that stand on a reflecting surface, by the distorted-wave Born approximation: four waves, each with
 * its momentum transfer along the normal and its phase at the centre, which lies one radius above the surface.
 *
 * @param q Momentum transfer in the plane.
 */
export function distortedSphereForm(q: Float64Array, spread: SizeSpread, wave: DistortedWave): FormFactor {
  const points = q.length;
  const { sum, difference, incoming, outgoing } = wave;
  const far = q.map((at) => Math.hypot(at, sum));
  const near = q.map((at) => Math.hypot(at, difference));
  const largest = far.reduce((top, at) => Math.max(top, at), 0);
  const both = [
    incoming.re * outgoing.re - incoming.im * outgoing.im,
    incoming.re * outgoing.im + incoming.im * outgoing.re,
  ] as const;
  return {
    parameters: ['radius', 'width'],
    evaluate: sizeAverageForm(points, largest, spread, (node, sums, withSlopes) => {
      const { radius, volume, share, gain, drift } = node;
      const { square, real, imaginary, byRadius, byWidth } = sums;
      const outer = phases(sum, radius, [1, 0], both);
      const inner = phases(difference, radius, [incoming.re, incoming.im], [outgoing.re, outgoing.im]);
      for (let i = 0; i < points; i++) {
        const a = far[i]! * radius;
        const b = near[i]! * radius;
        const fa = volume * sphereShape(a);
        const fb = volume * sphereShape(b);
        const re = fa * outer.re + fb * inner.re;
        const im = fa * outer.im + fb * inner.im;
        const size = re * re + im * im;
        square[i]! += share * size;
        real[i]! += share * re;
        imaginary[i]! += share * im;
        if (!withSlopes) continue;
        const ga = 3 * volume * sinc(a);
        const gb = 3 * volume * sinc(b);
        const wholeRe = ga * outer.re + gb * inner.re + fa * outer.slopeRe + fb * inner.slopeRe;
        const wholeIm = ga * outer.im + gb * inner.im + fa * outer.slopeIm + fb * inner.slopeIm;
        const aloneRe = share * (wholeRe - 3 * re);
        const aloneIm = share * (wholeIm - 3 * im);
        byRadius.square[i]! += 2 * (re * aloneRe + im * aloneIm);
        byRadius.real[i]! += aloneRe;
        byRadius.imaginary[i]! += aloneIm;
        const moved = share * drift;
        byWidth.square[i]! += gain * size + 2 * moved * (re * wholeRe + im * wholeIm);
        byWidth.real[i]! += gain * re + moved * wholeRe;
        byWidth.imaginary[i]! += gain * im + moved * wholeIm;
      }
    }),
  };
}
