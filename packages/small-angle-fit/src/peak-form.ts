import type { FormFactor } from './form-terms.js';

/** A Gaussian peak of unit area, with parameters `position` and `sigma`: a line of wide-angle scattering, or a hump. */
export function peakForm(q: Float64Array): FormFactor {
  return {
    parameters: ['position', 'sigma'],
    evaluate(values, { square, coherent }, slopes) {
      const position = values[0]!;
      const sigma = values[1]!;
      const scale = 1 / (sigma * Math.sqrt(2 * Math.PI));
      for (let i = 0; i < q.length; i++) {
        const reduced = (q[i]! - position) / sigma;
        const value = scale * Math.exp(-0.5 * reduced * reduced);
        square[i] = value;
        if (slopes === undefined) continue;
        slopes[0]!.square[i] = (value * reduced) / sigma;
        slopes[1]!.square[i] = (value * (reduced * reduced - 1)) / sigma;
      }
      coherent.set(square);
    },
  };
}
