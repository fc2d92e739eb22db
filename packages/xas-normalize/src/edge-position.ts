import { OperandoError } from '@operando/core';
import type { KernelChoice } from '@operando/numerics';
import { edgePositionDefaults } from './defaults.js';
import { createEdgeFinder } from './edge-finder.js';
import { expectContrast, locateEdge } from './find-e0.js';
import { indexNearest } from './grid-search.js';
import { expectNoHole } from './holes.js';
import { createLocalCubics } from './local-cubic.js';
import type { LocalCubics } from './local-cubic.js';
import { cleanSpectrum } from './spectrum.js';
import { derivativeMaximum } from './edge-by-derivative.js';
import { levelCrossing } from './edge-by-level.js';
import { integralEdge } from './edge-by-integral.js';
import { whiteLine } from './white-line.js';
import { derivativeCentroid } from './edge-by-centroid.js';
import type { EdgeContext, PositionAndForm } from './edge-context.js';
import { positionErrors } from './edge-errors/position-error.js';
import type { SeriesTerms } from './edge-errors/position-error.js';
import type { RowFit } from './edge-errors/row-fit.js';
import { rowNoiseFinder } from './edge-errors/row-noise.js';
import type { ScanDrift } from './edge-errors/scan-drift.js';
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
  /** Kernels in WebAssembly where they run, or loops in JavaScript: results are the same to the bit. @default 'auto' */
  readonly kernels?: KernelChoice | undefined;
}

/** An edge position with its standard error from the noise of the spectrum. */
export interface EdgePosition {
  /** Definition of the edge. */
  readonly method: EdgePositionMethod;
  /** eV. */
  readonly energy: number;
  /**
   * eV; statistical only: the choice of method is not in it, nor, of a spectrum that is given normalized, the noise of the lines it was
   * normalized by, which it does not show. `normalize(series, { positions })` and the command, which make these lines, add it: errors of
   * `half-step` and `integral` are then some 1.3 to 1.4 times as large with the usual ranges.
   */
  readonly stderr: number;
}

/** Finds edge positions in any number of normalized spectra on one grid. */
export interface EdgePositioner {
  /** Place of the edge by one method. @param offset Index of the first value of the spectrum in `norm`. @param e0 Rough edge energy, eV. @param noise Standard deviation of the values. @default found */
  position(method: EdgePositionMethod, norm: Float64Array, offset: number, e0: number, noise?: number): EdgePosition;
  /**
   * The same for several methods of one spectrum: what they share, the noise above all, is found once.
   *
   * @param fit How it was normalized, whose noise then counts. @default none
   * @param law How the noise changes with the absorption. @default found
   * @param drift Is told of the spectrum.
   * @returns Positions, each with what a series needs to add to its error.
   */
  at(
    norm: Float64Array,
    offset: number,
    e0: number,
    noise?: number,
    fit?: RowFit,
    law?: NoiseLaw,
    drift?: Pick<ScanDrift, 'add'>,
  ): (method: EdgePositionMethod) => EdgePosition & { readonly ofSeries: SeriesTerms };
}

/**
 * Prepare {@link edgePosition} for one increasing grid; local fits are shared between spectra.
 *
 * @param source Numbers that the points had before others were left out: positions in holes are refused. @default none were
 */
export function createEdgePositioner(
  energy: Float64Array,
  options: Omit<EdgePositionOptions, 'method' | 'e0' | 'noise'> = {},
  source?: Int32Array,
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
  const noiseFinder = rowNoiseFinder(energy, options.kernels);
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
    const ofRow = noise === undefined ? noiseFinder.find(norm, offset, e0, fit, law) : noiseFinder.given(noise);
    drift?.add(norm, offset, fit, ofRow);
    const errorOf = positionErrors(context, fit, ofRow, weights);
    return (method) => positionBy(method, context, options, errorOf, source);
  };
  return {
    at,
    position(method, norm, offset, e0, noise) {
      const { energy: position, stderr } = at(norm, offset, e0, noise)(method);
      return { method, energy: position, stderr };
    },
  };
}

function positionBy(
  method: EdgePositionMethod,
  context: EdgeContext,
  options: EdgePositionOptions,
  errorOf: ReturnType<typeof positionErrors>,
  source: Int32Array | undefined,
): EdgePosition & { readonly ofSeries: SeriesTerms } {
  const [energy, form, grid = 0] = byMethod(method, context, options);
  // The white line is the highest of all points from the edge on.
  const first = method === 'white-line' ? Math.min(form.from, context.edgeIndex) : form.from;
  if (source !== undefined) expectNoHole(context.energy, source, first, form.from + form.weights.length - 1);
  const { variance, ofSeries } = errorOf(form, grid);
  return { method, energy, stderr: Math.sqrt(variance), ofSeries };
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
  return createEdgePositioner(spectrum.energy, options, spectrum.source).position(
    options.method ?? 'derivative',
    spectrum.mu,
    0,
    e0,
    options.noise,
  );
}
