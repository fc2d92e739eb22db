/** Mean and standard deviation of some values. */
export interface Usual {
  readonly mean: number;
  readonly sigma: number;
}

/** Those of values; their scatter is at least so much. */
export function usual(values: ArrayLike<number>, leastSigma: number): Usual {
  const list = Array.from(values);
  const mean = list.reduce((sum, each) => sum + each, 0) / list.length;
  const variance = list.reduce((sum, each) => sum + (each - mean) ** 2, 0) / Math.max(1, list.length - 1);
  return { mean, sigma: Math.max(leastSigma, Math.sqrt(variance)) };
}
