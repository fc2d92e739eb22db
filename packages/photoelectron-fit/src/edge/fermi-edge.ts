import { fwhmPerSigma, OperandoError, statusOf } from '@operando/core';
import type { MeasuredColumn, Status } from '@operando/core';
import { isBeyondChance, leastSquares } from '@operando/numerics';
import type { LeastSquaresResult } from '@operando/numerics';
import { expectData } from '../region/region-data.js';
import type { RegionData } from '../region/region-data.js';
import type { EnergyReference } from '../shifts/energy-reference.js';
import { edgeDefaults } from '../defaults.js';
import { edgeStart } from './edge-start.js';
import { foldedStepInto, thermalEnergy } from './folded-step.js';

/** Options of {@link fitFermiEdge}. */
export interface FermiEdgeOptions {
  /** Of the sample, K. @default 300 */
  readonly temperature?: number | undefined;
}

/** Fermi edges of a series, each spectrum by itself. */
export interface FermiEdgeFit {
  /** Where the Fermi level lies on the scale of binding energies, eV; NaN where no edge is seen. */
  readonly position: MeasuredColumn & { readonly status: Uint8Array };
  /** Full width at half maximum of the Gaussian that the edge is folded with, eV. */
  readonly resolution: MeasuredColumn;
  /** Of each spectrum; not reduced. */
  readonly chiSquare: Float64Array;
  /** Points less what was fitted. */
  readonly degreesOfFreedom: number;
  /** frames x points. */
  readonly fitted: Float64Array;
  /** K */
  readonly temperature: number;
}

/** Background, density of states at the level, its slope, level, standard deviation of the resolution. */
const count = 5;
/** Density of states below which there is no edge: standard errors. */
const visibleFrom = 3;

function evaluate(thermal: number, p: Float64Array, x: Float64Array, out: Float64Array, jacobian?: Float64Array): void {
  const [background, density, slope, level, sigma] = [p[0]!, p[1]!, p[2]!, p[3]!, p[4]!];
  const folded = new Float64Array(6);
  for (let i = 0; i < x.length; i++) {
    foldedStepInto(x[i]! - level, thermal, sigma, folded);
    out[i] = background + density * folded[0]! + slope * folded[1]!;
    if (jacobian === undefined) continue;
    const at = i * count;
    jacobian[at] = 1;
    jacobian[at + 1] = folded[0]!;
    jacobian[at + 2] = folded[1]!;
    jacobian[at + 3] = -density * folded[2]! - slope * folded[3]!;
    jacobian[at + 4] = density * folded[4]! + slope * folded[5]!;
  }
}

function fitOne(
  thermal: number,
  energy: Float64Array,
  values: Float64Array,
  sigma: Float64Array,
  start = edgeStart(thermal, energy, values, sigma),
): LeastSquaresResult {
  const width = energy.at(-1)! - energy[0]!;
  return leastSquares(
    {
      model: (p, x, out, jacobian) => {
        evaluate(thermal, p, x, out, jacobian);
      },
      x: energy,
      y: values,
      sigma,
      analytic: true,
    },
    start,
    {
      maximumIterations: 100,
      stepTolerance: 1e-9,
      gainTolerance: 1e-10,
      bounds: {
        lower: [-Infinity, 0, -Infinity, energy[0]!, 0],
        upper: [Infinity, Infinity, Infinity, energy.at(-1)!, width],
      },
    },
  );
}

function statusOfEdge({
  status,
  chiSquare,
  degreesOfFreedom,
  parameters,
  stderr,
  clipped,
}: LeastSquaresResult): Status {
  if (status !== 'converged') return status;
  if (!(parameters[1]! >= visibleFrom * stderr[1]!)) return 'not-visible';
  if (clipped.includes(3)) return 'at-bound';
  return isBeyondChance({ chiSquare, degreesOfFreedom }) ? 'misfit' : 'converged';
}

/**
 * Where the Fermi edge of a metal lies, spectrum by spectrum: a density of states that is straight, cut off by the Fermi
 * function at a known temperature, folded with a Gaussian, over a constant.
 *
 * @param data Binding energies about the edge; the density of states must be straight there: an electronvolt or so.
 * @throws OperandoError `shape-mismatch`, `axis-not-increasing`; `invalid-argument` for a temperature that is not above 0.
 */
export function fitFermiEdge(
  data: RegionData,
  { temperature = edgeDefaults.temperature }: FermiEdgeOptions = {},
): FermiEdgeFit {
  const frames = expectData(data);
  if (!(temperature > 0 && Number.isFinite(temperature)))
    throw new OperandoError('invalid-argument', `a temperature of ${temperature} K is not above 0.`, {
      where: { parameter: 'temperature' },
      cure: 'Give the temperature of the sample in kelvins.',
    });
  const { energy, countsPerUnit } = data;
  const n = energy.length;
  const thermal = thermalEnergy(temperature);
  const column = () => ({
    values: new Float64Array(frames).fill(Number.NaN),
    stderr: new Float64Array(frames).fill(Number.NaN),
  });
  const position = { ...column(), status: new Uint8Array(frames).fill(statusOf.masked) };
  const resolution = column();
  const chiSquare = new Float64Array(frames).fill(Number.NaN);
  const fitted = new Float64Array(frames * n).fill(Number.NaN);
  for (let f = 0; f < frames; f++) {
    const values = data.values.subarray(f * n, (f + 1) * n);
    let sigma = data.sigma.subarray(f * n, (f + 1) * n);
    if (!sigma.every((each) => each > 0)) continue;
    let fit = fitOne(thermal, energy, values, sigma);
    const curve = fitted.subarray(f * n, (f + 1) * n);
    evaluate(thermal, fit.parameters, energy, curve);
    const perUnit = countsPerUnit?.[f] ?? Number.NaN;
    if (perUnit > 0) {
      // The counts that the fit expects, as for regions.
      sigma = curve.map((value) => Math.sqrt(Math.max(1, value * perUnit)) / perUnit);
      fit = fitOne(thermal, energy, values, sigma, fit.parameters);
      evaluate(thermal, fit.parameters, energy, curve);
    }
    const status = statusOfEdge(fit);
    position.status[f] = statusOf[status];
    chiSquare[f] = fit.chiSquare;
    if (status === 'not-visible' || status === 'failed') continue;
    position.values[f] = fit.parameters[3]!;
    position.stderr[f] = fit.stderr[3]!;
    resolution.values[f] = fwhmPerSigma * fit.parameters[4]!;
    resolution.stderr[f] = fwhmPerSigma * fit.stderr[4]!;
  }
  return { position, resolution, chiSquare, degreesOfFreedom: n - count, fitted, temperature };
}

/** The energy scale by Fermi edges: what is at the Fermi level has no binding energy. Frames are independent. */
export function fermiReference({ position }: FermiEdgeFit): EnergyReference {
  const { values, stderr } = position;
  return {
    line: 'Fermi edge',
    literature: 0,
    shift: { values, stderr },
    covariance: (f, g) => (f === g ? stderr[f]! ** 2 : 0),
  };
}
