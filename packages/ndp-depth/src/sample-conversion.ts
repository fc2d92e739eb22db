import { directConverter } from './concentration-profile.js';
import { sumOfFrames } from './count-frames.js';
import type { KeptFrame } from './count-frames.js';
import { invert } from './deconvolve.js';
import { profileSeriesDefaults } from './defaults.js';
import type { AdaptedConversion, SampleConversion } from './conversion.js';
import { directConversion } from './direct-conversion.js';
import { frameSmoothing, isAdaptive } from './adaptive-smoothing.js';
import { learnSmoothing } from './learn-smoothing.js';
import { smoothedBy } from './local-smoothing.js';
import type { LocalSmoothing } from './local-smoothing.js';
import { fitFront, fitFrontIfTold } from './front-fit.js';
import { frontStrength, learnBesideFront } from './front-smoothing.js';
import { frontModels } from './front-models.js';
import { frontsBySight } from './front-sight.js';
import type { FrontOptions } from './front-models.js';
import { groupsOf, sparseGroupsOf } from './frame-groups.js';
import { findInterfaces } from './find-interfaces.js';
import { gatheredSpectrum, strengthFor } from './inversion.js';
import type { GatheredSpectrum } from './inversion.js';
import { depthModel } from './depth-model.js';
import type { DepthModel } from './depth-model.js';
import type { ProfileSeriesOptions } from './options.js';
import { rowBackground } from './row-background.js';
import { modelsByMask } from './row-weights.js';
import { layerLeaks } from './layer-leaks.js';
import { cutSample } from './likeliest-edge.js';
import type { LikeliestEdge } from './likeliest-edge.js';
import { depthAxes } from './sample.js';
import type { NdpSample } from './sample.js';
import { neutronTransmission } from './self-shielding.js';
import { softInterfaces } from './soft-interfaces.js';
import { untoldFront } from './untold-front.js';
import { visibleGrid, visibleStretches } from './visible-depths.js';

/**
 * Depth axes, grid and forward model of a sample.
 *
 * @param channelEdges keV.
 * @throws OperandoError as {@link depthAxes}, {@link depthGrid}, {@link depthModel}.
 */
export function sampleConversion(
  sample: NdpSample,
  channelEdges: Float64Array,
  options: ProfileSeriesOptions,
): SampleConversion {
  const {
    method = profileSeriesDefaults.method,
    background,
    backgroundVariance,
    iterations,
    energyRange,
    interfaceWidth,
    beam,
  } = options;
  const geometry = { ...options.geometry, reaction: options.geometry.reaction ?? sample.reaction };
  const all = depthAxes(sample);
  const axes = method === 'direct' ? [all.at(-1)!] : all;
  const [low, high] = method === 'direct' ? [0, Infinity] : (energyRange ?? [0, Infinity]);
  const stretches = visibleStretches(axes, Math.max(low, channelEdges[0]!), Math.min(high, channelEdges.at(-1)!));
  const grid =
    options.grid !== undefined && 'edges' in options.grid
      ? options.grid
      : visibleGrid(axes, stretches, { ...options.grid, ...(method === 'direct' ? { deepest: undefined } : {}) });
  const middles = Array.from(grid.layer, (_, j) => 0.5 * (grid.edges[j]! + grid.edges[j + 1]!));
  const transmission = beam === undefined ? undefined : neutronTransmission(sample.layers, middles, beam);
  const setup = { axes, channelEdges, geometry, transmission, background };
  if (method === 'direct') {
    const direct = directConverter(channelEdges, axes[0]!, geometry, { grid, transmission });
    return directConversion(setup, (frame) =>
      direct({ ...frame, channelEdges, background, backgroundVariance }, frame.mask),
    );
  }
  const model = depthModel({
    axes,
    channelEdges,
    geometry,
    grid,
    transmission,
    energyRange,
    interfaceWidth: interfaceWidth === 'evidence' ? undefined : interfaceWidth,
  });
  // Frames may be in the model's rows already; where those are the channels, gathering changes nothing.
  const inRows = (frame: KeptFrame): { counts: Float64Array; mask: Uint8Array | undefined } =>
    frame.counts.length === model.channels
      ? {
          counts: model.gather(frame.counts),
          mask: frame.mask === undefined ? undefined : Uint8Array.from(model.gather(frame.mask), Math.sign),
        }
      : { counts: frame.counts, mask: frame.mask };
  const gathered = (frame: KeptFrame): GatheredSpectrum => {
    const { counts, mask } = inRows(frame);
    return gatheredSpectrum(counts, frame, blank, model, mask);
  };
  const cutAt = (edge: LikeliestEdge): DepthModel | undefined => {
    if (options.grid !== undefined && 'edges' in options.grid) return undefined;
    const cut = cutSample(sample, edge, axes[0]!.layers[edge.layer]!.top);
    const other = sampleConversion(cut, channelEdges, { ...options, interfaceWidth: undefined }).model;
    return other?.rows === model.rows ? other : undefined;
  };
  const blank = rowBackground(model, { background, backgroundVariance });
  const inverting = (by: DepthModel, learnt?: LocalSmoothing): SampleConversion => {
    const modelFor = modelsByMask(by);
    const own: SampleConversion = {
      axes,
      geometry,
      model: by,
      strengthOf: (frame, rule) => (method === 'tikhonov' ? strengthFor(gathered(frame), by, rule) : Number.NaN),
      convert(frame, lambda, start) {
        const { mask } = inRows(frame);
        if (mask?.includes(0) === false) return undefined;
        const data = gathered(frame);
        const smooth = learnt === undefined ? undefined : frameSmoothing(by, learnt, data, start);
        const masked = modelFor(mask);
        const used = smooth === undefined ? masked : { ...masked, solver: smooth.model.solver };
        return invert(data, used, { method, lambda, start: smooth?.start ?? start, iterations });
      },
      soft(frames, even) {
        if (method !== 'tikhonov' || options.front !== undefined || (interfaceWidth ?? 0) !== 0) return [];
        const sum = gathered(sumOfFrames(frames));
        // A strength by another rule may be far from what suits: structure that it smooths away would pass for a width.
        const isEvidence = (options.lambda ?? profileSeriesDefaults.lambda) === 'evidence';
        const strength = isEvidence ? even : strengthFor(sum, by, 'evidence');
        return softInterfaces(by, sum, strength, { rowEdges: rowEdgesOf(by), cutAt });
      },
      leaks: (frames, spectra) =>
        method === 'tikhonov'
          ? []
          : layerLeaks(setup, sumOfFrames(frames), spectra, (frame) => own.convert(frame, Number.NaN, undefined)),
      smoothedAs: (known) => (known === undefined ? own : inverting(smoothedBy(by, known), known)),
      adapted(frames, before, looking) {
        if (options.front !== undefined) return followingFront(by, options.front, frames, before);
        if (interfaceWidth === 'evidence') return withFoundInterfaces(by, frames, before);
        return withLearntSmoothing(by, frames, before, looking);
      },
    };
    return own;
  };
  const rowEdgesOf = ({ rows, firstChannel, channelsPerRow }: DepthModel): Float64Array =>
    Float64Array.from({ length: rows + 1 }, (_, i) => channelEdges[firstChannel + i * channelsPerRow]!);
  const withLearntSmoothing = (
    by: DepthModel,
    frames: readonly KeptFrame[],
    before: number,
    looking = false,
  ): AdaptedConversion => {
    if (!isAdaptive(options)) return { lambda: before, conversion: inverting(by) };
    const sums = groupsOf(frames).map(gathered);
    const models = sums.map(() => by);
    const learnt = learnSmoothing(models, sums, before);
    const smooth = inverting(smoothedBy(by, learnt), learnt);
    const groups = looking ? sparseGroupsOf(frames).map(gathered) : [];
    const edge = looking ? untoldFront(by, rowEdgesOf(by), learnt, groups) : undefined;
    if (edge === undefined)
      return { lambda: learnt.lambda, conversion: smooth, ...(by === model ? { again: { learnt } } : {}) };
    let near: number | undefined;
    const modelFor = modelsByMask(by);
    const frontsFor = frontsBySight(edge.models, by);
    const conversion: SampleConversion = {
      ...smooth,
      convert(frame, _strength, start) {
        const { mask } = inRows(frame);
        const own = modelFor(mask);
        const found =
          mask?.includes(0) === false
            ? undefined
            : fitFrontIfTold(own, frontsFor(own), gathered(frame), edge.lambda, start === undefined ? undefined : near);
        near = found?.place;
        return found === undefined
          ? smooth.convert(frame, learnt.lambda, start)
          : { ...found.profile, front: undefined };
      },
    };
    return { lambda: learnt.lambda, conversion, edgeIn: axes[0]!.layers[edge.layer]!.name };
  };
  /** Interfaces as wide as the frames ask for, then the smoothing that goes with them. */
  const withFoundInterfaces = (by: DepthModel, frames: readonly KeptFrame[], before: number): AdaptedConversion => {
    const sum = gathered(sumOfFrames(frames));
    const found = findInterfaces(by, sum, before);
    const { lambda: asked = profileSeriesDefaults.lambda } = options;
    return withLearntSmoothing(found, frames, typeof asked === 'number' ? asked : strengthFor(sum, found, asked));
  };
  /** Frames with their front, each looked for near where it was in the one before. */
  const followingFront = (
    by: DepthModel,
    front: FrontOptions,
    frames: readonly KeptFrame[],
    even: number,
  ): AdaptedConversion => {
    const sharp = frontModels(by, rowEdgesOf(by), front);
    const isChosen = (options.lambda ?? profileSeriesDefaults.lambda) === 'evidence';
    const sums = isChosen ? sparseGroupsOf(frames).map(gathered) : [];
    const { models, lambda } = isAdaptive(options)
      ? learnBesideFront(sharp, sums, even)
      : { models: sharp, lambda: isChosen ? frontStrength(sharp, sums, even) : even };
    let near: number | undefined;
    const conversion: SampleConversion = {
      ...inverting(by),
      convert(frame, strength) {
        if (inRows(frame).mask?.includes(0) === false) return undefined;
        const { profile, place } = fitFront(by, models, gathered(frame), strength, near);
        near = profile.front?.status === 'converged' ? place : undefined;
        return profile;
      },
    };
    return { conversion, lambda };
  };
  return inverting(model);
}
