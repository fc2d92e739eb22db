import { applyPolynomialOperator } from '@operando/numerics';
import type { RowFit } from './row-fit.js';

/** Finds, in a series, how far the absorption wanders within each scan: what looks like EXAFS in one spectrum differs from scan to scan. */
export interface ScanDrift {
  /**
   * The next spectrum of the series.
   *
   * @param fit How it was normalized; a spectrum without one begins a new series.
   * @param variances White noise of its values.
   */
  add(this: void, flat: Float64Array, offset: number, fit: RowFit | undefined, variances: Float64Array): void;
  /** Variance per point of a random walk along the scan that wanders as far; 0 where noise alone explains what is seen. */
  walk(this: void): number;
}

/** Means over so many parts of the post-edge are compared: white noise hardly shows in them. */
const parts = 12;
/** Mean square of such means of a walk less a polynomial of degree 0, 1, 2, 3, per point of the range and step variance (simulated). */
const leftOfWalk = [0.154, 0.053, 0.0295, 0.0187];
/** Variance of a second difference of three spectra. */
const ofThree = 6;
/** A wandering must be told from none by so many standard errors, in at least so many spectra. */
const clearly = 4;
const enough = 10;

/** A sample whose edge changes by more than so many variances of the noise from scan to scan says nothing of what wanders. */
const unchanged = 4;
/** ... looked at this far around the edge, eV. */
const aroundEdge = 15;

/** Begin with a series on one grid. */
export function createScanDrift(energy: Float64Array): ScanDrift {
  const points = energy.length;
  let [older, old] = [new Float64Array(points), new Float64Array(points)];
  let kept = 0;
  const difference = new Float64Array(points);
  const coefficients = new Float64Array(6);
  const found: number[] = [];

  const wanderingOf = ({ plan }: RowFit, variances: Float64Array): number => {
    const { post } = plan;
    const count = post.to - post.from;
    const size = Math.floor(count / parts);
    const share = leftOfWalk[post.degree];
    if (share === undefined || size < 4) return Number.NaN;
    applyPolynomialOperator(post, difference, 0, coefficients);
    let squares = 0;
    let white = 0;
    for (let part = 0; part < parts; part++) {
      let sum = 0;
      for (let i = part * size; i < (part + 1) * size; i++) {
        let curve = 0;
        for (let k = post.degree; k >= 0; k--) curve = curve * post.abscissae[i]! + coefficients[k]!;
        sum += difference[post.from + i]! - curve;
        white += variances[post.from + i]!;
      }
      squares += (sum / size) ** 2;
    }
    const noise = ((white / (parts * size)) * (parts - post.degree - 1)) / size;
    return (squares / ofThree - noise) / (parts * share * count);
  };

  /** Whether what is seen at the edge is noise: a sample that changes fast changes its EXAFS, too. */
  const isSteady = ({ plan }: RowFit, variances: Float64Array): boolean => {
    const { edgeIndex } = plan.ranges;
    let squares = 0;
    let noise = 0;
    for (const direction of [-1, 1]) {
      for (let i = edgeIndex; i >= 0 && i < points; i += direction) {
        if (Math.abs(energy[i]! - energy[edgeIndex]!) > aroundEdge) break;
        squares += difference[i]! ** 2;
        noise += ofThree * variances[i]!;
      }
    }
    return squares <= unchanged * noise;
  };

  return {
    add(flat, offset, fit, variances) {
      if (fit === undefined) {
        kept = 0;
        return;
      }
      if (kept >= 2) {
        for (let i = 0; i < points; i++) difference[i] = flat[offset + i]! - 2 * old[i]! + older[i]!;
        const walk = isSteady(fit, variances) ? wanderingOf(fit, variances) : Number.NaN;
        if (Number.isFinite(walk)) found.push(walk);
      }
      [older, old] = [old, older];
      old.set(flat.subarray(offset, offset + points));
      kept++;
    },
    walk() {
      const count = found.length;
      if (count < enough) return 0;
      // A spectrum that stands alone, and those beside it, must not speak for all.
      const limit = 20 * found.map(Math.abs).sort((a, b) => a - b)[count >> 1]!;
      const used = found.map((value) => Math.min(value, limit));
      const mean = used.reduce((sum, value) => sum + value, 0) / count;
      const spread = used.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
      // Second differences that follow each other share two spectra of three: some half of them say something new.
      return mean > clearly * Math.sqrt((2 * spread) / count) ? mean : 0;
    },
  };
}

/** Variance of a weighted sum of values that a random walk of unit variance per point goes through. */
export function walkVariance(weights: Float64Array): number {
  let tail = 0;
  let sum = 0;
  for (let i = weights.length - 1; i >= 0; i--) {
    tail += weights[i]!;
    sum += tail * tail;
  }
  return sum;
}
