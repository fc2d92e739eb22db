import { dotProduct } from '@operando/numerics';
import { gaussianArea } from '@operando/peak-fit';
import type { CountSpace, CountWindow } from './count-space.js';

/** Address of a column for kernels. */
const address = (values: Float64Array, from = 0): number => values.byteOffset + 8 * from;

/** A Gaussian of area 1, and its derivatives by place and width times `area`, where those are wanted. */
function fillPeak(space: CountSpace, peak: number, center: number, width: number, area: number): void {
  const { columns, x, points, placeOf, widthOf, kernel } = space;
  const at = peak * points;
  const height = 1 / (gaussianArea * width);
  const perWidth = 2 / width;
  const place = placeOf[peak]! * points;
  const own = widthOf[peak]! * points;
  if (kernel !== undefined) {
    const { run } = kernel;
    const gaussian = address(columns, at);
    run.countGaussian(address(x), points, center, perWidth, height, gaussian);
    if (place < 0) return;
    const wide = own < 0 ? 0 : address(columns, own);
    run.countSlopes(address(x), points, center, width, area, gaussian, address(columns, place), wide);
    return;
  }
  for (let i = 0; i < points; i++) {
    const u = perWidth * (x[i]! - center);
    columns[at + i] = height * Math.exp(-Math.LN2 * u * u);
  }
  if (place < 0) return;
  const byPlace = area * Math.LN2 * perWidth * perWidth * 2;
  for (let i = 0; i < points; i++) columns[place + i] = byPlace * (x[i]! - center) * columns[at + i]!;
  if (own < 0) return;
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
    fillPeak(space, k, center, width, parameters[k]!);
  }
}

/** Fill the model. @returns Poisson's deviance; Infinity where the model is not above 0. */
export function modelDeviance(space: CountSpace, parameters: Float64Array): number {
  const { columns, model, y, points, amplitudes, kernel } = space;
  if (kernel === undefined) {
    model.fill(0, 0, points);
    for (let a = 0; a < amplitudes; a++) {
      const amplitude = parameters[a]!;
      const at = a * points;
      if (amplitude !== 0) for (let i = 0; i < points; i++) model[i]! += amplitude * columns[at + i]!;
    }
  } else kernel.run.countModel(address(columns), points, address(parameters), amplitudes, address(model));
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
  const { columns, weights, weighted, pulls, normal, gradient, points, kernel } = space;
  if (kernel !== undefined) {
    const to = [address(weights), address(pulls), address(weighted), address(normal), address(gradient)] as const;
    kernel.run.countNormal(address(columns), points, count, ...to);
    return;
  }
  for (let a = 0; a < count; a++) {
    const at = a * points;
    for (let i = 0; i < points; i++) weighted[i] = weights[i]! * columns[at + i]!;
    gradient[a] = dotProduct(columns, at, pulls, 0, points);
    for (let b = 0; b <= a; b++) normal[a * count + b] = dotProduct(weighted, 0, columns, b * points, points);
  }
}

/** Weights and weighted residuals at the model; `curved`, the weights are those of the second derivatives of the likelihood. */
export function fillPulls({ weights, pulls, model, y, points, kernel }: CountSpace, curved: boolean): void {
  if (kernel !== undefined) {
    kernel.run.countPulls(address(y), address(model), points, curved ? 1 : 0, address(weights), address(pulls));
    return;
  }
  for (let i = 0; i < points; i++) {
    const perModel = 1 / model[i]!;
    weights[i] = curved ? y[i]! * perModel * perModel : perModel;
    pulls[i] = perModel * (y[i]! - model[i]!);
  }
}
