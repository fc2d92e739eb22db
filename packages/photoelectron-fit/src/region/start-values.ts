import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import type { RegionModel } from './region-model.js';

/** Parameters that widen a line. */
const widthKinds = new Set(['sigma', 'gamma', 'fwhm']);

/** Mean of the points at either end, whose difference is the step of the background. */
function endLevels(y: Float64Array): readonly [number, number] {
  const count = Math.max(1, Math.min(5, y.length >> 2));
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean(y.subarray(0, count)), mean(y.subarray(y.length - count))];
}

/**
 * Starts for every frame: areas and the line of the background by linear least squares with everything else as it begins,
 * the height of the background from the levels at both ends of the mean of all frames.
 *
 * @param y frames x points. @param widths Factor on the widths that are fitted. @returns frames x parameters.
 */
export function startValues(
  { layout, model }: RegionModel,
  x: Float64Array,
  y: Float64Array,
  widths = 1,
): Float64Array {
  const { parameters, components, backgroundFirst: b, background } = layout;
  const n = x.length;
  const count = parameters.length;
  const frames = y.length / n;
  const q = Float64Array.from(parameters, ({ start, lower, upper, kind, scope }) =>
    widthKinds.has(kind) && scope !== 'fixed' ? Math.min(upper, Math.max(lower, widths * start)) : start,
  );
  // What is fixed, or follows another, stays where it is.
  const isOpen = (k: number): boolean => parameters[k]!.scope !== 'fixed' && parameters[k]!.link === undefined;
  const linear = [...components.map(({ area }) => area), b, b + 1].filter(isOpen);
  const areas = components.map(({ area }) => area).filter(isOpen);
  const values = new Float64Array(n);
  const jacobian = new Float64Array(n * count);
  const mean = new Float64Array(n);
  let used = 0;
  for (let f = 0; f < frames; f++) {
    const row = y.subarray(f * n, (f + 1) * n);
    if (!row.every(Number.isFinite)) continue;
    used++;
    for (let i = 0; i < n; i++) mean[i]! += row[i]!;
  }
  for (let i = 0; i < n; i++) mean[i]! /= Math.max(1, used);
  const solve = (row: Float64Array): Float64Array => {
    const m = linear.length;
    const normal = new Float64Array(m * m);
    const right = new Float64Array(m);
    for (let i = 0; i < n; i++) {
      if (!Number.isFinite(row[i]!)) continue;
      for (let r = 0; r < m; r++) {
        const one = jacobian[i * count + linear[r]!]!;
        right[r]! += one * (row[i]! - values[i]!);
        for (let c = 0; c <= r; c++) normal[r * m + c]! += one * jacobian[i * count + linear[c]!]!;
      }
    }
    for (let r = 0; r < m; r++) normal[r * m + r]! *= 1 + 1e-9;
    if (choleskyInPlace(normal, m)) choleskySolveInPlace(normal, m, right);
    return right;
  };
  /** The model without what is solved for, and the columns of that. */
  const linearise = (): void => {
    for (const k of linear) q[k] = 0;
    model(q, x, values, jacobian, 0);
  };
  linearise();
  if (background !== 'line' && isOpen(b + 2)) {
    const [low, high] = endLevels(mean);
    // At a height of 1, the last point of the background is the integral (or the losses) of the components.
    const first = solve(mean);
    for (const k of areas) q[k] = Math.max(0, first[linear.indexOf(k)]!);
    model(q, x, values, jacobian, 0);
    const reach = jacobian[(n - 1) * count + b + 2]!;
    q[b + 2] = reach > 0 ? Math.max(0, (high - low) / reach) : 0;
    linearise();
  }
  const starts = new Float64Array(frames * count);
  for (let f = 0; f < frames; f++) {
    starts.set(q, f * count);
    const best = solve(y.subarray(f * n, (f + 1) * n));
    const largest = areas.reduce((most, k) => Math.max(most, best[linear.indexOf(k)]!), 0);
    linear.forEach((k, r) => {
      // A line of no area would not know where to go.
      starts[f * count + k] = k < b ? Math.max(best[r]!, 0.003 * largest) : best[r]!;
    });
  }
  return starts;
}
