import { gaussLegendre } from '@operando/numerics';
import { byDifferences } from './form-terms.js';
import type { FormFactor } from './form-terms.js';
import { sizeAverage } from './size-average.js';
import { sizeNodeCount, sizeNodes } from './size-nodes.js';
import type { SizeSpread } from './size-sums.js';
import { discShape, sinc, sphereShape, sphereVolume } from './sphere.js';

/**
 * Spheres with a core and a shell, with parameters `radius` (of the core, spread over sizes), `width`, `thickness` of the
 * shell and `contrast`: (core - shell) over (shell - surroundings).
 */
export function coreShellForm(q: Float64Array, { distribution = 'log-normal', cutoff = 5 }: SizeSpread): FormFactor {
  const largest = q.reduce((top, at) => Math.max(top, Math.abs(at)), 0);
  return byDifferences(q.length, ['radius', 'width', 'thickness', 'contrast'], (values, { square, coherent }) => {
    const [radius = 0, width = 0, thickness = 0, contrast = 0] = values;
    const count = sizeNodeCount(distribution, width, 2 * largest * (radius + thickness), cutoff);
    const { ratios, shares } = sizeNodes(distribution, width, { cutoff, count });
    const norm = ratios.reduce((sum, ratio, j) => {
      const whole = contrast * sphereVolume(radius * ratio) + sphereVolume(radius * ratio + thickness);
      return sum + shares[j]! * whole * whole;
    }, 0);
    const average = sizeAverage(q, radius, { ratios, shares }, (at, inner) => {
      const outer = inner + thickness;
      return contrast * sphereVolume(inner) * sphereShape(at * inner) + sphereVolume(outer) * sphereShape(at * outer);
    });
    for (let i = 0; i < q.length; i++) {
      square[i] = average.square[i]! / norm;
      coherent[i] = average.coherent[i]! / norm;
    }
  });
}

/** Cylinders in all orientations, with parameters `radius`, `width` (of the radii) and `length`. */
export function cylinderForm(q: Float64Array, { distribution = 'log-normal', cutoff = 5 }: SizeSpread): FormFactor {
  const largest = q.reduce((top, at) => Math.max(top, Math.abs(at)), 0);
  return byDifferences(q.length, ['radius', 'width', 'length'], (values, { square, coherent }) => {
    const [radius = 0, width = 0, length = 0] = values;
    const count = sizeNodeCount(distribution, width, 2 * largest * radius, cutoff);
    const { ratios, shares } = sizeNodes(distribution, width, { cutoff, count });
    const norm = ratios.reduce((sum, ratio, j) => sum + shares[j]! * ratio ** 4, 0);
    const phase = largest * Math.max(0.5 * length, radius);
    const { nodes: cosines, weights } = gaussLegendre(Math.min(400, 20 + Math.ceil(phase)), 0, 1);
    for (let i = 0; i < q.length; i++) {
      let whole = 0;
      let mean = 0;
      for (let k = 0; k < cosines.length; k++) {
        const along = sinc(0.5 * q[i]! * length * cosines[k]!);
        const across = q[i]! * Math.sqrt(1 - cosines[k]! ** 2);
        for (let j = 0; j < count; j++) {
          const amplitude = ratios[j]! ** 2 * along * discShape(across * radius * ratios[j]!);
          whole += weights[k]! * shares[j]! * amplitude * amplitude;
          mean += weights[k]! * shares[j]! * amplitude;
        }
      }
      square[i] = whole / norm;
      coherent[i] = (mean * mean) / norm;
    }
  });
}

/** Guinier's law that goes over into a power law without a kink (Hammouda 2010). */
function guinierPorod(q: number, gyration: number, exponent: number): number {
  const join = Math.sqrt(1.5 * exponent) / gyration;
  if (q <= join) return Math.exp((-q * q * gyration * gyration) / 3);
  return Math.exp((-join * join * gyration * gyration) / 3) * (join / q) ** exponent;
}

/** A curve that is no form factor of single domains: what neighbours do is in it already. */
interface PlainCurve {
  readonly parameters: readonly string[];
  readonly at: (q: number, values: ArrayLike<number>) => number;
}

/** Name of a {@link PlainCurve}. */
export type CurveName = 'guinier-porod' | 'debye-bueche' | 'teubner-strey' | 'broad-peak';

const curves: { readonly [Name in CurveName]: PlainCurve } = {
  'guinier-porod': {
    parameters: ['gyration_radius', 'exponent'],
    at: (q, values) => guinierPorod(q, values[0]!, values[1]!),
  },
  // Debye, Anderson and Brumberger: two phases at random.
  'debye-bueche': { parameters: ['correlation_length'], at: (q, values) => 1 / (1 + (q * values[0]!) ** 2) ** 2 },
  // Teubner and Strey 1987: domains that follow each other at a distance, over the intensity at q = 0.
  'teubner-strey': {
    parameters: ['distance', 'correlation_length'],
    at: (q, values) => {
      const wave = ((2 * Math.PI) / values[0]!) ** 2;
      const damp = 1 / values[1]! ** 2;
      return (wave + damp) ** 2 / ((wave + damp) ** 2 - 2 * (wave - damp) * q * q + q ** 4);
    },
  },
  'broad-peak': {
    parameters: ['position', 'correlation_length', 'exponent'],
    at: (q, values) => 1 / (1 + Math.abs((q - values[0]!) * values[1]!) ** values[2]!),
  },
};

/** A curve as a form factor. */
export function curveForm(q: Float64Array, name: CurveName): FormFactor {
  const { parameters, at } = curves[name];
  return byDifferences(q.length, parameters, (values, { square, coherent }) => {
    for (let i = 0; i < q.length; i++) square[i] = at(Math.abs(q[i]!), values);
    coherent.set(square);
  });
}
