import type { Signal } from './signal.js';

/**
 * A signal of at most so many samples: neighbours joined as weighted means over their common exposure; the signal itself where it
 * is short enough.
 */
export function binSignal(signal: Signal, most: number): Signal {
  const { start, end, values, stderr } = signal;
  const per = Math.ceil(values.length / most);
  if (per <= 1) return signal;
  const bins = Math.ceil(values.length / per);
  const out = {
    start: new Float64Array(bins),
    end: new Float64Array(bins),
    values: new Float64Array(bins),
    stderr: new Float64Array(bins),
  };
  for (let bin = 0; bin < bins; bin++) {
    let [sum, weight] = [0, 0];
    const last = Math.min(values.length, (bin + 1) * per);
    for (let i = bin * per; i < last; i++) {
      const w = 1 / stderr[i]! ** 2;
      sum += w * values[i]!;
      weight += w;
    }
    out.start[bin] = start[bin * per]!;
    out.end[bin] = end[last - 1]!;
    out.values[bin] = sum / weight;
    out.stderr[bin] = 1 / Math.sqrt(weight);
  }
  return { ...signal, ...out };
}
