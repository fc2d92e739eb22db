import { dotProduct } from '@operando/numerics';
import { gaussianArea } from '@operando/peak-fit';
import type { CountSpace, CountWindow } from './count-space.js';

/** A Gaussian of area 1, and its derivatives by place and width times `area`, where those are wanted. */
function fillPeak(
  { columns, points, placeOf, widthOf }: CountSpace,
  x: Float64Array,
  peak: number,
  center: number,
  width: number,
  area: number,
): void {
  const at = peak * points;
  const height = 1 / (gaussianArea * width);
  const perWidth = 2 / width;
  for (let i = 0; i < points; i++) {
    const u = perWidth * (x[i]! - center);
    columns[at + i] = height * Math.exp(-Math.LN2 * u * u);
  }
  if (placeOf[peak]! < 0) return;
  const place = placeOf[peak]! * points;
  const byPlace = area * Math.LN2 * perWidth * perWidth * 2;
  for (let i = 0; i < points; i++) columns[place + i] = byPlace * (x[i]! - center) * columns[at + i]!;
  if (widthOf[peak]! < 0) return;
  const own = widthOf[peak]! * points;
  for (let i = 0; i < points; i++) {
    const u = perWidth * (x[i]! - center);
    columns[own + i] = ((area * (2 * Math.LN2 * u * u - 1)) / width) * columns[at + i]!;
  }
}

/** Columns of the peaks at these parameters; of those that move only, or of all. */
export function fillPeaks(space: CountSpace, window: CountWindow, parameters: Float64Array, all: boolean): void {
  const { peaks, placeOf, widthOf } = space;
  for (let k = 0; k < peaks; k++) {
    if (!all && placeOf[k]! < 0) continue;
    const center = placeOf[k]! < 0 ? window.centers[k]! : parameters[placeOf[k]!]!;
    const width = widthOf[k]! < 0 ? window.widths[k]! : parameters[widthOf[k]!]!;
    fillPeak(space, window.x, k, center, width, parameters[k]!);
  }
}

/** Fill the model. @returns Poisson's deviance; Infinity where the model is not above 0. */
export function modelDeviance(space: CountSpace, y: Float64Array, parameters: Float64Array): number {
  const { columns, model, points, amplitudes } = space;
  model.fill(0, 0, points);
  for (let a = 0; a < amplitudes; a++) {
    const amplitude = parameters[a]!;
    const at = a * points;
    if (amplitude !== 0) for (let i = 0; i < points; i++) model[i]! += amplitude * columns[at + i]!;
  }
  let half = 0;
  for (let i = 0; i < points; i++) {
    const m = model[i]!;
    if (!(m > 0)) return Infinity;
    const counted = y[i]!;
    half += m - counted;
    if (counted > 0) half += counted * Math.log(counted / m);
  }
  return 2 * half;
}

/** Normal equations and gradient of the first `count` parameters from weights and weighted residuals. */
export function fillNormal(space: CountSpace, count: number): void {
  const { columns, weights, weighted, pulls, normal, gradient, points } = space;
  for (let a = 0; a < count; a++) {
    const at = a * points;
    for (let i = 0; i < points; i++) weighted[i] = weights[i]! * columns[at + i]!;
    gradient[a] = dotProduct(columns, at, pulls, 0, points);
    for (let b = 0; b <= a; b++) normal[a * count + b] = dotProduct(weighted, 0, columns, b * points, points);
  }
}
