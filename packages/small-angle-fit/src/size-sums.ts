import type { FormTerms } from './form-terms.js';
import { movingSizeNodes, sizeNodeCount, sizeNodes } from './size-nodes.js';
import type { MovingSizeNodes, SizeDistribution, SizeNodes } from './size-nodes.js';

/** How a population is spread over sizes. */
export interface SizeSpread {
  /** How sizes are spread. @default 'log-normal' */
  readonly distribution?: SizeDistribution | undefined;
  /** Where a Gaussian ends, in standard deviations. @default 5 */
  readonly cutoff?: number | undefined;
}

/** Sums over sizes at each q: of |F|^2 and of both parts of F. */
interface Sums {
  readonly square: Float64Array;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Sums, and those of their derivatives by ln R and by the width. */
export interface SizeSums extends Sums {
  readonly byRadius: Sums;
  readonly byWidth: Sums;
}

/** One size of an average. */
export interface SizeNode {
  readonly radius: number;
  /** Its volume over that at the radius of the distribution. */
  readonly volume: number;
  readonly share: number;
  /** d share / d width. */
  readonly gain: number;
  /** d ln R / d width. */
  readonly drift: number;
}

function createSums(points: number): Sums {
  return {
    square: new Float64Array(points),
    real: new Float64Array(points),
    imaginary: new Float64Array(points),
  };
}

function clear({ square, real, imaginary }: Sums): void {
  square.fill(0);
  real.fill(0);
  imaginary.fill(0);
}

/** Terms of sums, over the mean squared volume. */
function conclude(sums: Sums, norm: number, out: FormTerms): void {
  const { square, real, imaginary } = sums;
  for (let i = 0; i < square.length; i++) {
    out.square[i] = square[i]! / norm;
    out.coherent[i] = (real[i]! * real[i]! + imaginary[i]! * imaginary[i]!) / norm;
  }
}

/** Derivatives of {@link conclude}. @param change d norm / d parameter over the norm. */
function concludeSlope(sums: Sums, slope: Sums, scale: number, change: number, terms: FormTerms, out: FormTerms): void {
  const { real, imaginary } = sums;
  for (let i = 0; i < real.length; i++) {
    out.square[i] = slope.square[i]! * scale - terms.square[i]! * change;
    out.coherent[i] =
      2 * (real[i]! * slope.real[i]! + imaginary[i]! * slope.imaginary[i]!) * scale - terms.coherent[i]! * change;
  }
}

/**
 * An average over sizes with parameters `radius` and `width`, and its derivatives.
 *
 * @param largest Largest momentum transfer that amplitudes are taken at: it says how fine sizes must lie.
 * @param add Add one size to the sums; with derivatives where asked for.
 */
export function sizeAverageForm(
  points: number,
  largest: number,
  { distribution = 'log-normal', cutoff = 5 }: SizeSpread,
  add: (node: SizeNode, sums: SizeSums, withSlopes: boolean) => void,
): (values: Float64Array, out: FormTerms, slopes?: readonly FormTerms[]) => void {
  const sums: SizeSums = { ...createSums(points), byRadius: createSums(points), byWidth: createSums(points) };
  return (values, out, slopes) => {
    const radius = values[0]!;
    const width = values[1]!;
    const count = sizeNodeCount(distribution, width, 2 * largest * radius, cutoff);
    const nodes: SizeNodes & Partial<MovingSizeNodes> =
      slopes === undefined
        ? sizeNodes(distribution, width, { cutoff, count })
        : movingSizeNodes(distribution, width, { cutoff, count });
    clear(sums);
    if (slopes !== undefined) {
      clear(sums.byRadius);
      clear(sums.byWidth);
    }
    let norm = 0;
    let change = 0;
    for (let j = 0; j < count; j++) {
      const ratio = nodes.ratios[j]!;
      const volume = ratio * ratio * ratio;
      const node = {
        radius: radius * ratio,
        volume,
        share: nodes.shares[j]!,
        gain: nodes.shareSlopes?.[j] ?? 0,
        drift: nodes.ratioSlopes?.[j] ?? 0,
      };
      norm += node.share * volume * volume;
      change += (node.gain + 6 * node.share * node.drift) * volume * volume;
      add(node, sums, slopes !== undefined);
    }
    conclude(sums, norm, out);
    if (slopes === undefined) return;
    concludeSlope(sums, sums.byRadius, 1 / (norm * radius), 0, out, slopes[0]!);
    concludeSlope(sums, sums.byWidth, 1 / norm, change / norm, out, slopes[1]!);
  };
}
