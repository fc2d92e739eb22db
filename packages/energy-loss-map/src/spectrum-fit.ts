import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
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
   * @param before Amplitudes of the step before; undefined at the first.
   * @param masked 1 for channels not to be used.
   */
  step(
    counts: Float64Array,
    at: number,
    shift: number,
    before: Float64Array | undefined,
    masked: Uint8Array | undefined,
  ): void;
  /** Covariance and chi-square at the last step. */
  conclude(): void;
}

/** Least mean that a channel is weighted with, electrons. */
const leastMean = 0.5;

/**
 * Weighted linear least squares of spectra on a basis. Repeated with weights by the model it is the maximum of the Poisson
 * likelihood: sum phi (y - m) / m = 0, without the bias of weights by the counts.
 *
 * @param gain Counts of the detector for each electron.
 */
export function spectrumFit(basis: EdgeBasis, gain: number): SpectrumFit {
  const { terms, points } = basis;
  const values = new Float64Array(points * terms);
  const slopes = new Float64Array(points * terms);
  const normal = new Float64Array(terms * terms);
  const factor = new Float64Array(terms * terms);
  const slopeSums = new Float64Array(terms);
  const weights = new Float64Array(points);
  const unit = new Float64Array(terms);
  let [spectrum, start]: [Float64Array, number] = [new Float64Array(points), 0];
  const least = leastMean * gain;

  const weigh = (before: Float64Array | undefined, masked: Uint8Array | undefined): void => {
    for (let i = 0, o = 0; i < points; i++, o += terms) {
      let mean = 0;
      if (before === undefined) mean = spectrum[start + i]!;
      else for (let j = 0; j < terms; j++) mean += before[j]! * values[o + j]!;
      weights[i] = masked !== undefined && masked[start + i] === 1 ? 0 : 1 / (gain * Math.max(mean, least));
    }
  };
  const accumulate = (right: Float64Array): void => {
    normal.fill(0);
    right.fill(0);
    for (let i = 0, o = 0; i < points; i++, o += terms) {
      const w = weights[i]!;
      const y = spectrum[start + i]!;
      for (let j = 0; j < terms; j++) {
        const weighted = w * values[o + j]!;
        right[j]! += weighted * y;
        for (let k = 0; k <= j; k++) normal[j * terms + k]! += weighted * values[o + k]!;
      }
    }
  };
  /** What the spectrum tells of the shift, once the amplitudes are known. */
  const feel = (fit: SpectrumFit): void => {
    const { amplitudes, response } = fit;
    let [information, pull] = [0, 0];
    slopeSums.fill(0);
    for (let i = 0, o = 0; i < points; i++, o += terms) {
      let [mean, slope] = [0, 0];
      for (let j = 0; j < terms; j++) {
        mean += amplitudes[j]! * values[o + j]!;
        slope -= amplitudes[j]! * slopes[o + j]!;
      }
      const weighted = weights[i]! * slope;
      information += weighted * slope;
      pull += weighted * (spectrum[start + i]! - mean);
      for (let j = 0; j < terms; j++) slopeSums[j]! += weighted * values[o + j]!;
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
    step(counts, at, shift, before, masked) {
      [spectrum, start] = [counts, at];
      basis.shifted(shift, values, slopes);
      weigh(before, masked);
      accumulate(this.amplitudes);
      factor.set(normal);
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
      let [chiSquare, used] = [0, 0];
      for (let i = 0, o = 0; i < points; i++, o += terms) {
        if (weights[i] === 0) continue;
        let mean = 0;
        for (let j = 0; j < terms; j++) mean += this.amplitudes[j]! * values[o + j]!;
        const left = spectrum[start + i]! - mean;
        chiSquare += (left * left) / (gain * Math.max(mean, least));
        used++;
      }
      this.chiSquare = chiSquare;
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
