import type { Signal } from '../signal.js';

/** A signal in units of its own spread, with its weights. */
export interface ScaledSignal {
  readonly values: Float64Array;
  /** 1 / variance in these units. */
  readonly weights: Float64Array;
  readonly mean: number;
  readonly spread: number;
}

/** A signal less its mean (weighted by its errors), over its standard deviation. */
export function scaledSignal({ values, stderr }: Signal): ScaledSignal {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const weight = 1 / stderr[i]! ** 2;
    sum += weight * values[i]!;
    total += weight;
  }
  const mean = sum / total;
  let square = 0;
  for (const value of values) square += (value - mean) ** 2;
  const spread = Math.sqrt(square / values.length) || 1;
  return {
    values: values.map((value) => (value - mean) / spread),
    weights: stderr.map((error) => (spread / error) ** 2),
    mean,
    spread,
  };
}
