import { OperandoError } from '@operando/core';
import type { NdArray, Status } from '@operando/core';
import { median } from '@operando/numerics';
import { squaresLeftByRank } from './best-rank.js';
import { mcrErrors } from './mcr-errors.js';
import { alternate } from './mcr-iterate.js';
import type { McrConstraints } from './mcr-steps.js';
import { purestFrames } from './purest-frames.js';
import { noiseOfFrames, spectrumOnGrid, stackWindow, stderrOnWindow, windowRows } from './spectra.js';
import type { EnergyWindow, SpeciesSpectrum } from './spectra.js';

/** Options of {@link mcrAls}: `components`, `initial` or `fixed` has to say how many there are. */
export interface McrAlsOptions extends EnergyWindow {
  /** Number of species. @default as many as `initial` or `fixed` has */
  readonly components?: number | undefined;
  /** Spectra to start from. @default the purest frames (SIMPLISMA) */
  readonly initial?: readonly SpeciesSpectrum[] | undefined;
  /** Spectra that are known, by component; undefined for those that are sought. They take the place of `initial`. @default none */
  readonly fixed?: readonly (SpeciesSpectrum | undefined)[] | undefined;
  /** Concentrations of a frame sum to one, solved for exactly, not by rescaling. @default true */
  readonly sumToOne?: boolean | undefined;
  /** What cannot be negative. @default both */
  readonly nonNegative?:
    | { readonly concentrations?: boolean | undefined; readonly spectra?: boolean | undefined }
    | undefined;
  /** Components whose concentration has one maximum along the series: all or some. With all of them and `sumToOne`, rows are rescaled. @default none */
  readonly unimodal?: boolean | readonly boolean[] | undefined;
  /** Standard error of the data: one number or one per energy. @default all alike, from what is left over */
  readonly stderr?: number | ArrayLike<number> | undefined;
  /** Relative change of the lack of fit at which the iteration ends; smaller ones fit the noise by spectra ever farther apart. @default 1e-4 */
  readonly tolerance?: number | undefined;
  /** Rounds of the alternation at most. @default 1000 */
  readonly maximumIterations?: number | undefined;
}

/** How {@link mcrAls} ended. */
export type McrStatus = Extract<Status, 'converged' | 'misfit' | 'limit-reached' | 'stalled'>;

/** Concentrations and spectra of the species of a series. */
export interface McrAls {
  /** Energies of the window, eV. */
  readonly energy: Float64Array;
  /** Rows of the stack. */
  readonly frames: number;
  /** Number of species. */
  readonly count: number;
  /** Frames x count. */
  readonly concentrations: Float64Array;
  /**
   * Standard errors of the concentrations from the noise, the spectra taken as they are; at a bound those of the fit without
   * bounds. They do not contain the rotational ambiguity: see {@link rotationalAmbiguity}.
   */
  readonly concentrationsStderr: Float64Array;
  /** Count x energies. */
  readonly spectra: Float64Array;
  /** Likewise, the concentrations taken as they are; NaN for fixed spectra. */
  readonly spectraStderr: Float64Array;
  /** Root of the squares left over as a share of those of the data, %. */
  readonly lackOfFit: number;
  /** The same for the best description by this many components without constraints: what the data allow. */
  readonly leastLackOfFit: number;
  /** Share of the squares of the data that is described, %. */
  readonly explainedVariance: number;
  /** Standard error of one value: given, or from what is left over (RMS over energies). */
  readonly noise: number;
  /** Squares of what is left over in units of `stderr` per degree of freedom; NaN without `stderr`. */
  readonly reducedChiSquare: number;
  /** Steps that were taken. */
  readonly iterations: number;
  /**
   * `converged`: the lack of fit no longer changes and the fit is good. `misfit`: it no longer changes but too much is left:
   * too few components, or constraints that the data contradict. With `stderr`, a reduced chi-square above 2; without, a lack of
   * fit above 0.5 % that is more than three times the scatter of neighbouring points or twice `leastLackOfFit`.
   * `limit-reached`: it was still changing. `stalled`: it grew from round to round; the best found is given.
   */
  readonly status: McrStatus;
  /** Frames the iteration started from; absent for given spectra. */
  readonly initialFrames?: readonly number[];
  /** Those that were kept to. */
  readonly constraints: McrConstraints;
}

function readConstraints(options: McrAlsOptions): McrConstraints {
  const { initial, fixed, unimodal = false, sumToOne = true } = options;
  const count = options.components ?? initial?.length ?? fixed?.length ?? 0;
  if (!Number.isInteger(count) || count < 1) {
    throw new OperandoError('invalid-argument', `${count} components.`, {
      where: { parameter: 'components' },
      cure: 'Give their number, or spectra to start from.',
    });
  }
  for (const [parameter, list] of [
    ['initial', initial],
    ['fixed', fixed],
    ['unimodal', typeof unimodal === 'boolean' ? undefined : unimodal],
  ] as const) {
    if (list !== undefined && (parameter === 'fixed' ? list.length > count : list.length !== count))
      throw new OperandoError('shape-mismatch', `${list.length} entries for ${count} components.`, {
        where: { parameter },
      });
  }
  return {
    count,
    nonNegativeConcentrations: options.nonNegative?.concentrations ?? true,
    nonNegativeSpectra: options.nonNegative?.spectra ?? true,
    sumToOne,
    unimodal: Array.from({ length: count }, (_, k) => (typeof unimodal === 'boolean' ? unimodal : unimodal[k]!)),
    fixed: Array.from({ length: count }, (_, k) => fixed?.[k] !== undefined),
  };
}

/** Spectra to start from, count x points, in units of sigma. */
function startSpectra(
  rows: Float64Array,
  energy: Float64Array,
  sigma: Float64Array,
  options: McrAlsOptions,
  constraints: McrConstraints,
): { readonly spectra: Float64Array; readonly initialFrames: readonly number[] | undefined } {
  const { count, fixed } = constraints;
  const points = energy.length;
  const spectra = new Float64Array(count * points);
  const place = (k: number, spectrum: SpeciesSpectrum, parameter: string): void => {
    spectra.set(
      spectrumOnGrid(spectrum, energy, `${parameter}[${k}]`).map((value, i) => value / sigma[i]!),
      k * points,
    );
  };
  options.initial?.forEach((spectrum, k) => place(k, spectrum, 'initial'));
  options.fixed?.forEach((spectrum, k) => {
    if (spectrum !== undefined) place(k, spectrum, 'fixed');
  });
  if (options.initial !== undefined) return { spectra, initialFrames: undefined };
  const sought = [...fixed.keys()].filter((k) => !fixed[k]!);
  const known = [...fixed.keys()].filter((k) => fixed[k]!).map((k) => spectra.slice(k * points, (k + 1) * points));
  const initialFrames = purestFrames(energy, rows, sought.length, { known });
  sought.forEach((k, j) =>
    spectra.set(rows.subarray(initialFrames[j]! * points, (initialFrames[j]! + 1) * points), k * points),
  );
  if (constraints.nonNegativeSpectra)
    for (const k of sought) for (let i = k * points; i < (k + 1) * points; i++) spectra[i] = Math.max(0, spectra[i]!);
  return { spectra, initialFrames };
}

/**
 * Multivariate curve resolution by alternating least squares: spectra of a series as non-negative concentrations times
 * non-negative spectra of a few species, none of which need be known. Both half steps are solved exactly within their
 * constraints (active set method).
 *
 * Resolution is rarely unique: spectra without an energy at which they alone absorb can be mixed to some extent, and the answer is the one
 * nearest to the start. {@link rotationalAmbiguity} gives the extent; `fixed` spectra narrow it.
 *
 * @param energy Increasing, eV.
 * @param stack Frames x energies, normalized: flat row-major, or a 2-D ndarray.
 * @throws OperandoError `invalid-argument` for a number of components that the series cannot have, `shape-mismatch`, `non-finite`,
 * `axis-not-increasing`, `too-few-points`, `outside-range` for given spectra.
 * @see Tauler, Chemom. Intell. Lab. Syst. 30 (1995) 133
 */
export function mcrAls(
  energy: ArrayLike<number>,
  stack: Float64Array | NdArray<Float64Array>,
  options: McrAlsOptions,
): McrAls {
  const constraints = readConstraints(options);
  const { count } = constraints;
  const view = stackWindow(energy, stack, options, count + 1);
  const { frames } = view;
  const points = view.energy.length;
  if (frames <= count)
    throw new OperandoError('too-few-points', `${frames} frames for ${count} components.`, {
      cure: 'Ask for fewer components than there are frames.',
    });
  const { tolerance = 1e-4, maximumIterations = 1000 } = options;
  if (!(tolerance > 0) || !(maximumIterations >= 1))
    throw new OperandoError('invalid-argument', `a tolerance of ${tolerance} and ${maximumIterations} iterations.`, {
      where: { parameter: 'tolerance' },
    });
  const data = windowRows(view);
  const scatter = median(noiseOfFrames(view.energy, data));
  let total = 0;
  for (const value of data) total += value * value;
  const sigma =
    options.stderr === undefined
      ? new Float64Array(points).fill(1)
      : stderrOnWindow(options.stderr, view.grid, view.first, points);
  for (let f = 0; f < frames; f++) for (let i = 0; i < points; i++) data[f * points + i]! /= sigma[i]!;
  const turned = new Float64Array(data.length);
  for (let f = 0; f < frames; f++) for (let i = 0; i < points; i++) turned[i * frames + f] = data[f * points + i]!;

  const { spectra: start, initialFrames } = startSpectra(data, view.energy, sigma, options, constraints);
  const end = alternate({ data, turned, points, constraints, start, tolerance, maximumIterations });
  const least = Math.min(end.squares, squaresLeftByRank(data, turned, points, end.spectra));
  const errors = mcrErrors(data, points, end, constraints, options.stderr !== undefined);

  // Back from units of sigma.
  const spectra = end.spectra.map((value, at) => value * sigma[at % points]!);
  const spectraStderr = errors.spectra.map((value, at) => value * sigma[at % points]!);
  let [left, weighted] = [0, 0];
  for (let f = 0; f < frames; f++) {
    for (let i = 0; i < points; i++) {
      let rest = data[f * points + i]!;
      for (let k = 0; k < count; k++) rest -= end.concentrations[f * count + k]! * end.spectra[k * points + i]!;
      left += (rest * sigma[i]!) ** 2;
      weighted += rest * rest;
    }
  }
  const lackOfFit = 100 * Math.sqrt(left / total);
  const leastLackOfFit = lackOfFit * Math.sqrt(weighted > 0 ? least / weighted : 1);
  const reducedChiSquare = options.stderr === undefined ? Number.NaN : weighted / errors.degrees;
  const excess = lackOfFit > 0.5 && (lackOfFit > 2 * leastLackOfFit || !(Math.sqrt(left / data.length) <= 3 * scatter));
  const misfit = options.stderr === undefined ? excess : reducedChiSquare > 2;
  return {
    energy: view.energy,
    frames,
    count,
    concentrations: end.concentrations,
    concentrationsStderr: errors.concentrations,
    spectra,
    spectraStderr,
    lackOfFit,
    leastLackOfFit,
    explainedVariance: 100 * (1 - left / total),
    noise: errors.noise * Math.sqrt(sigma.reduce((sum, value) => sum + value * value, 0) / points),
    reducedChiSquare,
    iterations: end.iterations,
    status: end.status === 'converged' && misfit ? 'misfit' : end.status,
    ...(initialFrames === undefined ? {} : { initialFrames }),
    constraints,
  };
}
