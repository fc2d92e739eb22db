import type { FormTerms } from './form-terms.js';
import { createTerms } from './form-terms.js';
import type { SizeNodes } from './size-nodes.js';

/**
 * Average the amplitude of one domain over given sizes: <|F|^2> and |<F>|^2.
 *
 * @param amplitude F at a momentum transfer and a radius, with its volume.
 */
export function sizeAverage(
  q: ArrayLike<number>,
  radius: number,
  { ratios, shares }: SizeNodes,
  amplitude: (q: number, radius: number) => number,
): FormTerms {
  const out = createTerms(q.length);
  for (let i = 0; i < q.length; i++) {
    let mean = 0;
    for (let j = 0; j < ratios.length; j++) {
      const one = amplitude(q[i]!, radius * ratios[j]!);
      out.square[i]! += shares[j]! * one * one;
      mean += shares[j]! * one;
    }
    out.coherent[i] = mean * mean;
  }
  return out;
}
