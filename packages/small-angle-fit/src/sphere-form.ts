import type { FormFactor } from './form-terms.js';
import { sizeAverageForm } from './size-sums.js';
import type { SizeNode, SizeSpread, SizeSums } from './size-sums.js';
import { sinc, sphereShape } from './sphere.js';

/** Below this argument the closed form of the amplitude has lost digits. */
const smallArgument = 0.1;

/** The step of evenly spaced q, or 0. */
function evenStep(q: Float64Array): number {
  const step = (q[q.length - 1]! - q[0]!) / (q.length - 1);
  return q.length > 2 && q.every((at, i) => Math.abs(at - q[0]! - i * step) < 1e-9 * step) ? step : 0;
}

/** sin and cos of q R at every q; of evenly spaced q each is the one before turned by one step, which is ten times as fast. */
function createTurner(q: Float64Array): (radius: number, sine: Float64Array, cosine: Float64Array) => void {
  const step = evenStep(q);
  if (step === 0)
    return (radius, sine, cosine) => {
      for (let i = 0; i < q.length; i++) {
        sine[i] = Math.sin(q[i]! * radius);
        cosine[i] = Math.cos(q[i]! * radius);
      }
    };
  return (radius, sine, cosine) => {
    let s = Math.sin(q[0]! * radius);
    let c = Math.cos(q[0]! * radius);
    const turnSine = Math.sin(step * radius);
    const turnCosine = Math.cos(step * radius);
    for (let i = 0; i < q.length; i++) {
      sine[i] = s;
      cosine[i] = c;
      const next = s * turnCosine + c * turnSine;
      c = c * turnCosine - s * turnSine;
      s = next;
    }
  };
}

/**
 * Spheres of many sizes in a plain beam, with parameters `radius` and `width`. What V f gains with ln R is 3 V sin x / x;
 * volumes count relative to that at the radius of the distribution, which gains 3 V f.
 */
export function sphereForm(q: Float64Array, spread: SizeSpread): FormFactor {
  const points = q.length;
  const largest = q.reduce((top, at) => Math.max(top, Math.abs(at)), 0);
  const sine = new Float64Array(points);
  const cosine = new Float64Array(points);
  const inverse = q.map((at) => 1 / at);
  const turn = createTurner(q);
  const add = (node: SizeNode, sums: SizeSums, withSlopes: boolean): void => {
    const { radius, volume, share, gain, drift } = node;
    const { square, real } = sums;
    const { square: bySquare, real: byReal } = sums.byRadius;
    const { square: widthSquare, real: widthReal } = sums.byWidth;
    turn(radius, sine, cosine);
    const inverseRadius = 1 / radius;
    const moving = share * drift;
    for (let i = 0; i < points; i++) {
      const x = q[i]! * radius;
      const isSmall = x < smallArgument && x > -smallArgument;
      const over = inverse[i]! * inverseRadius;
      const wave = isSmall ? sinc(x) : sine[i]! * over;
      const amplitude = volume * (isSmall ? sphereShape(x) : 3 * (wave - cosine[i]!) * over * over);
      square[i]! += share * amplitude * amplitude;
      real[i]! += share * amplitude;
      if (!withSlopes) continue;
      const whole = 3 * volume * wave;
      const alone = share * (whole - 3 * amplitude);
      bySquare[i]! += 2 * amplitude * alone;
      byReal[i]! += alone;
      const moved = moving * whole;
      widthSquare[i]! += (gain * amplitude + 2 * moved) * amplitude;
      widthReal[i]! += gain * amplitude + moved;
    }
  };
  return { parameters: ['radius', 'width'], evaluate: sizeAverageForm(points, largest, spread, add) };
}
