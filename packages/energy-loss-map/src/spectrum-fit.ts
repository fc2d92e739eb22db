import { choleskyInPlace, choleskySolveInPlace, dotProduct } from '@operando/numerics';
import type { EdgeBasis } from './basis.js';

/** A fit of one spectrum, reused for the next. */
export interface SpectrumFit {
  /** Terms of the basis: background, then edges. */
  readonly amplitudes: Float64Array;
  /** Their covariance at a known shift, terms x terms; filled by `conclude`. */
  readonly covariance: Float64Array;
  /** How the amplitudes change with the shift, per eV. */
  readonly response: Float64Array;
  /** Filled by `conclude`. */
  chiSquare: number;
  degreesOfFreedom: number;
  /** What the spectrum tells of the shift, free of the amplitudes: information in 1/eV^2, and the pull on it in 1/eV. */
  information: number;
  pull: number;
  /** False for spectra that do not determine the amplitudes. */
  isDetermined: boolean;
  /**
   * One step of maximum likelihood for Poisson counts at a shift: weights by the amplitudes before, or by the counts at the first.
   *
   * @param at Where the fitted channels begin in `counts`.
   * @param before Amplitudes of the step before, from a place on; undefined at the first.
   * @param masked 1 for channels not to be used.
   */
  step(
    counts: Float64Array,
    at: number,
    shift: number,
    before: Float64Array | undefined,
    masked: Uint8Array | undefined,
    beforeAt?: number,
  ): void;
  /** Covariance and chi-square at the last step. */
  conclude(): void;
}

/** Least mean that a channel is weighted with, electrons. */
const leastMean = 0.5;

/** out = sum of columns times their factors, which stand from a place on. */
function combine(
  columns: Float64Array,
  factors: Float64Array,
  n: number,
  terms: number,
  out: Float64Array,
  from = 0,
): void {
  const first = factors[from]!;
  for (let i = 0; i < n; i++) out[i] = first * columns[i]!;
  for (let j = 1; j < terms; j++) {
    const factor = factors[from + j]!;
    const at = j * n;
    for (let i = 0; i < n; i++) out[i]! += factor * columns[at + i]!;
  }
}

/**
 * Weighted linear least squares of spectra on a basis. Repeated with weights by the model it is the maximum of the Poisson
 * likelihood: sum phi (y - m) / m = 0, without the bias of weights by the counts.
 *
 * @param gain Counts of the detector for each electron.
 */
export function spectrumFit(basis: EdgeBasis, gain: number): SpectrumFit {
  const { terms, points } = basis;
  const [values, slopes] = [new Float64Array(points * terms), new Float64Array(points * terms)];
  const weighted = new Float64Array(points * terms);
  const factor = new Float64Array(terms * terms);
  const slopeSums = new Float64Array(terms);
  const [weights, mean, slope] = [new Float64Array(points), new Float64Array(points), new Float64Array(points)];
  const unit = new Float64Array(terms);
  let [spectrum, start]: [Float64Array, number] = [weights, 0];
  const least = leastMean * gain;

  const weigh = (before: Float64Array | undefined, masked: Uint8Array | undefined, beforeAt: number): void => {
    if (before === undefined) for (let i = 0; i < points; i++) mean[i] = spectrum[start + i]!;
    else combine(values, before, points, terms, mean, beforeAt);
    for (let i = 0; i < points; i++) weights[i] = 1 / (gain * Math.max(mean[i]!, least));
    if (masked !== undefined) for (let i = 0; i < points; i++) if (masked[start + i] === 1) weights[i] = 0;
  };
  const accumulate = (right: Float64Array): void => {
    for (let j = 0; j < terms; j++) {
      const at = j * points;
      for (let i = 0; i < points; i++) weighted[at + i] = weights[i]! * values[at + i]!;
      right[j] = dotProduct(weighted, at, spectrum, start, points);
      for (let k = 0; k <= j; k++) factor[j * terms + k] = dotProduct(weighted, at, values, k * points, points);
    }
  };
  /** What the spectrum tells of the shift, once the amplitudes are known. */
  const feel = (fit: SpectrumFit): void => {
    const { amplitudes, response } = fit;
    combine(values, amplitudes, points, terms, mean);
    combine(slopes, amplitudes, points, terms, slope);
    for (let j = 0; j < terms; j++) slopeSums[j] = -dotProduct(weighted, j * points, slope, 0, points);
    let information = 0;
    let pull = 0;
    for (let i = 0; i < points; i++) {
      const each = weights[i]! * slope[i]!;
      information += each * slope[i]!;
      pull -= each * (spectrum[start + i]! - mean[i]!);
    }
    response.set(slopeSums);
    choleskySolveInPlace(factor, terms, response);
    for (let j = 0; j < terms; j++) {
      information -= slopeSums[j]! * response[j]!;
      response[j] = -response[j]!;
    }
    fit.information = Math.max(0, information);
    fit.pull = pull;
  };
  return {
    amplitudes: new Float64Array(terms),
    covariance: new Float64Array(terms * terms),
    response: new Float64Array(terms),
    chiSquare: Number.NaN,
    degreesOfFreedom: 0,
    information: 0,
    pull: 0,
    isDetermined: false,
    step(counts, at, shift, before, masked, beforeAt = 0) {
      [spectrum, start] = [counts, at];
      basis.shifted(shift, values, slopes);
      weigh(before, masked, beforeAt);
      accumulate(this.amplitudes);
      this.isDetermined = choleskyInPlace(factor, terms);
      this.information = 0;
      this.pull = 0;
      if (!this.isDetermined) {
        this.amplitudes.fill(Number.NaN);
        return;
      }
      choleskySolveInPlace(factor, terms, this.amplitudes);
      feel(this);
    },
    conclude() {
      let chiSquare = 0;
      let used = 0;
      for (let i = 0; i < points; i++) {
        if (weights[i] === 0) continue;
        const left = spectrum[start + i]! - mean[i]!;
        chiSquare += (left * left) / (gain * Math.max(mean[i]!, least));
        used++;
      }
      this.chiSquare = this.isDetermined ? chiSquare : Number.NaN;
      this.degreesOfFreedom = used - terms;
      for (let j = 0; j < terms; j++) {
        unit.fill(0);
        unit[j] = 1;
        if (this.isDetermined) choleskySolveInPlace(factor, terms, unit);
        else unit.fill(Number.NaN);
        this.covariance.set(unit, j * terms);
      }
    },
  };
}
