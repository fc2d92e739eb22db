import type { OperandoWarning } from '@operando/core';
import { expandPolynomial } from '@operando/numerics';
import { normalizationDefaults } from './defaults.js';
import { createEdgeFinder } from './edge-finder.js';
import type { EdgeFinder } from './edge-finder.js';
import { expectContrast, locateEdge } from './find-e0.js';
import { normalizeRow } from './normalization-kernel.js';
import { normalizationPlan } from './normalization-plan.js';
import type { NormalizationPlan } from './normalization-plan.js';
import { createNormalizationWorkspace } from './normalization-workspace.js';
import type { NormalizationWorkspace } from './normalization-workspace.js';
import { preEdgeRanges } from './pre-edge-ranges.js';
import type { NormalizationOptions, PreEdgeRanges } from './pre-edge-ranges.js';
import { cleanSpectrum } from './spectrum.js';
import { findSpikes } from './spikes.js';

/** A normalized spectrum and how it came about. Arrays have one value per kept point. */
export interface PreEdgeResult extends PreEdgeRanges {
  /** Energies of the kept points, eV, increasing. */
  readonly energy: Float64Array;
  /** Index in the input of each kept point. */
  readonly source: Int32Array;
  /** Edge energy, eV. */
  readonly e0: number;
  /** Height of the edge, in units of mu; never negative. */
  readonly edgeStep: number;
  /** Standard error of the edge step from the scatter about both fits (EXAFS counts as scatter); NaN for a given step. */
  readonly edgeStepStderr: number;
  /** (mu - pre-edge) / edge step. */
  readonly norm: Float64Array;
  /** As norm, with the slope and curvature of the post-edge taken out above e0. Equal to norm with `flat: false`. */
  readonly flat: Float64Array;
  /** The line below the edge at every energy, in the unit of mu. */
  readonly preEdge: Float64Array;
  /** Pre-edge plus post-edge polynomial. */
  readonly postEdge: Float64Array;
  /** Pre-edge line: offset and slope in raw energy (of mu E^nvict). For reports: evaluating it loses digits. */
  readonly preCoefficients: Float64Array;
  /** Post-edge polynomial of mu - pre-edge, ascending powers of raw energy. For reports, likewise. */
  readonly normCoefficients: Float64Array;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/** What a fit has to say about itself. */
export function fitWarnings(
  energy: Float64Array,
  e0: number,
  ranges: PreEdgeRanges,
  workspace: NormalizationWorkspace,
  options: NormalizationOptions,
): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const above = energy[energy.length - 1]! - e0;
  if (above < 30 && options.edgeStep === undefined) {
    warnings.push({
      code: 'short-post-edge',
      message: `The scan ends ${above.toPrecision(3)} eV above the edge: the edge step is a guess.`,
    });
  }
  if (ranges.edgeIndex <= 20 && e0 - energy[0]! < 15) {
    warnings.push({
      code: 'short-pre-edge',
      message: `The scan begins ${(e0 - energy[0]!).toPrecision(3)} eV below the edge: the pre-edge line is a guess.`,
    });
  }
  if (energy.length < 25) {
    warnings.push({ code: 'coarse-grid', message: `${energy.length} points are too few to place the edge reliably.` });
  }
  if (workspace.signedStep < 0) {
    warnings.push({
      code: 'negative-edge-step',
      message:
        options.edgeStep === undefined
          ? 'The absorption falls at the edge: mu is upside down, or e0 is wrong. The absolute step was used.'
          : 'The absorption falls at the edge: mu is upside down, or e0 is wrong.',
    });
  }
  if (!(workspace.edgeStep > 1e-10)) {
    warnings.push({ code: 'no-edge-step', message: 'The edge step is zero within rounding; norm has no meaning.' });
  } else if (workspace.edgeStepStderr > 0.2 * workspace.edgeStep) {
    warnings.push({
      code: 'uncertain-edge-step',
      message: `The edge step is ${workspace.edgeStep.toPrecision(4)} +- ${workspace.edgeStepStderr.toPrecision(2)}.`,
    });
  }
  if (
    ranges.npre !== (options.npre ?? normalizationDefaults.npre) ||
    ranges.nvict !== (options.nvict ?? normalizationDefaults.nvict)
  ) {
    warnings.push({
      code: 'constant-pre-edge',
      message: 'Fewer than 3 steps in the pre-edge range: a constant was used instead of a line.',
    });
  }
  return warnings;
}

/** Second difference of norm beyond which a spectrum is searched for spikes. */
export const suspiciousRoughness = 0.5;

/** Warnings about spikes in a spectrum whose norm is rough. A white line sampled coarsely is no spike. */
export function spikeWarnings(energy: Float64Array, mu: Float64Array, edgeIndex: number): OperandoWarning[] {
  const spikes = findSpikes(mu).filter(({ index }) => index < edgeIndex - 1 || index > edgeIndex + 4);
  if (spikes.length === 0) return [];
  const where = spikes.slice(0, 5).map((spike) => `${energy[spike.index]} eV`);
  return [
    {
      code: 'spike',
      message:
        `${spikes.length} isolated spike${spikes.length > 1 ? 's' : ''} at ${where.join(', ')}` +
        `${spikes.length > 5 ? ', …' : ''}; the fits use the data as they are. Deglitch first.`,
    },
  ];
}

function describeFit(
  plan: NormalizationPlan,
  workspace: NormalizationWorkspace,
  energy: Float64Array,
): Pick<PreEdgeResult, 'preEdge' | 'postEdge' | 'preCoefficients' | 'normCoefficients'> {
  const { pre, post, victoreen } = plan;
  const below = new Float64Array(energy.length);
  const above = new Float64Array(energy.length);
  for (let i = 0; i < energy.length; i++) {
    let line = workspace.pre[0]! + workspace.pre[1]! * (pre.scale * energy[i]! + pre.shift);
    if (victoreen !== undefined) line *= victoreen.inverse[i]!;
    const u = post.scale * energy[i]! + post.shift;
    let curve = 0;
    for (let k = post.degree; k >= 0; k--) curve = curve * u + workspace.post[k]!;
    below[i] = line;
    above[i] = line + curve;
  }
  return {
    preEdge: below,
    postEdge: above,
    preCoefficients: expandPolynomial(workspace.pre, pre.scale, pre.shift),
    normCoefficients: expandPolynomial(workspace.post.subarray(0, post.degree + 1), post.scale, post.shift),
  };
}

/**
 * Normalize one spectrum: straight line below the edge, polynomial above it,
 * edge step between them. Semantics and defaults of Larch's `pre_edge`
 * (Newville, J. Phys. Conf. Ser. 430, 2013), polynomials evaluated in scaled energy.
 *
 * @param energy Energies in eV, in any order.
 * @param mu Absorption on any scale.
 * @param finderOf Gives the finder of e0 on a grid: of many spectra on one grid the same can be used again. @default made anew
 * @throws OperandoError as {@link cleanSpectrum}; `no-edge` for constant absorption;
 * `outside-range` when the scan ends less than 3 eV above the edge.
 */
export function preEdge(
  energy: ArrayLike<number>,
  mu: ArrayLike<number>,
  options: NormalizationOptions = {},
  finderOf: (grid: Float64Array) => EdgeFinder = createEdgeFinder,
): PreEdgeResult {
  const spectrum = cleanSpectrum(energy, mu);
  const grid = spectrum.energy;
  const warnings: OperandoWarning[] = [...spectrum.warnings];
  expectContrast(spectrum.mu);
  const given = options.e0;
  let e0: number;
  if (given !== undefined && given >= grid[1]! && given <= grid[grid.length - 2]!) {
    e0 = given;
  } else {
    const found = locateEdge(finderOf(grid), grid, spectrum.mu);
    e0 = grid[found.index]!;
    warnings.push(...found.warnings);
    if (given !== undefined) {
      warnings.push({
        code: 'e0-outside',
        message: `e0 = ${given} eV lies outside the data; ${e0} eV was found instead.`,
      });
    }
  }
  const ranges = preEdgeRanges(grid, e0, options);
  const plan = normalizationPlan(grid, ranges);
  const workspace = createNormalizationWorkspace(grid.length);
  const norm = new Float64Array(grid.length);
  const flat = options.flat === false ? norm : new Float64Array(grid.length);
  normalizeRow(plan, grid, spectrum.mu, 0, options.edgeStep, workspace, norm, flat === norm ? undefined : flat);
  warnings.push(...fitWarnings(grid, e0, ranges, workspace, options));
  if (workspace.roughness > suspiciousRoughness) warnings.push(...spikeWarnings(grid, spectrum.mu, ranges.edgeIndex));
  return {
    ...ranges,
    ...describeFit(plan, workspace, grid),
    energy: grid,
    source: spectrum.source,
    e0,
    edgeStep: workspace.edgeStep,
    edgeStepStderr: workspace.edgeStepStderr,
    norm,
    flat,
    warnings,
  };
}
