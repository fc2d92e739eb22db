import { isOperandoError, OperandoError } from '@operando/core';
import { edgePositionDefaults } from './defaults.js';
import { createEdgeFinder } from './edge-finder.js';
import { expectContrast, locateEdge } from './find-e0.js';
import { indexNearest } from './grid-search.js';
import { createLocalCubics } from './local-cubic.js';
import type { LocalCubics } from './local-cubic.js';
import { cleanSpectrum } from './spectrum.js';
import { derivativeMaximum } from './edge-by-derivative.js';
import { levelCrossing } from './edge-by-level.js';
import { integralEdge } from './edge-by-integral.js';
import { whiteLine } from './white-line.js';
import { derivativeCentroid } from './edge-by-centroid.js';
import type { EdgeContext, PositionAndForm } from './edge-context.js';
import { edgeVariance, throughNormalization, varianceOfEdge } from './edge-errors/row-fit.js';
import type { RowFit } from './edge-errors/row-fit.js';
import { walkVariance } from './edge-errors/scan-drift.js';
import type { ScanDrift } from './edge-errors/scan-drift.js';
import { sharedNoise, sharedVariance } from './edge-errors/shared-noise.js';
import { valueVariances } from './edge-errors/value-variances.js';
import type { NoiseLaw } from './edge-errors/value-variances.js';

/** How to say where an edge is. See {@link edgePosition}. */
export type EdgePositionMethod = 'derivative' | 'half-step' | 'integral' | 'white-line' | 'centroid';

/** All methods, in the order of reports. */
export const edgePositionMethods: readonly EdgePositionMethod[] = [
  'derivative',
  'half-step',
  'integral',
  'white-line',
  'centroid',
];

/** Name of the column or channel that holds the edge position by a method: `edge_half_step` for `half-step`. */
export function edgeChannelName(method: EdgePositionMethod): string {
  return `edge_${method.replace('-', '_')}`;
}

/** Options of {@link edgePosition}. */
export interface EdgePositionOptions {
  /** How to say where the edge is. @default 'derivative' */
  readonly method?: EdgePositionMethod | undefined;
  /** Rough edge energy in eV to look around. @default findE0 of the spectrum */
  readonly e0?: number | undefined;
  /** Standard deviation of one value of norm. @default estimated from the scatter of neighbours */
  readonly noise?: number | undefined;
  /**
   * Half-width in eV of the local cubics that stand for the smoothed spectrum.
   * @default 1.8e-4 e0 (1.5 eV at 8.3 keV), and at least three points either side; half of it for `half-step`
   */
  readonly halfWidth?: number | undefined;
  /** Level of `half-step`. @default 0.5 */
  readonly level?: number | undefined;
  /** Levels between which `integral` averages the energy. @default [0.15, 1] */
  readonly levels?: readonly [number, number] | undefined;
  /** How far above e0, in eV, `white-line` looks for the highest absorption. @default 30 */
  readonly whiteLineRange?: number | undefined;
  /** Share of the largest slope above which `centroid` counts. @default 0.5 */
  readonly threshold?: number | undefined;
}

/** An edge position with its standard error from the noise of the spectrum. */
export interface EdgePosition {
  readonly method: EdgePositionMethod;
  /** eV. */
  readonly energy: number;
  /** eV; statistical only: the choice of method and of the pre- and post-edge lines is not in it. */
  readonly stderr: number;
}

/** Finds edge positions in any number of normalized spectra on one grid. */
export interface EdgePositioner {
  position(method: EdgePositionMethod, norm: Float64Array, offset: number, e0: number, noise?: number): EdgePosition;
  /**
   * The same for several methods of one spectrum: what they share, the noise above all, is found once.
   *
   * @param fit How it was normalized, whose noise then counts. @default none
   * @param law How the noise changes with the absorption. @default found
   * @param drift Is told of the spectrum.
   * @returns Positions, with the variance of each for a walk of unit variance per point.
   */
  at(
    norm: Float64Array,
    offset: number,
    e0: number,
    noise?: number,
    fit?: RowFit,
    law?: NoiseLaw,
    drift?: ScanDrift,
  ): (method: EdgePositionMethod) => EdgePosition & { readonly ofWalk: number };
}

/** Prepare {@link edgePosition} for one increasing grid; local fits are shared between spectra. */
export function createEdgePositioner(
  energy: Float64Array,
  options: Omit<EdgePositionOptions, 'method' | 'e0' | 'noise'> = {},
): EdgePositioner {
  const cubicsByWidth = new Map<number, LocalCubics>();
  const cubicsOf = (halfWidth: number): LocalCubics => {
    let cubics = cubicsByWidth.get(halfWidth);
    if (cubics === undefined) {
      cubics = createLocalCubics(energy, halfWidth);
      cubicsByWidth.set(halfWidth, cubics);
    }
    return cubics;
  };
  const variancesOf = valueVariances(energy);
  const variances = new Float64Array(energy.length);
  const weights = new Float64Array(energy.length);
  const at: EdgePositioner['at'] = (norm, offset, e0, noise, fit, law, drift) => {
    // Rounded so that frames whose e0 differs by a step share their factorisations.
    const halfWidth = options.halfWidth ?? Number((1.8e-4 * Math.abs(e0)).toPrecision(2));
    const context: EdgeContext = {
      energy,
      norm,
      offset,
      edgeIndex: indexNearest(energy, e0),
      cubics: cubicsOf(halfWidth),
      narrowCubics: cubicsOf(0.5 * halfWidth),
    };
    if (noise === undefined) variancesOf(norm, offset, variances, { edgeStep: fit?.edgeStep, law });
    else variances.fill(noise * noise);
    drift?.add(norm, offset, fit, variances);
    const shared = noise === undefined ? sharedNoise(energy, norm, offset, e0) : 1;
    if (shared > 1) for (let i = 0; i < variances.length; i++) variances[i]! *= shared;
    const shifted = fit?.shifted() ?? [];
    const ofEdge = shifted.length === 0 ? 0 : edgeNumberVariance(context, variances);
    return (method) => {
      const [position, form, grid = 0] = byMethod(method, context, options);
      if (fit === undefined) {
        if (shared > 1) weights.fill(0);
        weights.set(form.weights, form.from);
      } else throughNormalization(form, fit, energy, norm, offset, weights);
      let variance = grid * grid + varianceOfEdge(form, shifted, norm, offset, ofEdge);
      const [from, to] = fit === undefined ? [form.from, form.from + form.weights.length] : [0, weights.length];
      if (shared > 1) variance += sharedVariance(weights, variances);
      else for (let i = from; i < to; i++) variance += weights[i]! * weights[i]! * variances[i]!;
      const ofWalk = fit === undefined ? 0 : walkVariance(weights);
      return { method, energy: position, stderr: Math.sqrt(variance), ofWalk };
    };
  };
  return {
    at,
    position(method, norm, offset, e0, noise) {
      const { energy: position, stderr } = at(norm, offset, e0, noise)(method);
      return { method, energy: position, stderr };
    },
  };
}

/** Variance of the number of the point that e0 is. */
function edgeNumberVariance(context: EdgeContext, variances: Float64Array): number {
  const { energy, edgeIndex } = context;
  const step = 0.5 * (energy[edgeIndex + 1]! - energy[edgeIndex - 1]!);
  try {
    const [, { from, weights }] = derivativeMaximum(context);
    const variance = weights.reduce((sum, weight, i) => sum + weight * weight * variances[from + i]!, 0);
    return edgeVariance(Math.sqrt(variance), weights.length - 1, step);
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    return edgeVariance(step, 1, step);
  }
}

function byMethod(method: EdgePositionMethod, context: EdgeContext, options: EdgePositionOptions): PositionAndForm {
  switch (method) {
    case 'derivative':
      return derivativeMaximum(context);
    case 'half-step':
      return levelCrossing(context, options.level ?? edgePositionDefaults.level);
    case 'integral':
      return integralEdge(context, options.levels ?? edgePositionDefaults.levels);
    case 'white-line':
      return whiteLine(context, options.whiteLineRange ?? edgePositionDefaults.whiteLineRange);
    case 'centroid':
      return derivativeCentroid(context, options.threshold ?? edgePositionDefaults.threshold);
    default:
      throw new OperandoError('invalid-argument', `there is no method ${String(method)}.`, {
        where: { parameter: 'method' },
        cure: `Choose among ${edgePositionMethods.join(', ')}.`,
      });
  }
}

/**
 * Where the edge of a normalized spectrum is, between the measured points, with its standard error:
 *
 * - `derivative`: maximum of the first derivative, as the inflection of a local cubic;
 * - `half-step`: where the local cubic crosses `level` (Kuzmin's and most operando work's choice);
 * - `integral`: mean energy between two levels of absorption (Dau, Liebisch, Haumann, Anal. Bioanal. Chem. 376, 2003);
 * - `white-line`: energy of the highest absorption above the edge;
 * - `centroid`: centre of mass of the first derivative where it exceeds `threshold` of its maximum.
 *
 * They differ by electronvolts and move differently with oxidation: compare only like with like.
 *
 * @param energy Energies in eV.
 * @param norm Normalized (or flattened) absorption.
 * @throws OperandoError as {@link cleanSpectrum}; `no-edge` when the spectrum has no such feature near e0.
 */
export function edgePosition(
  energy: ArrayLike<number>,
  norm: ArrayLike<number>,
  options: EdgePositionOptions = {},
): EdgePosition {
  const spectrum = cleanSpectrum(energy, norm);
  expectContrast(spectrum.mu);
  const e0 =
    options.e0 ?? spectrum.energy[locateEdge(createEdgeFinder(spectrum.energy), spectrum.energy, spectrum.mu).index]!;
  return createEdgePositioner(spectrum.energy, options).position(
    options.method ?? 'derivative',
    spectrum.mu,
    0,
    e0,
    options.noise,
  );
}
