import type { FormFactor } from './form-terms.js';
import { sizeAverageForm } from './size-sums.js';
import type { SizeSpread } from './size-sums.js';
import { sinc, sphereShape } from './sphere.js';

/**
 * Spheres of many sizes in a plain beam, with parameters `radius` and `width`. What V f gains with ln R is 3 V sin x / x;
 * volumes count relative to that at the radius of the distribution, which gains 3 V f.
 */
export function sphereForm(q: Float64Array, spread: SizeSpread): FormFactor {
  const points = q.length;
  const largest = q.reduce((top, at) => Math.max(top, Math.abs(at)), 0);
  return {
    parameters: ['radius', 'width'],
    evaluate: sizeAverageForm(points, largest, spread, (node, sums, withSlopes) => {
      const { radius, volume, share, gain, drift } = node;
      const { square, real, byRadius, byWidth } = sums;
      for (let i = 0; i < points; i++) {
        const x = q[i]! * radius;
        const amplitude = volume * sphereShape(x);
        square[i]! += share * amplitude * amplitude;
        real[i]! += share * amplitude;
        if (!withSlopes) continue;
        const whole = 3 * volume * sinc(x);
        const alone = share * (whole - 3 * amplitude);
        byRadius.square[i]! += 2 * amplitude * alone;
        byRadius.real[i]! += alone;
        const moved = share * drift * whole;
        byWidth.square[i]! += (gain * amplitude + 2 * moved) * amplitude;
        byWidth.real[i]! += gain * amplitude + moved;
      }
    }),
  };
}
