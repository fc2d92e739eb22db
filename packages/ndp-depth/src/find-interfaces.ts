import { withInterfaces } from './depth-model.js';
import type { DepthModel } from './depth-model.js';
import { byTikhonov } from './inversion.js';
import type { GatheredSpectrum } from './inversion.js';

/** Widths that are tried, in parts of the depth resolution (full width at half maximum) at the interface. */
const tried = [0, 0.06, 0.1, 0.15, 0.2, 0.28, 0.35, 0.42, 0.5, 0.6, 0.75, 1, 1.3] as const;
/** How much better, in twice the logarithm of the likelihood, a width must be for an interface not to be sharp. */
const worthIt = 4;
const rounds = 2;
/** Strengths of smoothing that each width is tried with, in parts of that found for sharp interfaces: taken for sharp, wide ones ask for a weak one. */
export const strengths = [1, 30, 1000] as const;
const tolerance = 1e-6;
/** Fewest counts from about an interface that can tell its width: about an empty one, differences of the likelihood are chance. */
const fewestCounts = 25;

/** A usual profile, with the exposure of the spectrum whose interfaces are looked at and the weights of its rows. */
export interface UsualProfile {
  readonly x: Float64Array;
  readonly exposure: number;
  readonly weights: Float64Array | undefined;
}

/** Counts expected, in rows that are used, of the bins within a distance of a depth. */
function countsAbout(
  { grid: { edges, layer }, matrix, rows }: DepthModel,
  { x, exposure, weights }: UsualProfile,
  depth: number,
  distance: number,
): number {
  const bins = layer.length;
  let sum = 0;
  for (let j = 0; j < bins; j++) {
    if (edges[j + 1]! < depth - distance || edges[j]! > depth + distance) continue;
    for (let i = 0; i < rows; i++) sum += (weights?.[i] ?? 1) * matrix[i * bins + j]! * x[j]!;
  }
  return exposure * sum;
}

/** The finest depth resolution of the particles that come from a depth, in um; undefined beyond sight. */
export function finestResolution({ axes }: DepthModel, depth: number): number | undefined {
  const resolutions = axes.filter(({ reach }) => depth < reach).map((axis) => axis.resolutionAt(depth));
  return resolutions.length === 0 ? undefined : Math.min(...resolutions);
}

/** Whether too few counts come from about a depth to tell the width of an interface there. */
export function isEmptyAbout(model: DepthModel, usual: UsualProfile, depth: number, distance: number): boolean {
  return countsAbout(model, usual, depth, distance) < fewestCounts;
}

/** Minus twice the logarithm of the likelihood of a model, with the strength of smoothing that suits it best. */
export function likelihoodOf(
  model: DepthModel,
  data: GatheredSpectrum,
  lambda: number,
  start?: ArrayLike<number>,
): number {
  return Math.min(
    ...strengths.map((factor) =>
      byTikhonov(data, model, { lambda: lambda * factor, start, tolerance }).solution.evidence(),
    ),
  );
}

/**
 * Widths of the interfaces by the evidence: each in turn the one that makes the counts likeliest, sharp where nothing is gained.
 * They are those of the sum of all frames.
 */
export function findInterfaces(sharp: DepthModel, data: GatheredSpectrum, lambda: number): DepthModel {
  const { axes } = sharp;
  const merit = (widths: readonly number[]): number => likelihoodOf(withInterfaces(sharp, widths), data, lambda);
  let widths: readonly number[] = sharp.interfaceWidths;
  const first = byTikhonov(data, withInterfaces(sharp, widths), { lambda }).solution;
  const usual = { x: first.x, exposure: data.exposure, weights: data.weights };
  let best = merit(widths);
  for (let round = 0; round < rounds; round++) {
    const before = widths;
    for (const [k, layer] of axes[0]!.layers.slice(0, -1).entries()) {
      const finest = finestResolution(sharp, layer.bottom);
      // Beyond sight there is nothing to be told.
      if (finest === undefined || isEmptyAbout(sharp, usual, layer.bottom, finest)) continue;
      for (const part of tried) {
        const others = widths.map((width, i) => (i === k ? part * finest : width));
        const value = merit(others);
        if (value < best - (widths[k] === 0 ? worthIt : 0)) {
          best = value;
          widths = others;
        }
      }
    }
    if (widths.every((width, k) => width === before[k])) break;
  }
  return withInterfaces(sharp, widths);
}
