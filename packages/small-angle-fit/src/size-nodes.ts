import { gaussLegendre } from '@operando/numerics';

/** Distributions of the number of domains over their radius. */
export type SizeDistribution = 'log-normal' | 'schulz' | 'gaussian';

/** Radii relative to that of the distribution, with the share of the number of domains at each: shares sum to 1. */
export interface SizeNodes {
  /** Radius over that of the distribution. */
  readonly ratios: Float64Array;
  /** Of the number of domains, one for each ratio. */
  readonly shares: Float64Array;
}

/** What {@link sizeNodes} is told beside the width. */
export interface SizeNodeOptions {
  /** Where a Gaussian ends, in standard deviations; it never goes below 0. @default 5 */
  readonly cutoff?: number | undefined;
  /** How many. @default as many as a phase 2 q R of 20 needs */
  readonly count?: number | undefined;
}

/** Nodes, and how they move with the width of the distribution. */
export interface MovingSizeNodes extends SizeNodes {
  /** d ln ratio / d width. */
  readonly ratioSlopes: Float64Array;
  /** d share / d width. */
  readonly shareSlopes: Float64Array;
}

/** What the radius of each distribution is, for column names: a number without it can be wrong by 8 %. */
export const radiusMeaning: { readonly [Name in SizeDistribution]: 'median' | 'mean' } = {
  'log-normal': 'median',
  schulz: 'mean',
  gaussian: 'mean',
};

/** Standard deviations of the logarithm below the median and above that of the volume squared that are taken. */
const reach = 5.5;
/** Narrower than this a distribution counts as one size. */
const narrowest = 1e-4;

function normalised(ratios: Float64Array, weights: Float64Array): SizeNodes {
  let sum = 0;
  for (const weight of weights) sum += weight;
  for (let i = 0; i < weights.length; i++) weights[i]! /= sum;
  return { ratios, shares: weights };
}

/**
 * How many nodes an average needs. They go in steps of eight: a fit does not see its quadrature change.
 *
 * @param phase 2 q R at the largest q: the finer the oscillations, the more nodes.
 */
export function sizeNodeCount(distribution: SizeDistribution, width: number, phase: number, cutoff = 5): number {
  if (!(width > narrowest)) return 1;
  if (distribution === 'gaussian') {
    const reached = cutoff + Math.min(cutoff, 1 / width);
    return Math.min(401, 8 * Math.ceil((10 + 1.5 * reached + 0.35 * reached * phase * width) / 8));
  }
  const alias = 6 + phase * width * Math.exp(5 * width);
  return Math.min(401, 8 * Math.ceil(((2 * reach + 6 * width) * (alias / (2 * Math.PI))) / 8) + 1);
}

/**
 * Nodes that are even in the logarithm of the radius: there the trapezoidal rule converges faster than any power. They
 * reach to where the volume squared, which weights the intensity, has its share.
 */
function logNodes(width: number, count: number, density: (log: number) => number): SizeNodes {
  const from = -reach * width;
  const to = (reach + 6 * width) * width;
  const ratios = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const log = from + ((to - from) * i) / (count - 1);
    ratios[i] = Math.exp(log);
    weights[i] = density(log);
  }
  return normalised(ratios, weights);
}

/** Gauss-Legendre nodes between the ends of a Gaussian, which are sharp. */
function gaussianNodes(width: number, count: number, cutoff: number): SizeNodes {
  const { nodes, weights } = gaussLegendre(count, Math.max(-cutoff, -1 / width), cutoff);
  return normalised(
    nodes.map((z) => 1 + width * z),
    weights.map((weight, i) => weight * Math.exp(-0.5 * nodes[i]! ** 2)),
  );
}

/**
 * Radii over which a form factor is averaged.
 *
 * @param width Of a log-normal distribution the standard deviation of ln R, R its median; of the others the standard
 * deviation over the mean R.
 */
export function sizeNodes(
  distribution: SizeDistribution,
  width: number,
  { cutoff = 5, count = sizeNodeCount(distribution, width, 20, cutoff) }: SizeNodeOptions = {},
): SizeNodes {
  if (count === 1) return { ratios: Float64Array.of(1), shares: Float64Array.of(1) };
  if (distribution === 'gaussian') return gaussianNodes(width, count, cutoff);
  if (distribution === 'log-normal') return logNodes(width, count, (log) => Math.exp(-0.5 * (log / width) ** 2));
  // Schulz: the density of R / mean is x^z exp(-(z + 1) x), per interval of the logarithm once more x.
  const order = 1 / (width * width);
  return logNodes(width, count, (log) => Math.exp(order * (log - Math.expm1(log))));
}

/** {@link sizeNodes} with their derivatives, by central differences of the nodes themselves. */
export function movingSizeNodes(
  distribution: SizeDistribution,
  width: number,
  { cutoff = 5, count = sizeNodeCount(distribution, width, 20, cutoff) }: SizeNodeOptions = {},
): MovingSizeNodes {
  const { ratios, shares } = sizeNodes(distribution, width, { cutoff, count });
  const h = 1e-5 * width;
  const above = sizeNodes(distribution, width + h, { cutoff, count });
  const below = sizeNodes(distribution, width - h, { cutoff, count });
  for (let i = 0; i < count; i++) {
    above.ratios[i] = Math.log(above.ratios[i]! / below.ratios[i]!) / (2 * h);
    above.shares[i] = (above.shares[i]! - below.shares[i]!) / (2 * h);
  }
  return { ratios, shares, ratioSlopes: above.ratios, shareSlopes: above.shares };
}

/** Means of a distribution over its radius: of the number, of the volume, of the volume squared (what scattering weights by). */
export function sizeMeans({ ratios, shares }: SizeNodes): {
  readonly number: number;
  readonly volume: number;
  readonly scattering: number;
} {
  const moment = (power: number): number => ratios.reduce((sum, ratio, i) => sum + shares[i]! * ratio ** power, 0);
  return { number: moment(1), volume: moment(3) ** (1 / 3), scattering: moment(6) ** (1 / 6) };
}
