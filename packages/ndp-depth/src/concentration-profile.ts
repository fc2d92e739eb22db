import type { DepthAxis } from './depth-axis.js';
import { depthRebinPlan } from './depth-rebin-plan.js';
import { rebinToDepth } from './depth-rebin.js';
import { arealDensity, arealWeights, seenValues, shownBins } from './profile.js';
import type { ArealDensity, ArealWeights, ConcentrationProfile } from './profile.js';
import type { DepthGrid } from './response-matrix.js';
import { exposureOf, exposureUncertainty, sensitivityOf } from './sensitivity.js';
import type { Geometry } from './sensitivity.js';
import { checkSpectrum } from './spectrum.js';
import type { NdpSpectrum } from './spectrum.js';
import { visibleBins, visibleGrid, visibleStretches } from './visible-depths.js';

/** Options of {@link concentrationProfile}. */
export interface ConcentrationOptions {
  /** Depth bins. @default a third of the resolution, aligned with the layers, to the reach of the ion */
  readonly grid?: DepthGrid | undefined;
  /** Share of the neutrons that reach each bin ({@link neutronTransmission}). @default 1 */
  readonly transmission?: ArrayLike<number> | undefined;
}

/** A profile by direct conversion. */
export interface DirectProfile extends ConcentrationProfile {
  /** Each count to its depth. */
  readonly method: 'direct';
  /** Always. */
  readonly status: 'converged';
  /** Counts of each bin, background included. */
  readonly counts: Float64Array;
  /** Counts in channels above the energy of the surface. */
  readonly above: number;
  /** Counts beyond the deepest bin, or under the threshold. */
  readonly below: number;
}

/**
 * Concentration by direct conversion, channel by channel, with one ion: counts
 * are shared out by depth (and conserved), background subtracted, divided by
 * exposure, sensitivity and thickness. It is smeared by the energy resolution;
 * {@link deconvolve} takes that out. A bin's variance is that of its counts,
 * with a floor of one count, so that it is never 0.
 *
 * @throws OperandoError for spectra, geometry or grids that do not fit; nothing is clipped.
 */
export function concentrationProfile(
  spectrum: NdpSpectrum,
  axis: DepthAxis,
  geometry: Geometry,
  options: ConcentrationOptions = {},
): DirectProfile {
  checkSpectrum(spectrum);
  return directConverter(spectrum.channelEdges, axis, geometry, options)(spectrum);
}

/** Depth that each channel spans, um. */
function channelSpans(axis: DepthAxis, channelEdges: ArrayLike<number>): Float64Array {
  const depths = Float64Array.from(channelEdges, (energy) =>
    axis.depthAt(Math.min(axis.surfaceEnergy, Math.max(axis.lowestEnergy, energy))),
  );
  return Float64Array.from({ length: depths.length - 1 }, (_, i) => depths[i]! - depths[i + 1]!);
}

/** The direct conversion made ready for many spectra with the same channels. They must have been checked. */
export function directConverter(
  channelEdges: ArrayLike<number>,
  axis: DepthAxis,
  geometry: Geometry,
  options: ConcentrationOptions = {},
): (spectrum: NdpSpectrum, mask?: Uint8Array) => DirectProfile {
  const sensitivity = sensitivityOf(geometry);
  const stretches = visibleStretches([axis], channelEdges[0]!, channelEdges[channelEdges.length - 1]!);
  const grid = options.grid ?? visibleGrid([axis], stretches);
  const visible = visibleBins(grid, stretches);
  const shown = shownBins([axis], grid, visible);
  const plan = depthRebinPlan(axis, channelEdges, grid.edges);
  const squares = { ...plan, share: plan.share.map((value) => value * value) };
  const allWeights = arealWeights(axis, grid, visible);
  const none = new Float64Array(plan.channels);
  const spans = channelSpans(axis, channelEdges);
  const spanned = rebinToDepth(plan, spans);
  return (spectrum, mask) => {
    // Of a bin that has masked channels, the depths of the others are what is counted in.
    const left =
      mask === undefined
        ? spanned
        : rebinToDepth(
            plan,
            spans.map((span, i) => (mask[i] === 1 ? 0 : span)),
          );
    const coverage = left.map((span, j) => (spanned[j]! > 0 ? span / spanned[j]! : 1));
    const seen = coverage.includes(0) ? visible.map((value, j) => (coverage[j]! > 0 ? value : 0)) : visible;
    const weights = seen === visible ? allWeights : arealWeights(axis, grid, seen);
    const exposure = exposureOf(spectrum, geometry);
    const monitor = exposureUncertainty(spectrum, geometry);
    const used = (of: ArrayLike<number>): Float64Array =>
      mask === undefined ? Float64Array.from(of) : Float64Array.from(of, (value, i) => (mask[i] === 1 ? 0 : value));
    const values = used(spectrum.counts);
    const counts = rebinToDepth(plan, values);
    const background = rebinToDepth(plan, used(spectrum.background ?? none));
    const backgroundVariance = rebinToDepth(squares, used(spectrum.backgroundVariance ?? none));
    const variance = rebinToDepth(squares, values);
    const concentration = new Float64Array(plan.bins);
    const stderr = new Float64Array(plan.bins);
    /** Atoms per cm2 for one count. */
    const perCount = Float64Array.from(
      { length: plan.bins },
      (_, j) => 1 / (exposure * sensitivity.value * (options.transmission?.[j] ?? 1) * (coverage[j]! || 1)),
    );
    for (let j = 0; j < plan.bins; j++) {
      const thickness = (grid.edges[j + 1]! - grid.edges[j]!) * 1e-4;
      const floor = Math.max(plan.share[2 * j]!, plan.share[2 * j + 1]!) ** 2;
      const total = Math.max(variance[j]!, floor) + backgroundVariance[j]! * spectrum.liveTime ** 2;
      concentration[j] = ((counts[j]! - background[j]! * spectrum.liveTime) * perCount[j]!) / thickness;
      stderr[j] = Math.hypot((Math.sqrt(total) * perCount[j]!) / thickness, monitor * concentration[j]!);
    }
    const areal = (by: ArealWeights): ArealDensity => {
      const thickness = by.weights;
      let value = 0;
      let square = 0;
      let floor = 0;
      for (let j = 0; j < plan.bins; j++) {
        if (thickness[j] === 0) continue;
        value += thickness[j]! * concentration[j]!;
        // Whole counts of neighbouring bins, which share channels, are independent only as a sum.
        square += (counts[j]! + backgroundVariance[j]! * spectrum.liveTime ** 2) * perCount[j]! ** 2;
        floor = Math.max(floor, perCount[j]!);
      }
      const error = Math.hypot(Math.sqrt(Math.max(square, floor * floor)), monitor * value);
      return arealDensity(by, value, error, 'converged');
    };
    const inside = counts.reduce((sum, value) => sum + value, 0);
    const above = values.subarray(plan.firstAbove).reduce((sum, value) => sum + value, 0);
    return {
      method: 'direct',
      status: 'converged',
      ...shown,
      concentration: seenValues(shown, seen, concentration),
      stderr: seenValues(shown, seen, stderr),
      counts,
      above,
      below: values.subarray(0, plan.firstAbove).reduce((sum, value) => sum + value, 0) - inside,
      layers: weights.layers.map(areal),
      total: areal(weights.total),
      scaleUncertainty: sensitivity.relativeUncertainty,
    };
  };
}
