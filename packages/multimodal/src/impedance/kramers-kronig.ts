import { backSubstitute, householderQrInPlace } from '@operando/numerics';
import { expectPoints, moduli } from './spectrum.js';
import type { ImpedanceSpectrum } from './spectrum.js';

/** Options of {@link kramersKronig}. */
export interface KramersKronigOptions {
  /** Largest share of |Z| that the residuals, averaged over three neighbouring frequencies, may reach. @default 0.01 */
  readonly tolerance?: number | undefined;
}

/** Whether a spectrum can be that of something linear that did not change meanwhile. */
export interface KramersKronig {
  /** Whether residuals are no more than noise. */
  readonly passes: boolean;
  /** Largest share of |Z| that residuals of three neighbouring frequencies reach on average. */
  readonly worst: number;
  /** Hz, where it is reached. */
  readonly worstFrequency: number;
  /** Scatter of the residuals, as a share of |Z|: what is taken for noise. */
  readonly noise: number;
  /** Relaxations used. */
  readonly relaxations: number;
  /** 1 less the sum of their negative resistances over that of the positive ones: low where they fit noise. */
  readonly mu: number;
  /** Shares of |Z|, in the order of the spectrum. */
  readonly residualRe: Float64Array;
  /** Of the imaginary part, shares of |Z|. */
  readonly residualIm: Float64Array;
}

interface LinearFit {
  readonly residual: Float64Array;
  readonly weights: Float64Array;
}

/** A fit with so many relaxations. */
interface Relaxed {
  readonly residual: Float64Array;
  readonly count: number;
  readonly mu: number;
  readonly noise: number;
}

function muOf(weights: Float64Array): number {
  let [positive, negative] = [0, 0];
  for (const value of weights.subarray(3)) {
    if (value >= 0) positive += value;
    else negative -= value;
  }
  return positive > 0 ? 1 - negative / positive : 0;
}

/** Resistance, inductance, capacitance in series, and relaxations R / (1 + i w tau): linear in all. */
function linearFit(spectrum: ImpedanceSpectrum, modulus: Float64Array, taus: readonly number[]): LinearFit {
  const n = spectrum.frequency.length;
  const [rows, columns] = [2 * n, taus.length + 3];
  const a = new Float64Array(rows * columns);
  const b = new Float64Array(rows);
  for (let i = 0; i < n; i++) {
    const omega = 2 * Math.PI * spectrum.frequency[i]!;
    const w = 1 / modulus[i]!;
    b[i] = w * spectrum.re[i]!;
    b[n + i] = w * spectrum.im[i]!;
    a[i] = w;
    a[rows + n + i] = w * omega;
    a[2 * rows + n + i] = -w / omega;
    taus.forEach((tau, k) => {
      const x = omega * tau;
      a[(k + 3) * rows + i] = w / (1 + x * x);
      a[(k + 3) * rows + n + i] = (-w * x) / (1 + x * x);
    });
  }
  const norms = Float64Array.from({ length: columns }, (_, k) => {
    let square = 0;
    for (let i = 0; i < rows; i++) square += a[k * rows + i]! ** 2;
    const norm = Math.sqrt(square) || 1;
    for (let i = 0; i < rows; i++) a[k * rows + i]! /= norm;
    return norm;
  });
  const [matrix, right] = [Float64Array.from(a), Float64Array.from(b)];
  const diagonal = new Float64Array(columns);
  const x = new Float64Array(columns);
  householderQrInPlace(matrix, rows, columns, right, diagonal);
  backSubstitute(matrix, rows, columns, right, diagonal, x);
  const residual = b.map((value, i) => {
    let left = value;
    for (let k = 0; k < columns; k++) left -= a[k * rows + i]! * x[k]!;
    return left;
  });
  return { residual, weights: x.map((value, k) => value / norms[k]!) };
}

/** Mean of up to three neighbours in the order of frequency, the largest by size. */
function worstRun(order: readonly number[], shares: Float64Array): { share: number; at: number } {
  let worst = { share: 0, at: order[0]! };
  order.forEach((_, i) => {
    const run = order.slice(Math.max(0, i - 1), i + 2);
    const share = Math.abs(run.reduce((sum, each) => sum + shares[each]!, 0) / run.length);
    if (share > worst.share) worst = { share, at: order[i]! };
  });
  return worst;
}

/**
 * The linear Kramers-Kronig test: whatever is linear, causal and steady is a sum of relaxations; what these leave over is noise, or
 * change during the measurement. Their times are spread evenly over the range measured (logarithmically); of numbers up to half
 * that of the frequencies the least is taken that leaves no more than the best.
 *
 * @throws OperandoError `too-few-points` for fewer than five.
 * @see Schoenleber, Klotz and Ivers-Tiffee, Electrochim. Acta 131 (2014) 20, for the test and mu.
 */
export function kramersKronig(spectrum: ImpedanceSpectrum, options: KramersKronigOptions = {}): KramersKronig {
  const { tolerance = 0.01 } = options;
  const { frequency } = spectrum;
  const n = frequency.length;
  expectPoints(spectrum.name, n);
  const modulus = moduli(spectrum);
  const logs = Array.from(frequency, (f) => Math.log(1 / (2 * Math.PI * f)));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const most = Math.max(1, Math.min(n >> 1, 40));
  const tried: Relaxed[] = [];
  for (let count = Math.min(3, most); count <= most; count = Math.max(count + 1, Math.round(1.15 * count))) {
    const taus = Array.from({ length: count }, (_, k) => Math.exp(low + ((high - low) * k) / Math.max(1, count - 1)));
    const { residual, weights } = linearFit(spectrum, modulus, taus);
    const square = residual.reduce((sum, value) => sum + value * value, 0);
    tried.push({ residual, count, mu: muOf(weights), noise: Math.sqrt(square / Math.max(1, 2 * n - count - 3)) });
  }
  const least = Math.min(...tried.map((each) => each.noise));
  const { residual, count, mu, noise } = tried.find((each) => each.noise <= 1.05 * least) ?? tried[0]!;
  const residualRe = residual.slice(0, n);
  const residualIm = residual.slice(n);
  const order = [...frequency.keys()].sort((i, j) => frequency[i]! - frequency[j]!);
  const worst = [residualRe, residualIm]
    .map((shares) => worstRun(order, shares))
    .reduce((a, b) => (b.share > a.share ? b : a));
  return {
    passes: worst.share <= tolerance,
    worst: worst.share,
    worstFrequency: frequency[worst.at]!,
    noise,
    relaxations: count,
    mu,
    residualRe,
    residualIm,
  };
}
