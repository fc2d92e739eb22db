import { OperandoError, statusOf } from '@operando/core';
import type { Measured } from '@operando/core';
import { variableProjection } from '@operando/numerics';
import { whiteLineDefaults } from './defaults.js';

/** How the white lines of a transition metal are fitted: L3 and L2 on two steps over a power law. */
export interface WhiteLineOptions {
  /** Energies near which the lines stand, eV. */
  readonly l3: number;
  /** Energy near which L2 stands, eV. */
  readonly l2: number;
  /** Energies that are fitted, eV. @default all */
  readonly range?: readonly [number, number] | undefined;
  /** Width of the steps: 0.5 + arctan((E - line) / width) / pi, eV. @default 0.8 */
  readonly stepWidth?: number | undefined;
  /** Full width at half maximum of both Lorentzians, eV. @default fitted */
  readonly lineWidth?: number | undefined;
  /** Where the steps stand below their lines, eV. @default 0 */
  readonly stepBelow?: number | undefined;
}

/** White lines of one spectrum. */
export interface WhiteLines {
  /** Height of L3 over that of L2; both lines have one width, so this is the ratio of their areas too. */
  readonly ratio: Measured;
  /** Place of L3, eV. */
  readonly l3: Measured;
  /** Place of L2, eV. */
  readonly l2: Measured;
  /** Full width at half maximum, eV. */
  readonly lineWidth: Measured;
  /** Height of both steps together over the background, counts. */
  readonly step: Measured;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Channels less what was fitted. */
  readonly degreesOfFreedom: number;
  /** Byte of `statusNames`. */
  readonly status: number;
  /** Background, with steps, and with lines, at the energies fitted. */
  readonly curves: {
    readonly energy: Float64Array;
    readonly background: Float64Array;
    readonly steps: Float64Array;
    readonly model: Float64Array;
  };
}

/** Terms that are linear: background, steps, L3, L2. */
const terms = 4;
const startWidth = 2.5;
/** How far lines may stand from where they are said to be, eV. */
const farthest = 4;

/** Basis at one energy: power law (with exponent p0), steps of 2 : 1, and Lorentzians of height 1. */
function basisOf(
  x: Float64Array,
  p: ArrayLike<number>,
  { stepWidth, stepBelow, width }: { stepWidth: number; stepBelow: number; width: number | undefined },
  out: Float64Array,
): void {
  const n = x.length;
  const [r, l3, l2] = [p[0]!, p[1]!, p[2]!];
  const half = 0.5 * (width ?? p[3]!);
  const middle = Math.sqrt(x[0]! * x[n - 1]!);
  const step = (energy: number, line: number): number =>
    0.5 + Math.atan((energy - line + stepBelow) / stepWidth) / Math.PI;
  const peak = (energy: number, line: number): number => 1 / (1 + ((energy - line) / half) ** 2);
  for (let i = 0; i < n; i++) {
    const energy = x[i]!;
    out[i] = (energy / middle) ** -r;
    out[n + i] = (2 / 3) * step(energy, l3) + (1 / 3) * step(energy, l2);
    out[2 * n + i] = peak(energy, l3);
    out[3 * n + i] = peak(energy, l2);
  }
}

/**
 * The ratio of white lines L3 / L2, with the error that steps, background, places and widths bring: a power law, two steps of heights
 * 2 : 1, and two Lorentzians of one width, fitted together.
 *
 * @param gain What one electron adds to `counts`, which their noise follows from. @default 1
 * @throws OperandoError `outside-range` for lines that the spectrum does not hold.
 */
export function whiteLineRatio(
  energies: Float64Array,
  counts: Float64Array,
  options: WhiteLineOptions,
  gain = 1,
): WhiteLines {
  const [low, high] = options.range ?? [-Infinity, Infinity];
  const used = Array.from(energies.keys()).filter((i) => energies[i]! >= low && energies[i]! <= high);
  const x = Float64Array.from(used, (i) => energies[i]!);
  const y = Float64Array.from(used, (i) => counts[i]!);
  const { l3, l2, lineWidth } = options;
  if (!(l2 > l3) || !(x.length > 12) || l3 < x[0]! + farthest || l2 > x.at(-1)! - farthest)
    throw new OperandoError('outside-range', `white lines at ${l3} and ${l2} eV do not lie inside of the spectra.`, {
      where: { parameter: 'whiteLines' },
      cure: 'Give l3 below l2, with some eV of the spectrum before and behind them.',
    });
  const settings = {
    stepWidth: options.stepWidth ?? whiteLineDefaults.stepWidth,
    stepBelow: options.stepBelow ?? whiteLineDefaults.stepBelow,
    width: lineWidth,
  };
  const isFree = lineWidth === undefined;
  const start = [3, l3, l2, ...(isFree ? [startWidth] : [])];
  const bounds = {
    lower: [-5, l3 - farthest, l2 - farthest, ...(isFree ? [0.2] : [])],
    upper: [12, l3 + farthest, l2 + farthest, ...(isFree ? [0.8 * (l2 - l3)] : [])],
  };
  const basis = (p: Float64Array, at: Float64Array, out: Float64Array): void => {
    basisOf(at, p, settings, out);
  };
  const fitted = (sigma: Float64Array, from: ArrayLike<number>) =>
    variableProjection({ terms, basis, x, y, sigma }, Float64Array.from(from), { bounds });
  const functions = new Float64Array(terms * x.length);
  const curve = (p: Float64Array, amplitudes: Float64Array, upTo: number): Float64Array => {
    basis(p, x, functions);
    return x.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < upTo; j++) sum += amplitudes[j]! * functions[j * x.length + i]!;
      return sum;
    });
  };
  // Weights by the counts first, then by what was fitted: those of the counts favour what is low by chance.
  const first = fitted(
    y.map((n) => Math.sqrt(gain * Math.max(n, gain))),
    start,
  );
  const mean = curve(first.parameters, first.amplitudes, terms);
  const fit = fitted(
    mean.map((n) => Math.sqrt(gain * Math.max(n, gain))),
    first.parameters,
  );
  const { parameters, amplitudes, fullCovariance, stderr, amplitudesStderr } = fit;
  const size = parameters.length + terms;
  const [a3, a2] = [amplitudes[2]!, amplitudes[3]!];
  const at = (j: number, k: number): number => fullCovariance[(parameters.length + j) * size + parameters.length + k]!;
  const ratio = a3 / a2;
  const variance = (at(2, 2) - 2 * ratio * at(2, 3) + ratio * ratio * at(3, 3)) / (a2 * a2);
  const weak = !(a2 > 3 * amplitudesStderr[3]!) || !(a3 > 3 * amplitudesStderr[2]!);
  const deviate = Math.sqrt(2 * fit.chiSquare) - Math.sqrt(2 * fit.degreesOfFreedom - 1);
  const status =
    fit.status !== 'converged'
      ? statusOf[fit.status]
      : fit.clipped.length > 0
        ? statusOf['at-bound']
        : weak
          ? statusOf['not-visible']
          : deviate > 4
            ? statusOf.misfit
            : statusOf.converged;
  return {
    ratio: weak ? { value: Number.NaN, stderr: Number.NaN } : { value: ratio, stderr: Math.sqrt(variance) },
    l3: { value: parameters[1]!, stderr: stderr[1]! },
    l2: { value: parameters[2]!, stderr: stderr[2]! },
    lineWidth: isFree ? { value: parameters[3]!, stderr: stderr[3]! } : { value: lineWidth, stderr: 0 },
    step: { value: amplitudes[1]!, stderr: amplitudesStderr[1]! },
    chiSquare: fit.chiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
    status,
    curves: {
      energy: x,
      background: curve(parameters, amplitudes, 1),
      steps: curve(parameters, amplitudes, 2),
      model: curve(parameters, amplitudes, terms),
    },
  };
}
