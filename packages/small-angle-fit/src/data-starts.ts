import { correlationPeak } from './correlation-peak.js';
import type { CutCurve } from './cut-curve.js';
import type { CutData } from './cut-data.js';

/** Radii that are tried, evenly spaced in their logarithm. */
const radii = 6;
/** A disorder that leaves one clear hump, over the distance. */
const usualDisorder = 0.25;

/** Distance that the highest hump stands for, angstrom; undefined without one. */
function humpDistance({ q, intensity, sigma }: Required<CutData>): number | undefined {
  const first = q.findIndex((at) => at > 0);
  if (first < 0) return undefined;
  const { position } = correlationPeak(q.subarray(first), intensity.subarray(first), sigma!.subarray(first));
  return position > 0 ? (2 * Math.PI) / position : undefined;
}

/**
 * Shapes that the data suggest, whatever the model begins at: neighbours as far as the highest hump says, and radii from the
 * smallest to the largest that the range of q can see.
 *
 * @returns Nothing where neither radius nor distance is fitted.
 */
export function dataShapes(
  { parameters }: CutCurve,
  data: Required<CutData>,
  shapes: Float64Array,
  isHeld: (parameter: number) => boolean,
): Float64Array[] {
  const ofKind = (kind: string): number[] =>
    parameters.flatMap((each, k) => (each.kind === kind && !isHeld(k) ? [k] : []));
  const [sizes, distances, disorders] = [ofKind('radius'), ofKind('distance'), ofKind('disorder')];
  if (sizes.length === 0 && distances.length === 0) return [];
  const hump = distances.length === 0 ? undefined : humpDistance(data);
  const within = (k: number, value: number): number =>
    Math.min(parameters[k]!.upper, Math.max(parameters[k]!.lower, value));
  const sizeOf = data.q.map(Math.abs).filter((at) => at > 0);
  const [least, largest] = [1.5 / Math.max(...sizeOf), 1.5 / Math.min(...sizeOf)];
  return Array.from({ length: sizes.length === 0 ? 1 : radii }, (_, r) => {
    const shape = shapes.slice();
    for (const k of sizes) shape[k] = within(k, least * (largest / least) ** (r / (radii - 1)));
    if (hump === undefined) return shape;
    for (const k of distances) shape[k] = within(k, hump);
    for (const k of disorders) shape[k] = within(k, usualDisorder * hump);
    return shape;
  });
}
