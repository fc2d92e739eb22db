import type { FrontData, FrontState } from './front-equations.js';
import { frontShare } from './front-model.js';

/** Places, between rows, where values cross a level first and last. */
export function crossings(values: ArrayLike<number>, level: number): readonly [number, number] {
  let [first, last] = [0, values.length - 1];
  while (first < last && !(values[first]! > level)) first++;
  while (last > first && !(values[last]! > level)) last--;
  const between = (inside: number, outside: number): number => {
    const [a, b] = [values[inside]!, values[outside]];
    return b === undefined || a === b ? inside : inside + ((a - level) / (a - b)) * (outside - inside);
  };
  return [between(first, first - 1), between(last, last + 1)];
}

/** A difference to the first frame, smoothed over three rows, turned so that it is positive. */
export function bump({ values, rows }: FrontData, f: number, sign: number): Float64Array {
  const raw = Float64Array.from({ length: rows }, (_, y) => sign * (values[f * rows + y]! - values[y]!));
  return raw.map((value, y) => (value + (raw[y - 1] ?? value) + (raw[y + 1] ?? value)) / 3);
}

/** A start: the frame that differs most from the first shows the band through which the front has moved. */
export function startOf(data: FrontData): FrontState & { readonly direction: 1 | -1 } {
  const { values, frames, rows } = data;
  const sums = Array.from({ length: frames }, (_, f) => {
    let sum = 0;
    for (let y = 0; y < rows; y++) sum += values[f * rows + y]! - values[y]!;
    return sum;
  });
  const far = sums.reduce((best, sum, f) => (Math.abs(sum) > Math.abs(sums[best]!) ? f : best), 0);
  const sign = Math.sign(sums[far]!) || 1;
  const last = bump(data, far, sign);
  const top = [...last].sort((a, b) => b - a)[Math.min(rows - 1, 2)]!;
  const [lowLast, highLast] = crossings(last, top / 2);
  const half = sums.findIndex((sum) => sign * sum > 0.5 * sign * sums[far]!);
  const middle = bump(data, Math.max(half, 0), sign);
  const [lowMiddle, highMiddle] = crossings(middle, Math.max(...middle) / 2);
  // The end of the band that moves is the front; the other one is where it began.
  const direction = Math.abs(highLast - highMiddle) >= Math.abs(lowLast - lowMiddle) ? 1 : -1;
  const begin = direction === 1 ? lowLast : highLast;
  const height = sign * direction * top;
  const center = Float64Array.from(sums, (sum) => begin + sum / height);
  const width = new Float64Array(frames).fill(2.5);
  const base = Float64Array.from({ length: rows }, (_, y) => values[y]! - height * frontShare(y, begin, 2.5));
  return { base, height, center, width, offset: new Float64Array(frames), direction };
}
