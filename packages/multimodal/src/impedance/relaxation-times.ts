import { tikhonov } from '@operando/numerics';
import type { TikhonovProblem } from '@operando/numerics';
import { moduli } from './spectrum.js';
import type { ImpedanceSpectrum } from './spectrum.js';

/** Options of {@link relaxationTimes}. */
export interface RelaxationOptions {
  /** Standard error of each part as a share of |Z|. @default 0.005 */
  readonly noise?: number | undefined;
  /** Points of the distribution per decade. @default 10 */
  readonly perDecade?: number | undefined;
  /** Strength of the smoothing. @default that which makes the data most likely */
  readonly lambda?: number | undefined;
}

/** A process seen in a distribution. */
export interface RelaxationPeak {
  /** s */
  readonly tau: number;
  /** Resistance of the process, ohm: the area down to the valleys beside. */
  readonly resistance: number;
  /** Standard error of the resistance, ohm. */
  readonly stderr: number;
  /** It stands at a third and at three times the smoothing too, and above three of its errors: only then it is claimed. */
  readonly isClaimed: boolean;
}

/** Distribution of relaxation times. */
export interface RelaxationTimes {
  /** s, increasing. */
  readonly tau: Float64Array;
  /** ohm per unit of ln tau. */
  readonly gamma: Float64Array;
  /** Standard errors of gamma, ohm per unit of ln tau. */
  readonly stderr: Float64Array;
  /** Strength of the smoothing. */
  readonly lambda: number;
  /** Resistance at infinite frequency, ohm. */
  readonly ohmic: number;
  /** In the order of their times. */
  readonly peaks: readonly RelaxationPeak[];
}

/** Rows of both parts over their errors; columns: distribution, series resistance, inductance, inverse capacitance. */
function problemOf(spectrum: ImpedanceSpectrum, tau: Float64Array, step: number): TikhonovProblem {
  const n = spectrum.frequency.length;
  const columns = tau.length + 3;
  const matrix = new Float64Array(2 * n * columns);
  const omega = spectrum.frequency.map((f) => 2 * Math.PI * f);
  // Inductance and inverse capacitance as impedances at the ends of the range.
  const [highest, lowest] = [Math.max(...omega), Math.min(...omega)];
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < tau.length; k++) {
      const x = omega[i]! * tau[k]!;
      matrix[i * columns + k] = step / (1 + x * x);
      matrix[(n + i) * columns + k] = (-step * x) / (1 + x * x);
    }
    matrix[i * columns + tau.length] = 1;
    matrix[(n + i) * columns + tau.length + 1] = omega[i]! / highest;
    matrix[(n + i) * columns + tau.length + 2] = -lowest / omega[i]!;
  }
  const segments = Float64Array.from({ length: columns }, (_, k) => Math.max(0, k - tau.length + 1));
  return { matrix, rows: 2 * n, columns, segments, penalty: 'second' };
}

/** Tops of a distribution, with the valleys beside them. */
function topsOf(gamma: Float64Array): { readonly at: number; readonly from: number; readonly to: number }[] {
  const least = 0.01 * gamma.reduce((most, value) => Math.max(most, value), 0);
  const tops = [...gamma.keys()].filter(
    (i) => gamma[i]! > least && gamma[i]! >= (gamma[i - 1] ?? -1) && gamma[i]! > (gamma[i + 1] ?? -1),
  );
  const valley = (a: number, b: number): number => {
    let lowest = a;
    for (let i = a; i <= b; i++) if (gamma[i]! < gamma[lowest]!) lowest = i;
    return lowest;
  };
  return tops.map((at, k) => ({
    at,
    from: k === 0 ? 0 : valley(tops[k - 1]!, at),
    to: k === tops.length - 1 ? gamma.length - 1 : valley(at, tops[k + 1]!),
  }));
}

/**
 * The distribution of relaxation times of a spectrum: what resistances relax at which times, none of them negative, as smooth as
 * the data make likely; with its standard errors. Resistance, inductance and capacitance in series stand beside it.
 */
export function relaxationTimes(spectrum: ImpedanceSpectrum, options: RelaxationOptions = {}): RelaxationTimes {
  const { noise = 0.005, perDecade = 10, lambda } = options;
  const { frequency, re, im } = spectrum;
  const taus = frequency.map((f) => 1 / (2 * Math.PI * f));
  const [low, high] = [Math.log10(Math.min(...taus)) - 0.5, Math.log10(Math.max(...taus)) + 0.5];
  const size = Math.max(8, Math.min(200, Math.round((high - low) * perDecade) + 1));
  const tau = Float64Array.from({ length: size }, (_, k) => 10 ** (low + ((high - low) * k) / (size - 1)));
  const step = ((high - low) * Math.LN10) / (size - 1);
  const modulus = moduli(spectrum);
  const data = Float64Array.from([...re, ...im]);
  const sigma = Float64Array.from({ length: data.length }, (_, i) => noise * modulus[i % re.length]!);
  const scale = Math.max(...modulus) / 10;
  const problem = { ...problemOf(spectrum, tau, step), scale };
  const best = tikhonov(problem, data, { sigma, lambda: lambda ?? 'evidence' });
  const [weaker, stronger] = [best.lambda / 3, best.lambda * 3].map((other) =>
    topsOf(tikhonov(problem, data, { sigma, lambda: other }).x.slice(0, size)).map(({ at }) => at),
  );
  const gamma = best.x.slice(0, size);
  const near = (tops: readonly number[], at: number): boolean =>
    tops.some((other) => Math.abs(other - at) <= 0.3 * perDecade);
  const tops = topsOf(gamma);
  const sums = best.sumErrors(
    tops.map(({ from, to }) => Float64Array.from({ length: size + 3 }, (_, k) => (k >= from && k <= to ? step : 0))),
  );
  return {
    tau,
    gamma,
    stderr: best.standardErrors().slice(0, size),
    lambda: best.lambda,
    ohmic: best.x[size]!,
    peaks: tops.map(({ at, from, to }, k) => {
      const resistance = gamma.subarray(from, to + 1).reduce((sum, value) => sum + value * step, 0);
      const isClaimed = near(weaker!, at) && near(stronger!, at) && resistance > 3 * sums[k]!;
      return { tau: tau[at]!, resistance, stderr: sums[k]!, isClaimed };
    }),
  };
}
