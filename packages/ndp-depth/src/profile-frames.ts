import { runSteps } from '@operando/core';
import type { Axis, RunStepsOptions, Series, Steps } from '@operando/core';
import { isAdaptive } from './adaptive-smoothing.js';
import { chainsOf, convertChain, profilesOf } from './convert-chains.js';
import type { ChainRunner, ConversionSetup } from './convert-chains.js';
import { channelEnergies, framesOf, framesWithBeam, noCounts, sumOfFrames } from './count-frames.js';
import type { ChannelEnergies, KeptFrame } from './count-frames.js';
import { profileSeriesDefaults as defaults } from './defaults.js';
import { fittedSpectra } from './fitted-spectra.js';
import { gatherProfiles } from './gather-profiles.js';
import type { NdpProfiles } from './gather-profiles.js';
import { joinFrames } from './join-frames.js';
import type { ProfileSeriesOptions } from './options.js';
import type { ConcentrationProfile } from './profile.js';
import { ownProfile } from './conversion.js';
import { sampleConversion } from './sample-conversion.js';
import type { AdaptedConversion, SampleConversion } from './conversion.js';
import { checkChannels } from './spectrum.js';

/** What the first block says. */
export interface Beginning {
  readonly axis: Axis;
  /** Energies, and the conversion of the frames, where both are known before all frames are there. */
  readonly ready: { readonly energies: ChannelEnergies; readonly conversion: SampleConversion } | undefined;
}

/** Conversions frame by frame: one for all, or a new one where layers change. */
function conversions(
  { axis, ready }: Beginning,
  frames: readonly KeptFrame[],
  options: ProfileSeriesOptions,
): { readonly energies: ChannelEnergies; readonly conversionOf: (frame: number) => SampleConversion } {
  if (ready !== undefined) return { energies: ready.energies, conversionOf: () => ready.conversion };
  const energies = channelEnergies(
    axis,
    options.calibration,
    () => sumOfFrames(frames.filter(({ masked }) => !masked)).counts,
  );
  checkChannels(axis.size, energies.edges, options);
  const { sample } = options;
  if (typeof sample !== 'function') {
    const conversion = sampleConversion(sample, energies.edges, options);
    return { energies, conversionOf: () => conversion };
  }
  let made: { readonly key: string; readonly conversion: SampleConversion } | undefined;
  return {
    energies,
    conversionOf(frame) {
      const own = sample(frame);
      const key = JSON.stringify(own);
      if (made?.key !== key) made = { key, conversion: sampleConversion(own, energies.edges, options) };
      return made.conversion;
    },
  };
}

/** Frames that are ready to be inverted. */
export interface Prepared {
  readonly series: Series<'row', '1'>;
  readonly options: ProfileSeriesOptions;
  readonly frames: readonly KeptFrame[];
  readonly beam: readonly boolean[];
  readonly firstFrame: number;
  readonly energies: ChannelEnergies;
  readonly first: SampleConversion;
  readonly conversionOf: (frame: number) => SampleConversion;
  /** Strength of a smoothing that is the same at all depths. */
  readonly even: number;
  readonly adapted: AdaptedConversion;
}

/** What is the same for all frames. */
export function* prepareSteps(
  series: Series<'row', '1'>,
  beginning: Beginning,
  options: ProfileSeriesOptions,
): Steps<Prepared> {
  const {
    leastBeam = defaults.leastBeam,
    temporalSmoothness = defaults.temporalSmoothness,
    lambda: asked = defaults.lambda,
  } = options;
  const frames = framesOf(series);
  const beam = framesWithBeam(frames, leastBeam);
  const firstFrame = beam.indexOf(true);
  if (firstFrame < 0) throw noCounts();
  const { energies, conversionOf } = conversions(beginning, frames, options);
  const total = frames.length;
  yield { done: 0, total };
  const first = conversionOf(firstFrame);
  yield { done: 0, total };
  // One strength for all frames, by the rule applied to their sum.
  const even =
    typeof asked === 'number' ? asked : first.strengthOf(sumOfFrames(frames.filter((_, f) => beam[f])), asked);
  const used = frames.filter((_, f) => beam[f]);
  const adapted: AdaptedConversion = isOne(options)
    ? // Frames that are joined share their bins.
      first.adapted(used, even, temporalSmoothness === 0)
    : { conversion: first, lambda: even, ...(first.model === undefined ? {} : { again: { learnt: undefined } }) };
  return { series, options, frames, beam, firstFrame, energies, first, conversionOf, even, adapted };
}

/** Whether one conversion is for all frames. */
function isOne(options: ProfileSeriesOptions): boolean {
  return options.front !== undefined || options.interfaceWidth === 'evidence' || isAdaptive(options);
}

/** What others need to invert the frames, where they can: each chain of frames stands by itself. */
function setupOf({ energies, adapted: { again, lambda }, options }: Prepared): ConversionSetup | undefined {
  const { sample, calibration: _known, ...rest } = options;
  if (again === undefined || typeof sample === 'function') return undefined;
  if ((options.temporalSmoothness ?? defaults.temporalSmoothness) > 0) return undefined;
  return { sample, channelEdges: energies.edges, options: rest, learnt: again.learnt, lambda };
}

/** Invert the frames one after another, each beginning where the one before ended. */
export function* invertSteps(prepared: Prepared): Steps<(ConcentrationProfile | undefined)[]> {
  const { options, frames, beam, firstFrame, conversionOf, adapted } = prepared;
  const { lambda } = adapted;
  const total = frames.length;
  const profiles: (ConcentrationProfile | undefined)[] = [];
  if (setupOf(prepared) !== undefined) {
    for (const chain of chainsOf(frames, beam))
      profiles.push(...(yield* convertChain(adapted.conversion, chain, lambda, { done: profiles.length, total })));
    return profiles;
  }
  let last = adapted.conversion;
  let before: Float64Array | undefined;
  for (const [f, frame] of frames.entries()) {
    yield { done: f, total };
    if (beam[f] !== true) {
      profiles.push(undefined);
      continue;
    }
    const conversion = f === firstFrame || isOne(options) ? adapted.conversion : conversionOf(f);
    if (conversion !== last) before = undefined;
    last = conversion;
    const profile = conversion.convert(frame, lambda, before);
    before = profile === undefined ? undefined : ownProfile(profile);
    profiles.push(profile);
  }
  return profiles;
}

/** Invert the frames in chains that others have; here, where they cannot. */
export async function invertBy(
  prepared: Prepared,
  run: ChainRunner,
  running: RunStepsOptions,
): Promise<(ConcentrationProfile | undefined)[]> {
  const setup = setupOf(prepared);
  const { frames, beam, adapted } = prepared;
  const chains = chainsOf(frames, beam);
  const converted = setup === undefined || chains.length < 2 ? undefined : await run(setup, chains);
  if (converted === undefined) return runSteps(invertSteps(prepared), running);
  return chains.flatMap((chain, c) => profilesOf(adapted.conversion, chain, adapted.lambda, converted[c]!));
}

/** Bring the profiles of all frames together. */
export function* concludeSteps(
  { series, options, frames, beam, firstFrame, energies, first, even, adapted }: Prepared,
  profiles: (ConcentrationProfile | undefined)[],
): Steps<NdpProfiles> {
  const { temporalSmoothness = defaults.temporalSmoothness } = options;
  const used = frames.filter((_, f) => beam[f]);
  yield { done: frames.length, total: frames.length };
  // One sample throughout.
  if (temporalSmoothness > 0) yield* joinFrames(profiles, frames, adapted.conversion, temporalSmoothness);
  const fitted =
    typeof options.sample === 'function'
      ? undefined
      : fittedSpectra(frames, profiles, adapted.conversion.model, energies.edges);
  const gathered = gatherProfiles(series, profiles, {
    options,
    axes: first.axes,
    calibration: energies.calibration,
    lambda: adapted.lambda,
    interfaceWidths: adapted.conversion.model?.interfaceWidths ?? [],
    edgeIn: adapted.edgeIn,
    soft: typeof options.sample === 'function' ? [] : first.soft(used, even),
    // Where layers change, those of the first frame with beam stand for all.
    leaks:
      typeof options.sample === 'function' ? first.leaks([frames[firstFrame]!], 1) : first.leaks(used, used.length),
  });
  return fitted === undefined ? gathered : { ...gathered, fitted };
}
