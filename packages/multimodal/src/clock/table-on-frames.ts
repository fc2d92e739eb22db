import type { EstimateColumn } from '@operando/core';
import { medianStep } from '../signal.js';
import type { Signal } from '../signal.js';

/** Another signal, over each exposure of one: its mean, how many samples it is of, and how much of the exposure they cover. */
export interface SignalOnFrames {
  /** Its name. */
  readonly signal: string;
  /** Over each exposure, with its error. */
  readonly mean: EstimateColumn;
  /** How many each mean is of. */
  readonly samples: Float64Array;
  /** 0 to 1: share of the exposure that lies between samples no further apart than `maximumGap`. */
  readonly coverage: Float64Array;
}

/** Options of {@link tableOnFrames}. */
export interface FrameTableOptions {
  /** Samples further apart than this have a gap between them, s. @default four times their median distance */
  readonly maximumGap?: number | undefined;
}

interface Interpolated {
  readonly time: Float64Array;
  readonly values: Float64Array;
  readonly stderr: Float64Array;
  /** Half the second difference times dt^2 / 8 over each interval: what a straight line misses. */
  readonly bend: Float64Array;
}

function interpolated({ start, end, values, stderr }: Signal): Interpolated {
  const time = start.map((from, i) => 0.5 * (from + end[i]!));
  const n = time.length;
  const second = Float64Array.from({ length: n }, (_, i) => {
    if (i === 0 || i === n - 1) return 0;
    const [a, b] = [time[i]! - time[i - 1]!, time[i + 1]! - time[i]!];
    if (!(a > 0 && b > 0)) return 0;
    return (2 * ((values[i + 1]! - values[i]!) / b - (values[i]! - values[i - 1]!) / a)) / (a + b);
  });
  const bend = Float64Array.from({ length: n }, (_, i) => {
    const step = (time[i + 1] ?? time[i]!) - time[i]!;
    return (0.5 * Math.max(Math.abs(second[i]!), Math.abs(second[i + 1] ?? 0)) * step * step) / 8;
  });
  return { time, values, stderr, bend };
}

/** Mean of the broken line over an exposure, as weights of samples. */
function meanOver({ time, values, stderr, bend }: Interpolated, from: number, to: number, first: number, gap: number) {
  const length = to - from;
  const weights = new Map<number, number>();
  let [covered, missed] = [0, 0];
  const add = (i: number, weight: number): void => void weights.set(i, (weights.get(i) ?? 0) + weight);
  for (let i = first; i + 1 < time.length && time[i]! <= to; i++) {
    const [t0, t1] = [time[i]!, time[i + 1]!];
    if (t1 < from || t1 - t0 > gap || !(t1 > t0)) continue;
    const [low, high] = [Math.max(from, t0), Math.min(to, t1)];
    // A moment is covered by the interval it lies in.
    const share = length > 0 ? (high - low) / length : 1;
    if (share <= 0) continue;
    const middle = (0.5 * (low + high) - t0) / (t1 - t0);
    add(i, share * (1 - middle));
    add(i + 1, share * middle);
    missed += share * bend[i]!;
    covered += share;
    if (length === 0) break;
  }
  let [mean, variance] = [0, 0];
  for (const [i, weight] of weights) {
    mean += weight * values[i]!;
    variance += (weight * stderr[i]!) ** 2;
  }
  return {
    mean: mean / covered,
    stderr: Math.hypot(Math.sqrt(variance), missed) / covered,
    covered: Math.min(1, covered),
  };
}

/**
 * Other signals averaged over the exposures of one: a row for each of its samples. Gaps stay gaps: an exposure outside the samples,
 * or between two that are too far apart, has no value. Errors hold those of the samples and what a straight line between them may
 * miss.
 */
export function tableOnFrames(
  frames: Signal,
  others: readonly Signal[],
  options: FrameTableOptions = {},
): SignalOnFrames[] {
  const rows = frames.start.length;
  return others.map((other) => {
    const line = interpolated(other);
    const gap = options.maximumGap ?? 4 * medianStep(other);
    const [values, stderr] = [new Float64Array(rows).fill(Number.NaN), new Float64Array(rows).fill(Number.NaN)];
    const [samples, coverage] = [new Float64Array(rows), new Float64Array(rows)];
    let first = 0;
    for (let row = 0; row < rows; row++) {
      const [from, to] = [frames.start[row]!, frames.end[row]!];
      while (first + 1 < line.time.length && line.time[first + 1]! < from) first++;
      for (let i = first; i < line.time.length && line.time[i]! <= to; i++) if (line.time[i]! >= from) samples[row]!++;
      const found = meanOver(line, from, to, first, gap);
      coverage[row] = found.covered;
      if (found.covered > 0) [values[row], stderr[row]] = [found.mean, found.stderr];
    }
    return { signal: other.name, mean: { name: other.name, unit: other.unit, values, stderr }, samples, coverage };
  });
}
