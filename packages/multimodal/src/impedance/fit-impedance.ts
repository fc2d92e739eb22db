import { chiSquareTail, leastSquares } from '@operando/numerics';
import type { LeastSquaresResult } from '@operando/numerics';
import type { Circuit } from './circuit.js';
import { moduli } from './spectrum.js';
import type { ImpedanceSpectrum } from './spectrum.js';

/** What became of a fit of a circuit. `misfit`: it leaves more than the noise. */
export type CircuitStatus = 'converged' | 'misfit' | 'at-bound' | 'stalled' | 'singular' | 'limit-reached' | 'failed';

/** A circuit fitted to a spectrum. */
export interface CircuitFit {
  /** In the order of the circuit's parameters. */
  readonly parameters: Float64Array;
  /** NaN where not known. Of a misfit scaled by the root of chi-square over its degrees of freedom. */
  readonly stderr: Float64Array;
  /** Row-major, of the logarithms of the parameters, scaled as the errors. */
  readonly covariance: Float64Array;
  /** In units of the noise. */
  readonly chiSquare: number;
  /** Real and imaginary parts less parameters. */
  readonly degreesOfFreedom: number;
  /** How the fit ended. */
  readonly status: CircuitStatus;
  /** Fitted, ohm, in the order of the spectrum. */
  readonly re: Float64Array;
  /** Fitted imaginary part, ohm. */
  readonly im: Float64Array;
}

/** Chance at which a circuit counts as not describing its spectrum. */
const misfitChance = 1e-4;

function statusOf({ status, clipped }: LeastSquaresResult, chance: number): CircuitStatus {
  if (status !== 'converged') return status;
  if (clipped.length > 0) return 'at-bound';
  return chance < misfitChance ? 'misfit' : 'converged';
}

/** How a fit goes on. */
export interface CircuitFitOptions {
  /** Standard error of each part, as a share of |Z|. */
  readonly noise: number;
  /** Most steps of the fit. @default 200 */
  readonly maximumIterations?: number | undefined;
}

/**
 * A circuit fitted to a spectrum by least squares in the logarithms of its parameters, with analytic slopes; each part is weighted
 * by its noise, a share of the measured |Z|.
 *
 * @param start One number for each parameter of the circuit.
 */
export function fitImpedance(
  circuit: Circuit,
  spectrum: ImpedanceSpectrum,
  start: ArrayLike<number>,
  { noise, maximumIterations = 200 }: CircuitFitOptions,
): CircuitFit {
  const n = spectrum.frequency.length;
  const size = circuit.parameters.length;
  const omega = spectrum.frequency.map((f) => 2 * Math.PI * f);
  const weight = moduli(spectrum).map((modulus) => 1 / (noise * modulus));
  const slopes = { re: new Float64Array(size), im: new Float64Array(size) };
  const p = new Float64Array(size);
  const place = (logs: Float64Array): void => {
    for (let k = 0; k < size; k++) p[k] = Math.exp(logs[k]!);
  };
  const fit = leastSquares(
    {
      size: 2 * n,
      residuals: (logs, out) => {
        place(logs);
        for (let i = 0; i < n; i++) {
          const { re, im } = circuit.impedance(omega[i]!, p);
          out[i] = (re - spectrum.re[i]!) * weight[i]!;
          out[n + i] = (im - spectrum.im[i]!) * weight[i]!;
        }
      },
      jacobian: (logs, out) => {
        place(logs);
        for (let i = 0; i < n; i++) {
          circuit.impedance(omega[i]!, p, slopes);
          for (let k = 0; k < size; k++) {
            out[i * size + k] = slopes.re[k]! * weight[i]!;
            out[(n + i) * size + k] = slopes.im[k]! * weight[i]!;
          }
        }
      },
    },
    Float64Array.from(start, Math.log),
    {
      bounds: {
        lower: circuit.parameters.map(({ bounds }) => Math.log(bounds[0])),
        upper: circuit.parameters.map(({ bounds }) => Math.log(bounds[1])),
      },
      maximumIterations,
      stepTolerance: 1e-9,
      gainTolerance: 1e-10,
    },
  );
  place(fit.parameters);
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) ({ re: re[i], im: im[i] } = circuit.impedance(omega[i]!, p));
  const degrees = Math.max(1, fit.degreesOfFreedom);
  const status = statusOf(fit, chiSquareTail(fit.chiSquare, degrees));
  const scale = status === 'misfit' ? fit.chiSquare / degrees : 1;
  return {
    parameters: Float64Array.from(p),
    stderr: fit.stderr.map((error, k) => error * p[k]! * Math.sqrt(scale)),
    covariance: fit.covariance.map((value) => value * scale),
    chiSquare: fit.chiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
    status,
    re,
    im,
  };
}
