import type { SeriesTerms } from './position-error.js';

const names = ['below', 'above', 'moving', 'square', 'choice', 'noise'] as const;

/** Terms of many spectra in one array, which is moved between threads faster than objects are. */
export function packTerms(terms: readonly SeriesTerms[]): Float64Array {
  return Float64Array.from({ length: names.length * terms.length }, (_, i) => {
    const term = terms[Math.floor(i / names.length)]!;
    return term[names[i % names.length]!];
  });
}

/** The terms again. */
export function unpackTerms(numbers: Float64Array): SeriesTerms[] {
  const at = (i: number): number => numbers[i]!;
  return Array.from({ length: numbers.length / names.length }, (_, f): SeriesTerms => {
    const from = f * names.length;
    return {
      below: at(from),
      above: at(from + 1),
      moving: at(from + 2),
      square: at(from + 3),
      choice: at(from + 4),
      noise: at(from + 5),
    };
  });
}
