import type { ScanFacts } from './scan-facts.js';

/** Facts of many spectra in one array, which is moved between threads faster than objects are. */
export interface PackedFacts {
  /** Points about the edge. */
  readonly width: number;
  /** For each spectrum: levels, their variances and that of their sum, values, noise. */
  readonly numbers: Float64Array;
}

const alone = 5;

/** @param facts Nothing stays nothing. */
export function packFacts(facts: readonly ScanFacts[] | undefined): PackedFacts | undefined {
  if (facts === undefined) return undefined;
  const width = facts[0]?.values.length ?? 0;
  const size = alone + 2 * width;
  const numbers = new Float64Array(size * facts.length);
  facts.forEach(({ low, high, variances, values, noise }, f) => {
    numbers.set([low, high, ...variances()], f * size);
    numbers.set(values, f * size + alone);
    numbers.set(noise, f * size + alone + width);
  });
  return { width, numbers };
}

/** The facts again. */
export function unpackFacts({ width, numbers }: PackedFacts): ScanFacts[] {
  const size = alone + 2 * width;
  return Array.from({ length: numbers.length / size }, (_, f): ScanFacts => {
    const own = numbers.subarray(f * size, (f + 1) * size);
    return {
      low: own[0]!,
      high: own[1]!,
      variances: () => [own[2]!, own[3]!, own[4]!],
      values: own.subarray(alone, alone + width),
      noise: own.subarray(alone + width),
    };
  });
}
